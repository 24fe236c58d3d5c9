package io.plimsoll.scenario;

import static io.plimsoll.scenario.LiveMoveTest.live;
import static io.plimsoll.scenario.Scenario.fresh;
import static io.plimsoll.scenario.Scenario.leftovers;
import static io.plimsoll.scenario.Scenario.old;
import static io.plimsoll.scenario.Scenario.writable;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.GuardId;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Hold;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunState;
import io.plimsoll.scenario.Scenario.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The network between a run and its stores loses replies, breaks, and brings a message much later.
 * At no time are both sides writable, and no acknowledged write is lost.
 */
class SplitBrainTest {
  private static final int MOST_RESUMES = 30;

  /** One store does not hear, or is not heard, at each move of the way there. */
  private static final Map<String, String> THERE =
      new TreeMap<>(
          Map.of(
              "fence.close.before", "source replies nothing",
              "tick.commit.before", "target breaks",
              "fence.sealed.before", "source replies nothing",
              "route.switch.after", "target breaks",
              "fence.open.before", "target replies nothing"));

  private static final Map<String, String> BACK =
      new TreeMap<>(
          Map.of(
              "fence.close.before", "target replies nothing",
              "tick.commit.before", "source breaks",
              "route.switch.after", "target breaks",
              "fence.open.before", "source replies nothing"));

  private final Map<String, String> todo = new TreeMap<>();

  /** Both wires, and what the tests do to them. */
  private record Network(Wire source, Wire target) implements AutoCloseable {
    static Network between() {
      return new Network(new Wire(old().port()), new Wire(fresh().port()));
    }

    /** The scenario with its stores behind the wires, and patience for them. */
    Scenario of(Scenario scenario) {
      return scenario
          .plan("budget: 2s, attempts: 3", "budget: 1m, attempts: 20")
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

    void suffer(String deed) {
      Wire wire = deed.startsWith("source") ? source : target;
      if (deed.endsWith("breaks")) {
        wire.shake();
      } else {
        wire.loseReplyToNextMove();
      }
    }

    @Override
    public void close() {
      source.close();
      target.close();
    }
  }

  @Test
  @Tag("F51")
  void neverHasTwoWritableSidesWhereverTheNetworkBreaks() {
    try (var network = Network.between();
        var scenario = network.of(live(1));
        var clients = Clients.of(scenario, "s00")) {
      scenario.crashing(point -> breakAt(point, network, scenario));
      Result result = scenario.run(StageName.CUT_OVER);
      assertThat(result.run().state()).as(result.text()).isEqualTo(RunState.CUT_OVER);
      todo.putAll(THERE);
      goOn(scenario, result, RunState.SOAK);
      assertThat(todo).isEmpty();
      clients.awaitMore();

      todo.putAll(BACK);
      result.workplace().orchestrator().requestRollback(result.run().id(), Run.Request.ROLLBACK);
      goOn(scenario, result, RunState.ROLLED_BACK);
      assertThat(todo).isEmpty();
      clients.awaitMore();
      clients.endsWith(old(), scenario.source("s00"));
      assertThat(leftovers(old(), scenario.source("s00"))).isEmpty();
      assertThat(writable(fresh(), scenario.target("s00"), "counted")).isFalse();
    }
  }

  /** Ticks between the steps come at any time; they are nobody's turn here. */
  private void breakAt(String point, Network network, Scenario scenario) {
    if (Thread.currentThread().getName().startsWith("replay-")) {
      return;
    }
    String deed = todo.remove(point);
    if (deed != null) {
      assertThat(bothWritable(scenario)).as(point).isFalse();
      network.suffer(deed);
    }
  }

  /** A run holds when it has tried often enough; then a person resumes it. */
  private void goOn(Scenario scenario, Result from, RunState there) {
    var orchestrator = from.workplace().orchestrator();
    Run run = from.run();
    var holds = new ArrayList<String>();
    for (int i = 0; i < MOST_RESUMES && run.state() != there; i++) {
      orchestrator.resume(run.id());
      run = orchestrator.drive(run.id(), Set.of(StageName.SOAK));
      run.hold().map(Hold::text).ifPresent(holds::add);
      assertThat(bothWritable(scenario)).as("%s, not yet %s", holds, todo).isFalse();
    }
    assertThat(run.state()).as("%s, not yet %s", holds, todo).isEqualTo(there);
  }

