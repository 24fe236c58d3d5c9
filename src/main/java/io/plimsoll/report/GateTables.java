package io.plimsoll.report;

import io.plimsoll.gate.Decision;
import io.plimsoll.gate.Difference;
import io.plimsoll.gate.Evidence.Status;
import io.plimsoll.gate.Gate;
import io.plimsoll.gate.GateDecision.Kind;
import io.plimsoll.gate.SealedEvidence;
import io.plimsoll.plan.Role;
import io.plimsoll.plan.StageName;
import io.plimsoll.report.Report.Row;
import io.plimsoll.run.RunState;
import io.plimsoll.run.Runs;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the gates asked, what became of each round, and who decided what on which evidence. A round
 * that another followed is history; only the newest one is judged.
 */
final class GateTables {
  private final Material material;
  private final Instant builtAt;

  /**
   * @param builtAt a review that is due before is overdue
   */
  GateTables(Material material, Instant builtAt) {
    this.material = material;
    this.builtAt = builtAt;
  }

  List<Row> gates() {
    var rows = new ArrayList<Row>();
    for (StageName stage : StageName.values()) {
      var entered = material.entered(RunState.valueOf(stage.name()));
      boolean named = material.plan().spec().gates().byStage().containsKey(stage);
      if (named) {
        var cells = new Cells();
        cells
            .from(material.fromPlan(), stage)
            .text("before", "Before", StageName::text)
            .text("gate", "Gate", s -> material.plan().spec().gates().before(s).toString());
        if (entered.isPresent()) {
          cells
              .from(material.fromHistory(entered.get(), Status.PASS), entered.get())
              .instant("passed", "Stage began", at -> at);
        } else {
          cells.missing("passed", "Stage began");
        }
        rows.add(cells.row());
      }
    }
    return rows;
  }

  List<Row> rounds() {
    return material.diary().gates().stream().map(this::round).toList();
  }

  private Row round(Gate gate) {
    boolean newest =
        material.diary().gates().stream()
            .noneMatch(g -> g.stage() == gate.stage() && g.round() > gate.round());
    Status judged = newest ? judge(gate) : Status.PASS;
    var cells = new Cells();
    var of = cells.from(material.fromGates(judged), gate);
    of.text("before", "Before", g -> g.stage().text())
        .number("round", "Round", g -> (long) g.round())
        .text("state", "State", g -> word(g.state()))
        .text("quorum", "Asks", g -> material.plan().spec().gates().before(g.stage()).toString());
    if (newest && gate.times().consumed().isEmpty()) {
      cells.missing("used", "Stage began on it");
    } else {
      of.instant("used", "Stage began on it", g -> g.times().consumed().orElse(null));
    }
    return of.text("because", "Because", Gate::reason)
        .text("digest", "Evidence", g -> g.evidence().map(GateTables::hex).orElse(null))
        .list("changed", "What changed before", false, GateTables::changes)
        .text("review", "Review", this::review, this::judgeReview)
        .row();
  }

  /** An automatic gate passed as the plan says; one that was broken open is never simply green. */
  private static Status judge(Gate gate) {
    boolean glass = gate.times().reviewDue().isPresent();
    return switch (gate.state()) {
      case CONSUMED -> glass ? Status.WAIVED : Status.PASS;
      case BROKEN_GLASS -> Status.WAIVED;
      case REJECTED, EXPIRED, RED -> Status.FAIL;
      case COLLECTING, SEALED, WAITING, ARMED, STALE -> Status.UNVERIFIED;
      case CANCELLED -> Status.PASS;
    };
  }

  private String review(Gate gate) {
    Optional<Instant> due = gate.times().reviewDue();
    if (due.isEmpty()) {
      return "none is due";
    }
    String by = Show.at(due.get());
    return settled(gate)
        .map(
            review ->
                "by %s at %s, %s %s"
                    .formatted(
                        review.made().by().name(),
                        Show.at(review.at()),
                        review.at().isAfter(due.get()) ? "overdue since" : "due by",
                        by))
        .orElse((overdue(gate) ? "overdue since " : "due by ") + by);
  }

  private Status judgeReview(Gate gate) {
    if (gate.times().reviewDue().isEmpty() || settled(gate).isPresent()) {
      return Status.PASS;
    }
    return overdue(gate) ? Status.FAIL : Status.UNVERIFIED;
  }

  private static Optional<Decision> settled(Gate gate) {
    return gate.decisions().stream().filter(d -> d.is(Kind.REVIEW)).findFirst();
  }

  private boolean overdue(Gate gate) {
    return gate.times().reviewDue().filter(due -> !builtAt.isBefore(due)).isPresent();
  }

  private static List<String> changes(Gate gate) {
    return gate.changed().stream().map(Difference::text).toList();
  }

  private static String hex(SealedEvidence evidence) {
    return evidence.digest().hex();
  }

  List<Row> decisions() {
    var rows = new ArrayList<Row>();
    for (Gate gate : material.diary().gates()) {
      gate.decisions().forEach(decision -> rows.add(decision(gate, decision)));
    }
    return rows;
  }

  private Row decision(Gate gate, Decision decision) {
    return new Cells()
        .from(material.fromGates(decision.at(), judge(decision)), decision)
        .instant("at", "At", Decision::at)
        .text("before", "Before", d -> gate.stage().text())
        .number("round", "Round", d -> (long) gate.round())
        .text("decision", "Decision", d -> word(d.made().kind()))
        .text("person", "Person", d -> d.made().by().name())
        .text("roles", "Roles then", GateTables::roles)
        .text("method", "Shown by", d -> d.made().by().authentication())
        .text("channel", "Came by", d -> d.made().by().channel())
        .text("comment", "Comment", d -> d.made().comment())
        .text("incident", "Incident", d -> d.made().incident().orElse(null))
        .text("quorum", "Seats with it", Decision::quorum)
        .text("separation", "Separation of duties", Decision::separation)
        .text("shown", "Digest shown", d -> d.made().shown().hex())
        .row();
  }

  private static Status judge(Decision decision) {
    return decision.is(Kind.BREAK_GLASS) ? Status.WAIVED : Status.PASS;
  }

  private static String roles(Decision decision) {
    return decision.made().by().roles().stream()
        .sorted()
        .map(Role::text)
        .collect(Collectors.joining(", "));
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Holds and decisions as the run's own history has them. */
  List<Row> events() {
    return material.history().stream()
        .filter(line -> Timeline.isDecision(line.event()))
        .map(this::event)
        .toList();
  }

  private Row event(Runs.HistoryLine line) {
    return new Cells()
        .from(material.fromHistory(line.at(), Timeline.status(line.event())), line)
        .instant("at", "At", Runs.HistoryLine::at)
        .text("state", "In", l -> l.state().name())
        .text("event", "Event", l -> l.event().name())
        .text("text", "What happened", Runs.HistoryLine::text)
        .row();
  }
}
