package io.plimsoll.report;

import io.plimsoll.common.ShardId;
import io.plimsoll.gate.Evidence.Status;
import io.plimsoll.gate.Facts;
import io.plimsoll.report.Book.Kind;
import io.plimsoll.report.Report.Row;
import io.plimsoll.report.Report.Section;
import io.plimsoll.run.RunState;
import io.plimsoll.run.Runs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** How clients changed sides and what came after: cut-over, way back, soak, the old side. */
final class SwitchSections {
  private final Material material;
  private final LiveSwitches live;

  SwitchSections(Material material) {
    this.material = material;
    this.live = new LiveSwitches(material);
  }

  Section cutOver() {
    return material.live() ? liveCutOver() : frozenCutOver();
  }

  private Section liveCutOver() {
    return new Sectioning("cutOver", "Cut-over")
        .note("Clients write during the whole move; they wait only while a shard is switched.")
        .note("A block is measured by a client that tries to write and touches no row.")
        .values(live.began())
        .table("outage", "Outage", "None: clients write during the move.", List.of())
        .table("cutOvers", "The switch of each shard", "None.", each(live::switched))
        .section();
  }

  private Section frozenCutOver() {
    return new Sectioning("cutOver", "Cut-over")
        .note("The source is frozen for the whole move: the block is that of the switch alone.")
        .table("outage", "How long clients are refused at the longest", "None.", each(this::outage))
        .table("cutOvers", "The switch of each shard", "None.", each(this::switched))
        .section();
  }

  private Row outage(ShardId shard) {
    return PerShard.row(
        material,
        shard,
        material.book().last(Kind.OUTAGE, Facts.Outage.class, shard),
        cells ->
            cells
                .instant("began", "Fenced since", Facts.Outage::began)
                .instant("ends", "Ends at the latest", Facts.Outage::ends)
                .millis("allowedMillis", "Allowed", SwitchSections::allowed));
  }

  private static long allowed(Facts.Outage outage) {
    return Duration.between(outage.began(), outage.ends()).toMillis();
  }

  private Row switched(ShardId shard) {
    var done = material.book().last(Kind.CUT_OVER, Facts.CutOverDone.class, shard);
    // A frozen source stands still: its position is the snapshot's.
    var position = material.book().last(Kind.SNAPSHOT, Facts.SnapshotTaken.class, shard);
    return PerShard.row(
        material,
        shard,
        done,
        cells ->
            cells
                .instant("fencedSince", "Fenced", Facts.CutOverDone::fencedSince)
                .instant("sealedAt", "Sealed", Facts.CutOverDone::sealedAt)
                .instant("routedAt", "Routed", Facts.CutOverDone::routedAt)
                .millis("blockMillis", "Block", Facts.CutOverDone::blockMillis)
                .text("routeAddress", "Clients go to", Facts.CutOverDone::routeAddress)
                .number("routeVersion", "Route version", Facts.CutOverDone::routeVersion)
                .flag("targetOpen", "Target open to clients", Facts.CutOverDone::targetOpen)
                .number("attempt", "Attempt", c -> (long) c.attempt())
                .from(position.filter(snapshot -> done.isPresent()))
                .text("position", "Source position", Facts.SnapshotTaken::position));
  }

  Section rollback() {
    var used = material.turnedBack();
    var section = new Sectioning("rollback", "Rollback").values(rollbackValues(used));
    if (material.live()) {
      section.note(
          "Of a row set aside plimsoll.quarantine on the source has both versions, and plimsoll.undo"
              + " has what clients' writes replaced, as long as schema plimsoll is there.");
    }
    return section
        .table("rehearsed", "The way back, rehearsed", "Never.", each(this::rehearsed))
        .table(
            "shards",
            "How each shard went back",
            "It was not used.",
            used.isPresent() ? each(this::wentBack) : List.of())
        .table(
            "kept",
            "Rows for a person, by key (a bounded sample; the totals are exact)",
            "None.",
            used.isPresent() ? live.needAPerson() : List.of())
        .section();
  }

  private Map<String, Value> rollbackValues(Optional<Runs.HistoryLine> used) {
    var cells = new Cells();
    Status status = material.run().state() == RunState.ROLLBACK_FAILED ? Status.FAIL : Status.PASS;
    cells.from(material.fromRun().as(status), possible()).text("possible", "Possible", p -> p);
    if (used.isEmpty()) {
      return cells.from(material.fromRun(), "no").text("used", "Used", no -> no).values();
    }
    Status result = result(material.run().state());
    return cells
        .from(material.fromHistory(used.get().at(), Status.PASS), used.get())
        .text("used", "Used", line -> "yes")
        .instant("since", "Began", Runs.HistoryLine::at)
        .text("because", "Because", Runs.HistoryLine::text)
        .text("result", "Result", line -> material.run().state().name(), line -> result)
        .values();
  }

