package io.plimsoll.scenario;

import static io.plimsoll.scenario.LiveMoveTest.live;
import static io.plimsoll.scenario.Scenario.fresh;
import static io.plimsoll.scenario.Scenario.leftovers;
import static io.plimsoll.scenario.Scenario.old;
import static io.plimsoll.scenario.Scenario.writable;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.plan.StageName;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunState;
import io.plimsoll.scenario.Scenario.Result;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The network is cut at every point of the cut-over and of the way back, once each: to the source
 * before an effect, to the target after it. It is mended when the run holds, and the run resumed.
 * At no time are both sides writable, and no acknowledged write is lost.
 */
class SplitBrainTest {
  private static final int MOST_RESUMES = 60;

  private final Set<String> cutAt = ConcurrentHashMap.newKeySet();
  private volatile boolean armed;

  @Test
  @Tag("F51")
  void neverHasTwoWritableSides() {
    try (var source = new Wire(old().port());
        var target = new Wire(fresh().port());
        var scenario =
            wired(
                live(1).plan("budget: 2s, attempts: 3", "budget: 10s, attempts: 2"),
                source,
                target);
        var clients = Clients.of(scenario, "s00")) {
      scenario.crashing(
          point -> {
            boolean first = armed && ofTheRun(point) && cutAt.add(point);
            if (first) {
              (point.endsWith(".before") ? source : target).cut();
              assertThat(bothWritable(scenario)).as(point).isFalse();
            }
          });
      Result result = scenario.run(StageName.CUT_OVER);
      assertThat(result.run().state()).as(result.text()).isEqualTo(RunState.CUT_OVER);
      armed = true;
      result = goOn(scenario, result, source, target, run -> run.state() == RunState.SOAK);
      assertThat(cutAt)
          .contains("fence.close.after", "fence.sealed.before", "route.switch.before")
          .contains("sequences.set.before", "tick.commit.before", "fence.open.before");
      clients.awaitMore();

      cutAt.clear();
      result.workplace().orchestrator().requestRollback(result.run().id(), Run.Request.ROLLBACK);
      goOn(scenario, result, source, target, run -> run.state() == RunState.ROLLED_BACK);
      assertThat(cutAt).contains("fence.close.after", "route.switch.before", "fence.open.before");
      clients.awaitMore();
      clients.endsWith(old(), scenario.source("s00"));
      assertThat(leftovers(old(), scenario.source("s00"))).isEmpty();
      assertThat(writable(fresh(), scenario.target("s00"), "counted")).isFalse();
    }
  }

  private Result goOn(
      Scenario scenario, Result from, Wire source, Wire target, Predicate<Run> there) {
    var orchestrator = from.workplace().orchestrator();
    Run run = from.run();
    for (int i = 0; i < MOST_RESUMES && !there.test(run); i++) {
      orchestrator.resume(run.id());
      run = orchestrator.drive(run.id(), Set.of(StageName.SOAK));
      source.mend();
      target.mend();
      assertThat(bothWritable(scenario)).as("%s, cut at %s", run, cutAt).isFalse();
    }
    assertThat(there.test(run)).as("%s %s, cut at %s", run.state(), run.hold(), cutAt).isTrue();
    return new Result(from.workplace(), run);
  }

  /** Ticks between the steps come at any time. */
  private static boolean ofTheRun(String point) {
    return !Thread.currentThread().getName().startsWith("replay-")
        && (point.startsWith("fence.")
            || point.startsWith("route.")
            || point.startsWith("tick.")
            || point.startsWith("sequences."));
  }

  private static boolean bothWritable(Scenario scenario) {
    return writable(fresh(), scenario.target("s00"), "counted")
        && writable(old(), scenario.source("s00"), "counted");
  }

  private static Scenario wired(Scenario scenario, Wire source, Wire target) {
    return scenario
        .config(
            address(old().port(), scenario.source("s00")),
            address(source.port(), scenario.source("s00")))
        .config(
            address(fresh().port(), scenario.target("s00")),
            address(target.port(), scenario.target("s00")));
  }

  private static String address(int port, String database) {
    return "127.0.0.1:%d/%s".formatted(port, database.replace("s00", "{shard}"));
  }
}
