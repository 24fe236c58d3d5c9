package io.plimsoll.gate;

import io.plimsoll.gate.GateDecision.Kind;
import io.plimsoll.gate.GateRefusal.Code;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Hold;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunEvent;
import io.plimsoll.run.Runs;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Takes decisions of persons. Each one either counts, durably, together with what follows for the
 * run, or is refused with a reason; none is lost, whoever decides at the same instant.
 */
public final class GateDesk {
  /** How long a broken glass lets the stage begin. */
  static final Duration GLASS_LIFE = Duration.ofMinutes(30);

  /** By when a broken glass has to be reviewed. */
  static final Duration REVIEW = Duration.ofDays(3);

  private static final int MOST_LOOKS = 8;

  private final GatePorts ports;
  private final Rounds rounds;
  private final GlassReviews reviews;
  private final Function<Run, Plan> plans;

  public GateDesk(GateKeeper keeper, Function<Run, Plan> plans) {
    this.ports = keeper.ports();
    this.rounds = keeper.rounds();
    this.reviews = new GlassReviews(ports, rounds);
    this.plans = plans;
  }

  public GateAnswer decide(GateAsk ask) {
    for (int look = 0; look < MOST_LOOKS; look++) {
      try {
        return told(ask, once(ask));
      } catch (StaleGateException somebodyWasFaster) {
        // Counted or refused on what is the case now: look again.
      }
    }
    return told(
        ask,
        refused(
            ports.approvals().current(ask.run(), ask.stage()),
            Code.LOOK_AGAIN,
            "others decided at the same instant; nothing was recorded, look at the gate again"));
  }

  private GateAnswer told(GateAsk ask, GateAnswer answer) {
    answer.refusal().ifPresent(refusal -> ports.listener().refused(ask, refusal));
    return answer;
  }

  /** The gate is read before the run: a hold written in between then fails the compare-and-set. */
  private GateAnswer once(GateAsk ask) {
    Optional<Gate> found = ports.approvals().current(ask.run(), ask.stage());
    Run run =
        ports
            .runs()
            .find(ask.run())
            .orElseThrow(() -> new IllegalStateException("no run " + ask.run()));
    if (ask.decision().by().kind() == Decider.Kind.MACHINE) {
      return refused(
          found,
          Code.MACHINE,
          "a program's token can ask for a change and never decides about one");
    }
    if (ask.decision().kind() == Kind.REVIEW) {
      return reviews.of(ask, found);
    }
    Optional<GateCase> it = GateKeeper.caseOf(run, plans.apply(run), ask.stage());
    Optional<GateRefusal> closed = closed(run, ask, it, found);
    if (closed.isPresent()) {
      return GateAnswer.refused(found, closed.get());
    }
    return open(it.orElseThrow(), found.orElseThrow(), ask.decision());
  }

  /** Why nobody at all can decide here now. */
  private static Optional<GateRefusal> closed(
      Run run, GateAsk ask, Optional<GateCase> it, Optional<Gate> gate) {
    StageName stage = ask.stage();
    if (!run.state().stage().equals(Optional.of(stage))) {
      return refusal(
          Code.NOT_AT_GATE, "run %s is not before %s, it is in %s", run.id(), stage, run.state());
    }
    if (it.isEmpty()) {
      return refusal(Code.NO_QUORUM, "the plan asks no quorum before %s", stage);
    }
    boolean back = run.request().filter(r -> r != Run.Request.PAUSE).isPresent();
    if (back && ask.decision().kind() != Kind.WITHDRAW) {
      return refusal(
          Code.ABORT_REQUESTED, "somebody asked for the way back, which goes before any approval");
    }
    if (gate.isEmpty()) {
      return refusal(Code.NOT_OPEN, "the run has not come to the gate before %s yet", stage);
    }
    return switch (gate.get().state()) {
      case COLLECTING, SEALED ->
          refusal(Code.NOT_OPEN, "the evidence before %s is not complete yet", stage);
      case WAITING, ARMED, BROKEN_GLASS -> Optional.empty();
      case CONSUMED -> refusal(Code.CONSUMED, "%s began on it already; it counts once", stage);
      case STALE -> refusal(Code.STALE, "%s", gate.get().reason());
      case REJECTED -> refusal(Code.REJECTED, "%s", gate.get().reason());
      case EXPIRED -> refusal(Code.EXPIRED, "%s", gate.get().reason());
      case RED -> refusal(Code.RED, "%s", gate.get().reason());
      case CANCELLED -> refusal(Code.CANCELLED, "%s", gate.get().reason());
    };
  }

