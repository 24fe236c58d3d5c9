package io.plimsoll.report;

import io.plimsoll.common.Finding;
import io.plimsoll.common.ShardId;
import io.plimsoll.gate.Evidence.Status;
import io.plimsoll.gate.Facts;
import io.plimsoll.plan.Plan;
import io.plimsoll.report.Book.Kind;
import io.plimsoll.report.Report.Row;
import io.plimsoll.report.Report.Section;
import io.plimsoll.run.Hold;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What was planned, decided and accepted: identity, endpoints, scope, decisions. */
final class PlanSections {
  private final Material material;
  private final String tool;
  private final GateTables gates;

  PlanSections(Material material, String tool, GateTables gates) {
    this.material = material;
    this.tool = tool;
    this.gates = gates;
  }

  Section identity() {
    Plan plan = material.plan();
    Plan.Change change = plan.spec().change();
    var cells = new Cells();
    cells
        .from(material.fromRun(), material.run())
        .text("run", "Run", run -> run.id().value())
        .text("state", "State", run -> run.state().name())
        .instant("started", "Started", run -> run.times().started())
        .instant("ended", "Ended", run -> run.times().ended().orElse(null));
    cells.from(material.fromRun(), tool).text("tool", "Tool version", version -> version);
    cells
        .from(material.fromPlan(), plan)
        .text("plan", "Plan", Plan::name)
        .text("capture", "Writes during the move", PlanSections::writes)
        .text("planDigest", "SHA-256 of the plan", p -> p.digest().hex());
    cells
        .from(material.fromPlan(), change)
        .text("owner", "Owner", Plan.Change::owner)
        .text("reason", "Reason", Plan.Change::reason)
        .text("ticket", "Ticket", Plan.Change::ticket)
        .text("worstCase", "Worst case", Plan.Change::worstCase);
    cells.from(material.fromPlan(), plan).text("planText", "Plan text", Plan::text);
    return new Sectioning("identity", "Identity").values(cells.values()).section();
  }

  private static String writes(Plan plan) {
    return plan.spec().capture().live() ? "accepted and captured" : "refused";
  }

  Section endpoints() {
    var rows = new ArrayList<Row>();
    for (ShardId shard : material.shards()) {
      Optional<Found<Facts.Endpoints>> found =
          material.book().last(Kind.ENDPOINTS, Facts.Endpoints.class, shard);
      rows.add(endpoint(shard, "source", found, Facts.Endpoints::source));
      rows.add(endpoint(shard, "target", found, Facts.Endpoints::target));
      rows.add(endpoint(shard, "vault", found, Facts.Endpoints::vault));
    }
    return new Sectioning("endpoints", "Endpoints and failure domains")
        .table("endpoints", "The ends of each shard, as they described themselves", "None.", rows)
        .section();
  }

  private Row endpoint(
      ShardId shard,
      String role,
      Optional<Found<Facts.Endpoints>> found,
      Function<Facts.Endpoints, Facts.Endpoint> pick) {
    var cells = new Cells();
    cells.from(material.fromPlan(), shard).text("shard", "Shard", ShardId::value);
    cells.from(material.fromPlan(), role).text("role", "Role", r -> r);
    return cells
        .from(found)
        .text("store", "Store", f -> pick.apply(f).store())
        .text("domain", "Failure domain", f -> pick.apply(f).domain())
        .text("environment", "Environment", f -> pick.apply(f).environment())
        .text("address", "Address", f -> pick.apply(f).address())
        .text("product", "Product", f -> pick.apply(f).product())
        .text("binding", "Bound to", f -> pick.apply(f).binding())
        .row();
  }

  Section scope() {
    var objects = new ArrayList<Row>();
    for (ShardId shard : material.shards()) {
      objects.addAll(
          PerShard.rows(
              material,
              shard,
              material.book().last(Kind.SCOPE, Facts.Scope.class, shard),
              Facts.Scope::objects,
              cells ->
                  cells
                      .text("object", "Object", Facts.ScopedObject::object)
                      .text("key", "Key", o -> String.join(", ", o.key()))
                      .number("estimatedRows", "Rows (estimate)", Facts.ScopedObject::estimatedRows)
                      .bytes("bytes", "Size", Facts.ScopedObject::bytes)));
    }
    var excluded =
        material.plan().spec().objects().exclude().stream().map(this::exclusion).toList();
    return new Sectioning("scope", "Scope and exclusions")
        .table("objects", "What moves", "Nothing has been resolved.", objects)
        .table("excluded", "Left behind on purpose", "Nothing is excluded.", excluded)
        .table("leftBehind", "What that meant on each shard", "Nothing.", leftBehind())
        .section();
  }

