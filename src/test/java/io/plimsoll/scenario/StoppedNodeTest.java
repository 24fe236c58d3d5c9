package io.plimsoll.scenario;

import static io.plimsoll.scenario.LiveMoveTest.live;
import static io.plimsoll.scenario.Scenario.fresh;
import static io.plimsoll.scenario.Scenario.old;
import static io.plimsoll.scenario.Scenario.writable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.app.ConfiguredStores;
import io.plimsoll.app.Workplace;
import io.plimsoll.common.Epoch;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.Guards;
import io.plimsoll.common.ObjectName;
import io.plimsoll.common.RunId;
import io.plimsoll.common.ShardId;
import io.plimsoll.engine.EngineListener;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunState;
import io.plimsoll.run.StaleRunException;
import io.plimsoll.scenario.Scenario.Result;
import io.plimsoll.store.Authority;
import io.plimsoll.store.ChangeFeed.Purpose;
import io.plimsoll.store.Chunk;
import io.plimsoll.store.Fence.Move;
import io.plimsoll.store.SequenceState;
import io.plimsoll.store.Side;
import io.plimsoll.store.SideState;
import io.plimsoll.store.Store;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.Watermark;
import io.plimsoll.transfer.Pass;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A node is stopped, another takes over, the first wakes: whatever it was about to write, the
 * databases refuse it.
 */
class StoppedNodeTest {
  private static final ObjectName COUNTED = ObjectName.parse("public.counted");
  private static final ObjectName USERS = ObjectName.parse("public.users_id_seq");

  /** Nobody holds a lock here for long; a crowded machine only takes its time. */
  private static final Duration BOUND = Duration.ofMinutes(1);

  /** Both ends, opened beside the run. */
  private record Ends(Store source, Store target) implements AutoCloseable {
    static Ends of(Scenario scenario) {
      var stores = new ConfiguredStores(scenario.configuration(), Clock.systemUTC(), Guards.all());
      var shard = new ShardId("s00");
      return new Ends(stores.open("old", shard), stores.open("new", shard));
    }

    /** As a node of that epoch would act. */
    Authority node(String name, Workplace workplace, long later) {
      Side side = source.fence().observe().orElseThrow();
      return new Authority(
          side.run(),
          side.control(),
          name,
          new Epoch(side.epoch().value() + later),
          workplace.control().tokens().tokenOf(side.run()));
    }

    List<Side> sides() {
      return List.of(
          source.fence().observe().orElseThrow(), target.fence().observe().orElseThrow());
    }

    void raise(Authority other) {
      source.fence().raise(other);
      target.fence().raise(other);
    }

    @Override
    public void close() {
      source.close();
      target.close();
    }
  }

  @Test
  @Tag("F42")
  void everyWriteOfANodeThatWokeTooLateIsRefused() {
    try (var scenario = live(1).plan("budget: 2s", "budget: 30s");
        var clients = Clients.of(scenario, "s00")) {
      Result first = scenario.run(StageName.CUT_OVER);
      assertThat(first.run().state()).as(first.text()).isEqualTo(RunState.CUT_OVER);
      try (var ends = Ends.of(scenario)) {
        Authority stopped = ends.node("the stopped node", first.workplace(), 0);
        first.workplace().close();

        Workplace second = scenario.workplace();
        second.orchestrator().resume(first.run().id());
        Run soaking = second.orchestrator().drive(first.run().id(), Set.of(StageName.SOAK));
        assertThat(soaking.state()).as("%s", soaking.hold()).isEqualTo(RunState.SOAK);

        List<Side> before = ends.sides();
        writesOf(stopped, ends, before)
            .forEach(
                (what, write) ->
                    assertThatThrownBy(write::run)
                        .as(what)
                        .isInstanceOf(StoreException.Fenced.class)
                        .hasMessageContaining("F42"));
        assertThat(ends.sides()).isEqualTo(before);
        clients.awaitMore();

        second.orchestrator().requestRollback(first.run().id(), Run.Request.ROLLBACK);
        Run back = second.orchestrator().drive(first.run().id(), Set.of());
        assertThat(back.state()).as("%s", back.hold()).isEqualTo(RunState.ROLLED_BACK);
        clients.awaitMore();
        clients.endsWith(old(), scenario.source("s00"));
      }
    }
  }