  private static boolean bothWritable(Scenario scenario) {
    return writable(fresh(), scenario.target("s00"), "counted")
        && writable(old(), scenario.source("s00"), "counted");
  }

  /** The target does not answer at all: nothing is opened before somebody knows how it is. */
  @Test
  @Tag("F51")
  void opensNothingWhileTheOtherSideIsOutOfReach() {
    try (var network = Network.between();
        var scenario = network.of(live(1));
        var clients = Clients.of(scenario, "s00")) {
      Result result = scenario.run(StageName.SOAK);
      assertThat(result.run().state()).as(result.text()).isEqualTo(RunState.SOAK);
      clients.awaitMore();
      network.target().cut();
      fresh().execute(scenario.target("s00"), "insert into counted values (1000, 1)");
      clients.acknowledge(1000, 1);
      result.workplace().orchestrator().requestRollback(result.run().id(), Run.Request.ROLLBACK);

      Result held = scenario.drive(result.workplace(), result.run().id());

      assertThat(held.run().hold()).as(held.text()).isPresent();
      assertThat(writable(old(), scenario.source("s00"), "counted")).isFalse();

      network.target().mend();
      goOn(scenario, held, RunState.ROLLED_BACK);
      clients.awaitMore();
      clients.endsWith(old(), scenario.source("s00"));
    }
  }

  @Test
  @Tag("F51")
  void aCommitThatArrivesTooLateOpensNothing() {
    try (var network = Network.between();
        var scenario = network.of(live(1));
        var clients = Clients.of(scenario, "s00")) {
      Late late = commitArrivesLate(network, scenario);
      assertThat(late.accepted()).as("the target").isFalse();
      assertThat(late.end().run().state()).as(late.end().text()).isEqualTo(RunState.ROLLED_BACK);
      clients.awaitMore();
      clients.endsWith(old(), scenario.source("s00"));
    }
  }

  /** Once there are two writable sides the next look shuts one: too late for what was written. */
  @Test
  @Tag("F51")
  void withoutTheGuardItOpensASecondSideAndItsWritesAreLost() {
    try (var network = Network.between();
        var scenario = network.of(live(1)).without(GuardId.F51);
        var clients = Clients.of(scenario, "s00")) {
      clients.awaitMore();
      Late late = commitArrivesLate(network, scenario);
      assertThat(late.accepted()).as("the target").isTrue();
      assertThat(late.bothWritable()).isTrue();
      assertThat(old().query(scenario.source("s00"), "select id from counted where id = 1000"))
          .isEmpty();
    }
  }

  /**
   * What a client of the target saw when the commit had arrived, and how the run ended.
   *
   * @param accepted whether it took a write
   */
  private record Late(boolean accepted, boolean bothWritable, Result end) {}

  /**
   * The run opens the target; its commit is delayed, and the run believes it lost. A person asks
   * for the way back. The commit arrives when the source has just been opened.
   */
  private static Late commitArrivesLate(Network network, Scenario scenario) {
    var moments = new Interleaving();
    scenario.crashing(moments);
    Result waiting = scenario.run(StageName.CUT_OVER);
    assertThat(waiting.run().state()).as(waiting.text()).isEqualTo(RunState.CUT_OVER);
    var orchestrator = waiting.workplace().orchestrator();
    var sent = new AtomicReference<Wire.Late>();
    moments.at(
        "fence.open.before",
        () -> {
          sent.set(network.target().holdNextMove());
          orchestrator.requestRollback(waiting.run().id(), Run.Request.ROLLBACK);
        });
    var seen = new ArrayList<Boolean>();
    moments.at(
        "fence.open.after",
        () -> {
          assertThat(sent.get().sent()).as("a commit is under way").isTrue();
          sent.get().deliver();
          seen.addAll(List.of(written(scenario), bothWritable(scenario)));
        });
    orchestrator.resume(waiting.run().id());
    Result end = scenario.drive(waiting.workplace(), waiting.run().id(), StageName.SOAK);
    assertThat(seen).as(end.text()).hasSize(2);
    return new Late(seen.get(0), seen.get(1), end);
  }

  private static boolean written(Scenario scenario) {
    try {
      fresh().execute(scenario.target("s00"), "insert into counted values (1000, 1)");
      return true;
    } catch (IllegalStateException refused) {
      return false;
    }
  }
}