  private String possible() {
    return switch (material.run().state()) {
      case FINALIZED ->
          material
              .entered(RunState.FINALIZED)
              .map(at -> "no longer: finalized at " + Show.at(at))
              .orElse("no longer: finalized");
      case ROLLED_BACK -> "done: the run is back where it began";
      case ROLLING_BACK -> "under way";
      case ROLLBACK_FAILED -> "it failed half way; a person has to settle it";
      case PREFLIGHT, SNAPSHOT, DRY_RUN, CANARY, COPY, VERIFY, CUT_OVER, SOAK, FINALIZE ->
          "until finalize is done";
    };
  }

  private static Status result(RunState state) {
    if (state == RunState.ROLLED_BACK) {
      return Status.PASS;
    }
    return state == RunState.ROLLBACK_FAILED ? Status.FAIL : Status.UNVERIFIED;
  }

  private Row rehearsed(ShardId shard) {
    var found = material.book().last(Kind.REHEARSAL, Facts.Rehearsal.class, shard);
    return PerShard.row(
        material,
        shard,
        found,
        cells ->
            cells
                .instant("rehearsedAt", "Rehearsed", r -> found.orElseThrow().origin().measuredAt())
                .millis("rollbackMillis", "Took", Facts.Rehearsal::rollbackMillis)
                .must(
                    "worked",
                    "Source writable after it",
                    Facts.Rehearsal::writesAcceptedAfterRollback));
  }

  private Row wentBack(ShardId shard) {
    if (material.live()) {
      return live.wentBack(shard);
    }
    var found = material.book().last(Kind.ROLLBACK, Facts.RolledBack.class, shard);
    return PerShard.row(
        material,
        shard,
        found,
        cells ->
            cells
                .verdict(
                    "sourceEqualsSnapshot",
                    "Source against its snapshot",
                    Facts.RolledBack::sourceEqualsSnapshot)
                .must("sourceWritable", "Source writable", Facts.RolledBack::sourceWritable)
                .must("targetCleaned", "Target cleaned", Facts.RolledBack::targetCleaned)
                .text("route", "Clients go to", Facts.RolledBack::route)
                .instant("at", "Proven at", r -> found.orElseThrow().origin().measuredAt())
                .millis("millis", "Took", Facts.RolledBack::millis)
                .number(
                    "lostRows",
                    "Rows lost",
                    r -> r.lostRows().orElse(null),
                    r -> r.lostRows().filter(n -> n > 0).map(n -> Status.FAIL).orElse(Status.PASS))
                .list("remaining", "Left to do by hand", true, Facts.RolledBack::remaining));
  }

  Section aftermath() {
    return new Sectioning("aftermath", "Aftermath")
        .note("During the soak both sides are compared again and again; divergence rolls back.")
        .table("soak", "Passes of the soak", "None.", each(this::soak))
        .section();
  }

  private Row soak(ShardId shard) {
    Optional<Found<Facts.SoakPass>> last =
        material.book().last(Kind.SOAK_PASS, Facts.SoakPass.class, shard);
    return PerShard.row(
        material,
        shard,
        last,
        cells ->
            cells
                .number("passes", "Passes", p -> (long) p.number())
                .instant("began", "First pass", Facts.SoakPass::began)
                .verdict("verdict", "Last verdict", Facts.SoakPass::verdict)
                .instant("at", "Last pass", Facts.SoakPass::at));
  }

  Section decommission() {
    return new Sectioning("decommission", "Decommission")
        .note("The source stays, sealed against writes. Plimsoll never deletes it.")
        .table("shards", "The old side of each shard", "None.", each(this::retired))
        .section();
  }

  private Row retired(ShardId shard) {
    return PerShard.row(
        material,
        shard,
        material.book().last(Kind.FINALIZED, Facts.Finalized.class, shard),
        cells ->
            cells
                .text("source", "Sealed and kept", Facts.Finalized::source)
                .text("target", "In its place", Facts.Finalized::target)
                .instant("at", "At", Facts.Finalized::at));
  }

  private List<Row> each(Function<ShardId, Row> row) {
    return material.shards().stream().map(row).toList();
  }
}
