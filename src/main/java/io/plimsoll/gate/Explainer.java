package io.plimsoll.gate;

import io.plimsoll.common.Finding;
import io.plimsoll.plan.GateRule;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.Role;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says how a gate stands and what would become of it; only reads. */
public final class Explainer {
  private final GatePorts ports;
  private final Rounds rounds;

  public Explainer(GateKeeper keeper) {
    this.ports = keeper.ports();
    this.rounds = keeper.rounds();
  }

  public Explanation explain(Run run, Plan plan, StageName stage, Instant at) {
    Optional<Gate> gate = rounds.current(run, stage);
    Optional<Round> round =
        GateKeeper.caseOf(run, plan, stage)
            .flatMap(it -> gate.map(g -> rounds.round(it, g)))
            .filter(r -> r.gate().state().open());
    GateState state = state(run, stage, gate, at);
    return new Explanation(
        run.id(),
        stage,
        plan.spec().gates().before(stage).toString(),
        state,
        gate.flatMap(Gate::evidence).map(SealedEvidence::digest),
        gate.flatMap(g -> g.times().until()),
        gate.map(Gate::decisions).orElse(List.of()),
        state.ended() ? List.of() : missing(run, plan, stage, round),
        round.map(this::could).orElse(List.of()),
        round.map(this::cannot).orElse(List.of()),
        gate.map(Gate::changed).orElse(List.of()),
        then(run, plan, stage, new At(state, gate, at)));
  }

  /** The gate with its seats; empty when the run never came to it. */
  public Optional<GateView> view(Run run, Plan plan, StageName stage) {
    Optional<GateCase> it = GateKeeper.caseOf(run, plan, stage);
    return rounds
        .current(run, stage)
        .map(
            gate ->
                new GateView(
                    gate,
                    state(run, stage, Optional.of(gate), rounds.now()),
                    plan.spec().gates().before(stage),
                    it.map(c -> rounds.round(c, gate).seating()).orElse(Seating.NONE)));
  }

  /** As it will be then, if nobody does anything. */
  static GateState state(Run run, StageName stage, Optional<Gate> gate, Instant at) {
    if (gate.isEmpty()) {
      return GateState.COLLECTING;
    }
    GateState stored = gate.get().state();
    boolean here = run.state().stage().equals(Optional.of(stage));
    if (!here && !stored.ended()) {
      return GateState.CANCELLED;
    }
    return gate.get().over(at) ? GateState.EXPIRED : stored;
  }

  private List<String> missing(Run run, Plan plan, StageName stage, Optional<Round> round) {
    var missing = new ArrayList<String>();
    rounds.lacking(run, plan, stage).stream().map(Finding::text).forEach(missing::add);
    round.ifPresent(r -> missing.addAll(unmet(run, plan, r)));
    return missing;
  }

  private List<String> unmet(Run run, Plan plan, Round round) {
    var unmet = new ArrayList<String>();
    if (!round.requesterKnown()) {
      unmet.add("it is not known who asked for this run, so nobody can be shown to be another");
    }
    Seating seating = round.seating();
    if (!seating.complete() && round.gate().state() == GateState.WAITING) {
      unmet.add("%s approved, missing %s".formatted(seating.count(), seating.missing()));
    }
    StageName stage = round.gate().stage();
    round
        .gate()
        .evidence()
        .map(before -> before.differencesTo(rounds.sealNow(run, plan, stage)))
        .orElse(List.of())
        .forEach(d -> unmet.add("changed since it was sealed: " + d.text()));
    return unmet;
  }

  private List<Explanation.Person> could(Round round) {
    return ports.roles().holders().stream()
        .filter(h -> round.hasSeatFor(h.roles()) && why(round, h).isEmpty())
        .map(h -> person(h, ""))
        .toList();
  }

  private List<Explanation.Person> cannot(Round round) {
    return ports.roles().holders().stream()
        .filter(h -> round.hasSeatFor(h.roles()) && why(round, h).isPresent())
        .map(h -> person(h, why(round, h).orElseThrow()))
        .toList();
  }

  private static Explanation.Person person(Roles.Holder holder, String why) {
    String roles =
        holder.roles().stream().sorted().map(Role::text).collect(Collectors.joining(", "));
    return new Explanation.Person(holder.person(), holder.name(), roles, why);
  }

  /** Why the person could not fill a seat now. */
  private static Optional<String> why(Round round, Roles.Holder holder) {
    Optional<Parties.Party> part = round.part(holder.person());
    if (part.isPresent()) {
      return Optional.of("is " + part.get().part().name().toLowerCase() + " of this run");
    }
    if (!round.requesterKnown()) {
      return Optional.of("may be the one who asked for this run");
    }
    if (round.of(holder.person()).isPresent()) {
      return Optional.of("has decided already");
    }
    boolean fills = round.with(holder.person(), holder.roles()).filled() > round.seating().filled();
    return fills ? Optional.empty() : Optional.of("the seats for these roles are filled");
  }

  private record At(GateState state, Optional<Gate> gate, Instant instant) {
    String until() {
      return gate.flatMap(g -> g.times().until()).map(Instant::toString).orElse("its deadline");
    }
  }

  private static List<String> then(Run run, Plan plan, StageName stage, At at) {
    Optional<StageName> here = run.state().stage();
    if (here.isEmpty() || run.state() == RunState.ROLLING_BACK) {
      return List.of("the run is in %s; this gate decides nothing any more".formatted(run.state()));
    }
    if (here.get().compareTo(stage) > 0) {
      return List.of("the run is past this gate");
    }
    return plan.spec().gates().before(stage).match(new Sentences(run, stage, at));
  }

  private record Sentences(Run run, StageName stage, At at)
      implements GateRule.Cases<List<String>> {
    @Override
    public List<String> automatic() {
      return List.of(stage + " begins by itself once the evidence is complete and green");
    }

    @Override
    public List<String> hold() {
      return List.of(
          "the run holds before %s; 'plimsoll resume %s' goes on".formatted(stage, run.id()));
    }

    @Override
    public List<String> quorum(GateRule.Quorum quorum) {
      return switch (at.state()) {
        case COLLECTING, SEALED ->
            List.of("the gate opens for %s once the run is there".formatted(quorum.people()));
        case WAITING ->
            List.of(
                "approve: when every seat is filled, %s begins as soon as the run is driven"
                    .formatted(stage),
                "reject: the run goes back",
                "doing nothing: it holds at %s".formatted(at.until()));
        case ARMED, BROKEN_GLASS ->
            List.of(
                "%s begins as soon as the run is driven, until %s, if what was approved still holds"
                    .formatted(stage, at.until()),
                "withdraw, reject: until then still possible");
        case STALE ->
            List.of(
                "the approvals are void; 'plimsoll resume %s' seals and asks anew"
                    .formatted(run.id()));
        case EXPIRED ->
            List.of(
                "it expired at %s and holds; 'plimsoll resume %s' seals and asks anew"
                    .formatted(at.until(), run.id()));
        case RED ->
            List.of(
                "it is disarmed; settle what was found, then 'plimsoll resume %s' measures again"
                    .formatted(run.id()));
        case CONSUMED -> List.of(stage + " began on it; it counts once");
        case REJECTED, CANCELLED -> List.of("the run goes back");
      };
    }
  }
}
