package io.plimsoll.engine;

import io.plimsoll.common.RunId;
import io.plimsoll.gate.Decider;
import io.plimsoll.gate.Explainer;
import io.plimsoll.gate.Explanation;
import io.plimsoll.gate.Gate;
import io.plimsoll.gate.GateAnswer;
import io.plimsoll.gate.GateAsk;
import io.plimsoll.gate.GateDesk;
import io.plimsoll.gate.GateKeeper;
import io.plimsoll.gate.GateView;
import io.plimsoll.gate.GateWatch;
import io.plimsoll.gate.Parties;
import io.plimsoll.plan.GateRule;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Hold;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunEvent;
import io.plimsoll.run.RunState;
import io.plimsoll.run.Runs;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The façade's part about gates: decisions, looks, and what resuming means in front of one. */
final class GateWay {
  private final Engine engine;
  private final GateKeeper keeper;
  private final GateDesk desk;
  private final Explainer explainer;
  private final Function<Run, GateWatch> watches;

  /**
   * @param watches what to measure again for a run that waits
   */
  GateWay(Engine engine, GateKeeper keeper, Function<Run, GateWatch> watches) {
    this.engine = engine;
    this.keeper = keeper;
    this.desk = new GateDesk(keeper, engine.plans()::of);
    this.explainer = new Explainer(keeper);
    this.watches = watches;
  }

  GateAnswer decide(GateAsk ask) {
    return desk.decide(ask);
  }

  List<Gate> reviewsDue() {
    return engine.gates().records().approvals().reviewsDue();
  }

  void involve(RunId run, Parties.Part part, Decider who) {
    engine.gates().records().parties().add(run, part, who.person(), who.name());
  }

  Optional<GateView> view(RunId id, StageName stage) {
    Run run = run(id);
    return explainer.view(run, engine.plans().of(run), stage);
  }

  List<GateView> all(RunId id) {
    return Arrays.stream(StageName.values()).flatMap(stage -> view(id, stage).stream()).toList();
  }

  Explanation explain(RunId id, StageName stage, Instant at) {
    Run run = run(id);
    return explainer.explain(run, engine.plans().of(run), stage, at);
  }

  void watch(RunId id) {
    Run run = run(id);
    run.state()
        .stage()
        .ifPresent(stage -> keeper.watch(run, engine.plans().of(run), stage, watches.apply(run)));
  }

  Run resume(RunId id, Optional<Decider> who) {
    return resume(run(id), who);
  }

  /** Moves the run from where it was seen and from nowhere else. */
  Run resume(Run run, Optional<Decider> who) {
    boolean waits = run.hold().isPresent() && !run.state().ended();
    if (!waits && run.state() != RunState.ROLLBACK_FAILED) {
      return run;
    }
    String by = who.map(Decider::name).orElse("somebody at " + engine.node() + ", not logged in");
    boolean passes =
        run.hold().filter(hold -> hold.reason() == Hold.Reason.GATE).isPresent()
            && !(rule(run) instanceof GateRule.Quorum);
    return passes
        ? engine
            .runs()
            .move(
                run,
                RunEvent.APPROVED,
                Runs.Note.of(
                    "gate before %s passed by %s".formatted(run.state().stage().orElseThrow(), by)))
        : engine.runs().move(run, RunEvent.RESUME, Runs.Note.of("resumed by " + by));
  }

  private GateRule rule(Run run) {
    return engine.plans().of(run).spec().gates().before(run.state().stage().orElseThrow());
  }

  private Run run(RunId id) {
    return engine.runs().find(id).orElseThrow(() -> new IllegalStateException("no run " + id));
  }
}