  private GateAnswer open(GateCase it, Gate gate, GateDecision decision) {
    if (gate.over(rounds.now())) {
      Gate expired = rounds.expired(it, gate);
      return refused(Optional.of(expired), Code.EXPIRED, "%s", expired.reason());
    }
    List<Difference> changed = rounds.changed(it, gate);
    if (!changed.isEmpty()) {
      Gate next = rounds.voided(it, gate, changed);
      return refused(
          Optional.of(next),
          Code.STALE,
          "the evidence changed, look at the gate again: %s",
          changed.stream().map(Difference::text).collect(Collectors.joining("; ")));
    }
    Round round = rounds.round(it, gate);
    Optional<GateRefusal> unfit = unfit(round, decision);
    if (unfit.isPresent()) {
      return GateAnswer.refused(Optional.of(gate), unfit.get());
    }
    return switch (decision.kind()) {
      case APPROVE -> approve(it, round, decision);
      case REJECT -> reject(it, round, decision);
      case WITHDRAW -> withdraw(it, round, decision);
      case BREAK_GLASS -> breakGlass(it, round, decision);
      case REVIEW -> throw new IllegalStateException("a review asks nothing of the run");
    };
  }

  /** Why this person's decision does not count. */
  private static Optional<GateRefusal> unfit(Round round, GateDecision decision) {
    Decider by = decision.by();
    if (!round.digest().equals(Optional.of(decision.shown()))) {
      return refusal(
          Code.OTHER_DIGEST,
          "what was shown is %s, what is sealed is %s; look at the gate again",
          decision.shown().brief(),
          round.digest().orElseThrow().brief());
    }
    if (decision.kind() == Kind.WITHDRAW) {
      return Optional.empty();
    }
    Optional<Parties.Party> part = round.part(by.person());
    if (part.isPresent()) {
      return Optional.of(own(part.get()));
    }
    if (!round.requesterKnown() && decision.kind() != Kind.REJECT) {
      return refusal(
          Code.REQUESTER_UNKNOWN,
          "it is not known who asked for this run, so nobody can be shown to be somebody else;"
              + " roll back, and submit it again after logging in");
    }
    boolean key = decision.kind() == Kind.BREAK_GLASS;
    boolean may =
        key
            ? by.roles().stream().anyMatch(Round.KEY_HOLDERS::contains)
            : round.hasSeatFor(by.roles());
    return may
        ? Optional.empty()
        : refusal(
            Code.NO_ROLE,
            "%s has none of the roles %s",
            by.name(),
            key ? Round.KEY_HOLDERS.stream().sorted().toList() : round.rule().seats().keySet());
  }

  private static GateRefusal own(Parties.Party party) {
    return switch (party.part()) {
      case REQUESTER ->
          GateRefusal.of(
              Code.OWN_RUN, "%s asked for this run; somebody else decides", party.name());
      case EDITOR ->
          GateRefusal.of(Code.EDITOR, "%s edited its plan; somebody else decides", party.name());
      case STARTER ->
          GateRefusal.of(Code.STARTER, "%s started this run; somebody else decides", party.name());
    };
  }

  private GateAnswer approve(GateCase it, Round round, GateDecision decision) {
    Decider by = decision.by();
    if (round.of(by.person()).isPresent()) {
      return again(round, by);
    }
    Seating before = round.seating();
    Seating after = round.with(by.person(), by.roles());
    if (after.filled() == before.filled() || round.gate().state() != GateState.WAITING) {
      return refused(
          Optional.of(round.gate()),
          Code.NO_FREE_SEAT,
          "every seat that %s could take is filled (%s)",
          by.name(),
          before.count());
    }
    String text =
        "%s approved, %s".formatted(by.name(), after.count())
            + (after.complete() ? "; armed" : ", missing " + after.missing());
    var kept = kept(decision, after.count());
    var change = Approvals.Change.of(round.gate(), text).by(kept);
    return after.complete()
        ? counted(
            round.gate(),
            GateEvent.COMPLETE,
            change.at(armed(round.gate(), Optional.empty())).moving(goesOn(it, text)),
            kept)
        : counted(round.gate(), GateEvent.APPROVE, change, kept);
  }

  private static GateAnswer again(Round round, Decider by) {
    return refused(
        Optional.of(round.gate()),
        Code.ALREADY_DECIDED,
        "%s has decided already; nobody counts twice, also not with two roles",
        by.name());
  }

