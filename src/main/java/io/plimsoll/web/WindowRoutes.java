package io.plimsoll.web;

import io.plimsoll.common.RunId;
import io.plimsoll.engine.Orchestrator.Windows;
import io.plimsoll.gate.WindowAnswer;
import io.plimsoll.gate.WindowFit;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.Schedule;
import io.plimsoll.run.Run;
import io.plimsoll.web.Route.Manner;
import io.plimsoll.web.Route.Method;
import io.plimsoll.web.Route.Takes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the windows of a plan mean at an instant; nothing is changed and no store is asked. */
final class WindowRoutes {
  private static final String GIVES = "Windows";

  private final Ground ground;

  WindowRoutes(Ground ground) {
    this.ground = ground;
  }

  List<Route> list() {
    return List.of(
        new Route(
            Method.GET,
            "/v1/runs/{id}/windows",
            Access.READS,
            new Manner("explainWindowsOfRun", Takes.NOTHING, GIVES),
            "Says whether the windows of a run's plan are open, why and until when, now or 'at' an"
                + " instant, and whether the run fits.",
            this::ofRun),
        new Route(
            Method.POST,
            "/v1/windows",
            Access.READS,
            new Manner("explainWindows", Takes.PLAN, GIVES),
            "Says the same of a plan that is sent along; nothing is submitted.",
            this::ofPlan));
  }

  /**
   * @param overrun what happens to a stage that overruns
   */
  record Shown(
      String plan,
      Optional<String> run,
      Instant at,
      boolean open,
      String reason,
      String why,
      Optional<Instant> nextOpening,
      Optional<Instant> nextClosing,
      Optional<Rules> rules,
      Optional<Fit> fit) {
    static Shown of(Plan plan, Optional<RunId> run, Windows windows) {
      WindowAnswer answer = windows.answer();
      return new Shown(
          plan.name(),
          run.map(RunId::value),
          answer.at(),
          answer.open(),
          RunView.word(answer.reason()),
          answer.why(),
          answer.nextOpening(),
          answer.nextClosing(),
          plan.spec().schedule().map(Rules::of),
          windows.fit().map(Fit::of));
    }
  }

  /** What the plan writes about its windows. */
  record Rules(String zone, List<String> windows, List<String> freezes, String overrun) {
    static Rules of(Schedule schedule) {
      return new Rules(
          schedule.zone().getId(),
          schedule.windows().stream().map(Schedule.Window::text).toList(),
          schedule.freezes().stream().map(Schedule.Freeze::text).toList(),
          RunView.word(schedule.overrun()));
    }
  }

  /**
   * @param availableMillis empty in an opening without an end
   */
  record Fit(boolean fits, long neededMillis, Optional<Long> availableMillis, String basis) {
    static Fit of(WindowFit fit) {
      return new Fit(
          fit.fits(),
          fit.needed().toMillis(),
          fit.available().map(Duration::toMillis),
          fit.basis());
    }
  }

  private Answer ofRun(Call call) {
    Instant at = at(call);
    Run run = call.run().flatMap(ground.orchestrator()::find).orElseThrow(RunRoutes::noRun);
    return shown(ground.plans().of().apply(run), Optional.of(run.id()), at);
  }

  private Answer ofPlan(Call call) {
    Instant at = at(call);
    return shown(SentPlan.read(ground.plans(), call), Optional.empty(), at);
  }

  private Answer shown(Plan plan, Optional<RunId> run, Instant at) {
    return Answer.json(Shown.of(plan, run, ground.orchestrator().windows(plan, at)));
  }

  private Instant at(Call call) {
    return call.instant(call.query(Set.of("at")), "at").orElseGet(ground.clock()::instant);
  }
}