  private static Map<String, Runnable> writesOf(Authority node, Ends ends, List<Side> sides) {
    var source = ends.source();
    var target = ends.target();
    int cut = sides.get(0).attempt();
    int opened = sides.get(1).attempt();
    var objects = List.of(COUNTED);
    var anywhere = new Watermark("3:3:");
    var sequence = new SequenceState(USERS, Optional.of(5_000L), 1, 1, Optional.empty());
    var writes = new LinkedHashMap<String, Runnable>();
    writes.put("unfence the source", move(source, node, SideState.SEALED, SideState.OPEN, cut));
    writes.put("undo its own cut", move(source, node, SideState.CUT, SideState.OPEN, cut - 1));
    writes.put("seal", move(source, node, SideState.CUT, SideState.SEALED, cut));
    writes.put("open the target", move(target, node, SideState.NEW, SideState.OPEN, opened));
    writes.put(
        "open the target captured",
        () ->
            target
                .fence()
                .openCaptured(node, new Move(SideState.NEW, SideState.OPEN, opened), objects));
    writes.put("close the source", close(source, node, SideState.OPEN, SideState.CUT, cut));
    writes.put("close the target", close(target, node, SideState.OPEN, SideState.BACK, opened));
    for (Store store : List.of(source, target)) {
      writes.put("remove " + store.name(), () -> store.fence().remove(node, objects, BOUND));
      writes.put("forget at " + store.name(), () -> store.changes().forget(node, anywhere));
      writes.put("stop " + store.name(), () -> store.changes().stop(node));
      writes.put("tick into " + store.name(), () -> tick(store, node, objects, anywhere));
      writes.put("raise " + store.name(), () -> store.fence().raise(node));
      writes.put(
          "sequence of " + store.name(),
          () -> {
            try (var writer = store.writer(node)) {
              writer.setSequences(List.of(sequence));
            }
          });
    }
    writes.put(
        "capture the target",
        () -> target.changes().install(node, Purpose.REVERSE, objects, BOUND));
    writes.put(
        "capture the source",
        () -> source.changes().install(node, Purpose.FORWARD, objects, BOUND));
    return writes;
  }

  private static Runnable move(
      Store store, Authority node, SideState from, SideState to, int attempt) {
    return () -> store.fence().move(node, new Move(from, to, attempt));
  }

  private static Runnable close(
      Store store, Authority node, SideState from, SideState to, int attempt) {
    return () ->
        store
            .fence()
            .close(
                node,
                new Move(from, to, attempt),
                List.of(COUNTED),
                Instant.now().plus(BOUND),
                BOUND);
  }

  private static void tick(Store store, Authority node, List<ObjectName> objects, Watermark of) {
    try (var replay = store.replay(node, Purpose.FORWARD, objects, 1);
        var tick = replay.begin(of)) {
      tick.commit();
    }
  }

  /** The run's own thread sleeps at each point in turn, and another node raises the epochs. */
  @Test
  @Tag("F42")
  void aNodeThatWakesInMidCutOverChangesNothingAnyMore() {
    var asleep = new Interleaving();
    try (var scenario = live(1).plan("budget: 2s", "budget: 60s").crashing(asleep);
        var clients = Clients.of(scenario, "s00")) {
      Result waiting = scenario.run(StageName.CUT_OVER);
      var orchestrator = waiting.workplace().orchestrator();
      orchestrator.resume(waiting.run().id());
      try (var ends = Ends.of(scenario)) {
        for (String point :
            List.of(
                "fence.close.before",
                "sequences.set.before",
                "fence.sealed.before",
                "fence.open.before")) {
          var seen = new ArrayList<Side>();
          asleep.at(
              point,
              () -> {
                ends.raise(ends.node("another node", waiting.workplace(), 5));
                seen.addAll(ends.sides());
              });
          assertThatThrownBy(() -> orchestrator.drive(waiting.run().id(), Set.of(StageName.SOAK)))
              .as(point)
              .hasMessageContaining("epoch");
          assertThat(ends.sides()).as(point).isEqualTo(seen);
        }
        Run done = orchestrator.drive(waiting.run().id(), Set.of());
        assertThat(done.state()).as("%s", done.hold()).isEqualTo(RunState.FINALIZED);
      }
      clients.awaitMore();
      clients.endsWith(fresh(), scenario.target("s00"));
    }
  }