  private GateAnswer reject(GateCase it, Round round, GateDecision decision) {
    String comment = decision.comment().isBlank() ? "" : ": " + decision.comment();
    String text = "rejected before %s by %s%s".formatted(it.stage(), decision.by().name(), comment);
    var kept = kept(decision, round.seating().count());
    // A run on its way into the stage is turned back by whoever drives it, which sees this first.
    Optional<Approvals.RunMove> move =
        rounds
            .atTheGate(it, RunEvent.REJECTED, Runs.Note.of(text))
            .filter(m -> it.run().hold().isPresent());
    return counted(
        round.gate(),
        GateEvent.REJECT,
        Approvals.Change.of(round.gate(), text).by(kept).moving(move),
        kept);
  }

  private GateAnswer withdraw(GateCase it, Round round, GateDecision decision) {
    Decider by = decision.by();
    if (round.of(by.person()).isEmpty()) {
      return refused(
          Optional.of(round.gate()),
          Code.NOTHING_TO_WITHDRAW,
          "%s has decided nothing here that could be taken back",
          by.name());
    }
    String text = "%s took the decision back".formatted(by.name());
    var kept = kept(decision, "");
    var change = Approvals.Change.of(round.gate(), text).by(kept);
    return counted(
        round.gate(), GateEvent.WITHDRAW, change.at(GateKeeper.again(round.gate(), it)), kept);
  }

  /** Instead of a quorum: the evidence must be green all the same, and everything is recorded. */
  private GateAnswer breakGlass(GateCase it, Round round, GateDecision decision) {
    Decider by = decision.by();
    if (decision.comment().isBlank()) {
      return refused(
          Optional.of(round.gate()), Code.NO_REASON, "an emergency needs its reason in writing");
    }
    if (round.gate().state() != GateState.WAITING) {
      return refused(
          Optional.of(round.gate()),
          Code.NO_FREE_SEAT,
          "the gate is open already, no key is needed");
    }
    List<Decision> keys = round.keys(rounds.now());
    if (keys.stream().anyMatch(key -> key.person().equals(by.person()))) {
      return again(round, by);
    }
    boolean opens = !keys.isEmpty() || decision.incident().filter(i -> !i.isBlank()).isPresent();
    String incident = decision.incident().map(i -> ", incident " + i).orElse("");
    String text =
        (opens ? "%s broke the glass before %s%s: %s" : "%s turned a key before %s%s: %s")
            .formatted(by.name(), it.stage(), incident, decision.comment());
    var kept = kept(decision, opens ? "glass broken" : "1 of 2 keys");
    var change = Approvals.Change.of(round.gate(), text).by(kept);
    GateAnswer answer =
        opens
            ? counted(
                round.gate(),
                GateEvent.BREAK_GLASS,
                change.at(armed(round.gate(), Optional.of(GLASS_LIFE))).moving(goesOn(it, text)),
                kept)
            : counted(round.gate(), GateEvent.TURN_KEY, change, kept);
    ports.listener().pages(answer.gate().orElseThrow(), kept);
    return answer;
  }

  private Gate.Times armed(Gate gate, Optional<Duration> life) {
    Instant now = rounds.now();
    Gate.Times t = gate.times();
    return new Gate.Times(
        t.sealed(),
        Optional.of(now),
        life.map(now::plus).or(t::until),
        Optional.empty(),
        life.map(l -> now.plus(REVIEW)).or(t::reviewDue));
  }

  /** A run that waits in front of the gate looks again; what was approved is recomputed there. */
  private static Optional<Approvals.RunMove> goesOn(GateCase it, String text) {
    return it.run()
        .hold()
        .filter(hold -> hold.reason() == Hold.Reason.GATE)
        .map(hold -> new Approvals.RunMove(it.run(), RunEvent.RESUME, Runs.Note.of(text)));
  }

  private Decision kept(GateDecision decision, String quorum) {
    return new Decision(rounds.now(), decision, quorum, "not requester, editor or starter");
  }

  private GateAnswer counted(
      Gate gate, GateEvent event, Approvals.Change change, Decision decision) {
    Gate moved = rounds.move(gate, event, change);
    ports.listener().decided(moved, decision);
    return GateAnswer.counted(moved);
  }

  private static GateAnswer refused(
      Optional<Gate> gate, Code code, String sentence, Object... parts) {
    return GateAnswer.refused(gate, GateRefusal.of(code, sentence, parts));
  }

  private static Optional<GateRefusal> refusal(Code code, String sentence, Object... parts) {
    return Optional.of(GateRefusal.of(code, sentence, parts));
  }
}