  private Row exclusion(Plan.Exclusion exclusion) {
    return new Cells()
        .from(material.fromPlan().as(Status.WAIVED), exclusion)
        .text("object", "Object", e -> e.object().toString())
        .text("reason", "Reason", Plan.Exclusion::reason)
        .text("until", "Until", e -> e.until().map(Object::toString).orElse("no end"))
        .row();
  }

  private List<Row> leftBehind() {
    var rows = new ArrayList<Row>();
    for (ShardId shard : material.shards()) {
      var found = material.book().last(Kind.SCOPE, Facts.Scope.class, shard);
      rows.addAll(leftBehind(shard, found, "excluded", Facts.Scope::excluded));
      rows.addAll(leftBehind(shard, found, "accepted", Facts.Scope::accepted));
    }
    return rows;
  }

  private List<Row> leftBehind(
      ShardId shard,
      Optional<Found<Facts.Scope>> found,
      String how,
      Function<Facts.Scope, List<Facts.LeftBehind>> pick) {
    boolean readable = found.flatMap(Found::fact).isPresent();
    return !readable
        ? List.of()
        : PerShard.rows(
            material,
            shard,
            found,
            pick,
            cells ->
                cells
                    .text("how", "How", o -> how, o -> Status.WAIVED)
                    .text("object", "Object", Facts.LeftBehind::object, o -> Status.WAIVED)
                    .text("reason", "Reason", Facts.LeftBehind::reason, o -> Status.WAIVED));
  }

  Section decisions() {
    var cells = new Cells();
    Optional<Hold> hold = material.run().hold();
    cells
        .from(
            material.fromRun().as(hold.isPresent() ? Status.UNVERIFIED : Status.PASS),
            material.run())
        .text("waitsFor", "Waits for", r -> hold.map(h -> h.reason().name()).orElse("nobody"))
        .text("waitsBecause", "Because", r -> hold.map(Hold::text).orElse("it does not wait"));
    return new Sectioning("decisions", "Decisions, waivers and findings")
        .values(cells.values())
        .table("waivers", "Waivers: accepted in writing", "Nothing was waived.", waivers())
        .table("gates", "Gates", "No gate.", gates.gates())
        .table("rounds", "What became of each gate", "The run came to no gate.", gates.rounds())
        .table("decided", "Who decided what", "Nobody decided at a quorum.", gates.decisions())
        .table("events", "Holds and decisions", "Nobody had to decide.", gates.events())
        .table("findings", "Findings of the checks", "No finding.", findings())
        .section();
  }

  private List<Row> waivers() {
    var rows = new ArrayList<Row>();
    Plan.Spec spec = material.plan().spec();
    if (spec.canary().shards().isEmpty()) {
      rows.add(waiver("canary: none", "no shard goes first; the plan says so"));
    }
    spec.capture()
        .acceptLoss()
        .ifPresent(reason -> rows.add(waiver("acceptLossOnRollback", reason)));
    spec.objects().accept().forEach(a -> rows.add(waiver("accepted: " + a.object(), a.reason())));
    spec.advisories()
        .forEach(
            a -> rows.add(waiver("advisory %s until %s".formatted(a.id(), a.until()), a.reason())));
    for (Found<Facts.Waiver> found : material.book().all(Kind.WAIVER, Facts.Waiver.class)) {
      rows.add(
          new Cells()
              .from(Optional.of(found))
              .text("what", "What", Facts.Waiver::what, w -> Status.WAIVED)
              .text("reason", "Reason", Facts.Waiver::reason, w -> Status.WAIVED)
              .row());
    }
    return rows;
  }

  private Row waiver(String what, String reason) {
    return new Cells()
        .from(material.fromPlan().as(Status.WAIVED), reason)
        .text("what", "What", r -> what)
        .text("reason", "Reason", r -> r)
        .row();
  }

  private List<Row> findings() {
    var rows = new ArrayList<Row>();
    var checks = material.book().all(Kind.FINDINGS, Facts.Checked.class);
    if (checks.isEmpty()) {
      // No check on record is not the same as a check that found nothing.
      rows.add(new Report.Row(Map.of("message", Value.missing("Found"))));
    }
    for (Found<Facts.Checked> found : checks) {
      rows.addAll(
          PerShard.of(
              found,
              Facts.Checked::findings,
              cells ->
                  cells
                      .text("severity", "Severity", f -> f.severity().name(), PlanSections::judge)
                      .text(
                          "guard",
                          "Guard",
                          f -> f.guard().map(Enum::name).orElse(""),
                          PlanSections::judge)
                      .text("subject", "About", Finding::subject, PlanSections::judge)
                      .text("message", "Found", Finding::message, PlanSections::judge)
                      .text("remedy", "What to do", Finding::remedy, PlanSections::judge)));
    }
    return rows;
  }

  private static Status judge(Finding finding) {
    return switch (finding.severity()) {
      case BLOCKING -> Status.FAIL;
      case WARNING, NOTE -> Status.PASS;
    };
  }
}