  /** It goes back, is about to let clients through, and sleeps until all is different. */
  @Test
  @Tag("F42")
  void aLateUnfenceDoesNotOpenWhatTheNextAttemptHasSealed() {
    var moments = new Interleaving();
    try (var scenario = live(1).plan("budget: 2s", "budget: 1m").crashing(moments);
        var clients = Clients.of(scenario, "s00")) {
      Result waiting = scenario.run(StageName.CUT_OVER);
      RunId run = waiting.run().id();
      var orchestrator = waiting.workplace().orchestrator();
      orchestrator.resume(run);
      clients.end();
      moments.at("sequences.set.before", StoppedNodeTest::die);
      assertThatThrownBy(() -> orchestrator.drive(run, Set.of(StageName.SOAK)))
          .hasMessageContaining("died");
      try (var ends = Ends.of(scenario)) {
        orchestrator.requestRollback(run, Run.Request.ROLLBACK);
        moments.at("fence.open.before", () -> nextAttempt(ends, waiting.workplace()));
        assertThatThrownBy(() -> orchestrator.drive(run, Set.of()))
            .isInstanceOf(StaleRunException.class)
            .hasMessageContaining("F42");
        Side source = ends.source().fence().observe().orElseThrow();
        assertThat(source.state()).isEqualTo(SideState.SEALED);
        assertThat(source.attempt()).isEqualTo(2);

        Run done = orchestrator.drive(run, Set.of());
        assertThat(done.state()).as("%s", done.hold()).isEqualTo(RunState.ROLLED_BACK);
      }
      clients.endsWith(old(), scenario.source("s00"));
    }
  }

  private static void die() {
    throw new Error("died in mid cut-over");
  }

  /** Another node undoes the attempt, cuts again and seals. */
  private static void nextAttempt(Ends ends, Workplace workplace) {
    Authority other = ends.node("another node", workplace, 5);
    ends.raise(other);
    var fence = ends.source().fence();
    int attempt = fence.observe().orElseThrow().attempt();
    fence.move(other, new Move(SideState.CUT, SideState.OPEN, attempt));
    fence.close(
        other,
        new Move(SideState.OPEN, SideState.CUT, attempt),
        ends.source().catalogue().tables().stream().map(t -> t.name()).toList(),
        fence.now().plus(Duration.ofMinutes(1)),
        BOUND);
    fence.move(other, new Move(SideState.CUT, SideState.SEALED, attempt + 1));
  }

  /** Two nodes in full: the first sleeps just before it lets clients write to the target. */
  @Test
  @Tag("F42")
  void aNodeThatWakesAfterAnotherWentBackOpensNothing() {
    var moments = new Interleaving();
    try (var scenario = live(1).plan("budget: 2s", "budget: 1m").crashing(moments);
        var clients = Clients.of(scenario, "s00")) {
      Woken woken = wakesAfterAnotherWentBack(scenario, moments);
      assertThat(woken.failure())
          .hasValueSatisfying(
              e -> assertThat(e).isInstanceOf(StaleRunException.class).hasMessageContaining("F42"));
      assertThat(woken.opened()).isEmpty();
      assertThat(woken.other().map(Run::state)).contains(RunState.ROLLED_BACK);
      clients.awaitMore();
      clients.endsWith(old(), scenario.source("s00"));
    }
  }

  /** Once there are two writable sides the next look shuts one: too late for what was written. */
  @Test
  @Tag("F42")
  void withoutTheGuardItOpensASecondSideAndItsWritesAreLost() {
    var moments = new Interleaving();
    try (var scenario =
            live(1).plan("budget: 2s", "budget: 1m").crashing(moments).without(GuardId.F42);
        var clients = Clients.of(scenario, "s00")) {
      clients.awaitMore();
      Woken woken = wakesAfterAnotherWentBack(scenario, moments);
      assertThat(woken.opened()).contains(new Opened(true, true));
      assertThat(old().query(scenario.source("s00"), "select id from counted where id = 1000"))
          .isEmpty();
    }
  }

  /**
   * @param failure of the node that slept
   * @param opened what clients saw when it had opened the target; empty when it never did
   * @param other how the run ended for the node that took over; empty when it failed too
   */
  private record Woken(Optional<Throwable> failure, Optional<Opened> opened, Optional<Run> other) {}

  private record Opened(boolean bothWritable, boolean written) {}

  private static Woken wakesAfterAnotherWentBack(Scenario scenario, Interleaving moments) {
    Result waiting = scenario.run(StageName.CUT_OVER);
    assertThat(waiting.run().state()).as(waiting.text()).isEqualTo(RunState.CUT_OVER);
    RunId id = waiting.run().id();
    var sleep = new Sleep();
    moments.at("fence.open.before", sleep::now);
    waiting.workplace().orchestrator().resume(id);
    var first = sleep.driving(waiting.workplace(), id);

    Workplace second = later(scenario);
    var opened = new AtomicReference<Opened>();
    var failure = new AtomicReference<Throwable>();
    moments.at(
        "fence.open.after",
        () -> {
          moments.at("fence.open.after", () -> opened.set(open(scenario)));
          failure.set(sleep.wakes(first));
        });
    second.orchestrator().requestRollback(id, Run.Request.ROLLBACK);
    Optional<Run> other;
    try {
      other = Optional.of(second.orchestrator().drive(id, Set.of()));
    } catch (RuntimeException e) {
      // Without the guard both move the same run, and one of them trips over the other.
      other = Optional.empty();
    }
    return new Woken(Optional.ofNullable(failure.get()), Optional.ofNullable(opened.get()), other);
  }

  private static Opened open(Scenario scenario) {
    boolean both =
        writable(old(), scenario.source("s00"), "counted")
            && writable(fresh(), scenario.target("s00"), "counted");
    fresh().execute(scenario.target("s00"), "insert into counted values (1000, 1)");
    return new Opened(both, true);
  }

  /** A node to whose clock the lease of one that is stopped has lapsed. */
  private static Workplace later(Scenario scenario) {
    return scenario.at(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(1))).workplace();
  }

  /** A stopped process: its thread, in the middle of what it does. */
  private static final class Sleep {
    private final CountDownLatch asleep = new CountDownLatch(1);
    private final CountDownLatch wake = new CountDownLatch(1);

    void now() {
      asleep.countDown();
      await(wake);
    }

    /** Drives until it sleeps. */
    CompletableFuture<Run> driving(Workplace workplace, RunId id) {
      var run =
          CompletableFuture.supplyAsync(
              () -> workplace.orchestrator().drive(id, Set.of(StageName.SOAK)),
              task -> new Thread(task, "the stopped node").start());
      await(asleep);
      return run;
    }

    /**
     * @return why it could not go on; null when it could
     */
    Throwable wakes(CompletableFuture<Run> driving) {
      wake.countDown();
      return driving
          .orTimeout(5, TimeUnit.MINUTES)
          .handle(
              (run, failure) ->
                  failure instanceof CompletionException ? failure.getCause() : failure)
          .join();
    }

    private static void await(CountDownLatch latch) {
      try {
        if (!latch.await(5, TimeUnit.MINUTES)) {
          throw new IllegalStateException("the moment never came");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Its stores have all it wrote, and it only has to say so: the run is another's by then. */
  @Test
  @Tag("F42")
  void aNodeThatWakesAfterItsLastEffectEndsNoStageOfTheOther() {
    try (var scenario = live(1).plan("budget: 2s", "budget: 1m");
        var clients = Clients.of(scenario, "s00")) {
      Result waiting = scenario.run(StageName.CUT_OVER);
      RunId id = waiting.run().id();
      var sleep = new Sleep();
      waiting.workplace().orchestrator().listen(new AtTheEnd(": cut over", sleep::now));
      waiting.workplace().orchestrator().resume(id);
      var first = sleep.driving(waiting.workplace(), id);

      Run before = later(scenario).orchestrator().drive(id, Set.of(StageName.SOAK));
      assertThat(before.state()).as("%s", before.hold()).isEqualTo(RunState.SOAK);

      assertThat(sleep.wakes(first))
          .isInstanceOf(StaleRunException.class)
          .hasMessageContaining("taken over");
      assertThat(waiting.workplace().runs().find(id)).contains(before);
      clients.awaitMore();
      clients.endsWith(fresh(), scenario.target("s00"));
    }
  }

  /** Does something when a stage has said how it went. */
  private record AtTheEnd(String words, Runnable deed) implements EngineListener {
    @Override
    public void began(Run run) {}

    @Override
    public void said(RunId run, String line) {
      if (line.endsWith(words)) {
        deed.run();
      }
    }

    @Override
    public void moved(Run run) {}

    @Override
    public void planned(Pass pass, ShardId shard, long rows, int chunks) {}

    @Override
    public void moved(Pass pass, ShardId shard, Chunk chunk, long rows, long bytes) {}

    @Override
    public void verified(Pass pass, ShardId shard, Chunk chunk, long rows) {}
  }
}
