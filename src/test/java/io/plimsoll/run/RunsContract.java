package io.plimsoll.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.common.Epoch;
import io.plimsoll.common.RunId;
import io.plimsoll.run.Lifecycle.Transition;
import io.plimsoll.run.Run.Request;
import io.plimsoll.run.Runs.Lease;
import io.plimsoll.run.Runs.Note;
import io.plimsoll.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every implementation of {@link Runs} does. */
public abstract class RunsContract {
  protected static final Duration LEASE = Duration.ofSeconds(30);
  private static final Epoch NONE = new Epoch(0);
  private static final int RACES = 20;

  protected final SettableClock clock =
      new SettableClock(Instant.parse("2026-03-29T00:59:59.123456Z"));

  private Runs runs;
  private int created;

  /** A fresh, empty one with this clock and this lease. */
  protected abstract Runs runs(SettableClock clock, Duration lease);

  @BeforeEach
  void open() {
    runs = runs(clock, LEASE);
  }

  @Test
  void startsANewRunInPreflight() {
    Run run = runs.create(new RunId("first"), "plan: ü\n");

    assertThat(runs.find(new RunId("first"))).contains(run);
    assertThat(run.state()).isEqualTo(RunState.PREFLIGHT);
    assertThat(run.planText()).isEqualTo("plan: ü\n");
    assertThat(run.hold()).isEmpty();
    assertThat(run.request()).isEmpty();
    assertThat(run.diverged()).isFalse();
    assertThat(run.times().started()).isEqualTo(clock.instant());
    assertThat(run.times().ended()).isEmpty();
  }

  @Test
  void refusesARequestForARunThatHasMovedSinceItWasSeen() {
    Run seen = newRun();
    runs.move(seen, RunEvent.PASSED, Note.of("done"));

    assertThatThrownBy(() -> runs.request(seen, Request.ABORT))
        .isInstanceOf(StaleRunException.class)
        .hasMessageContaining("no longer at version 0");
    assertThat(runs.find(seen.id()).orElseThrow().request()).isEmpty();
  }

  @Test
  void takesARequestForARunAsItWasSeenWhoeverHoldsIt() {
    Run seen = newRun();
    runs.acquire(seen.id(), "node", new Epoch(0)).orElseThrow();

    runs.request(seen, Request.ABORT);
    runs.request(seen, Request.PAUSE);

    assertThat(runs.find(seen.id()).orElseThrow().request()).contains(Request.ABORT);
  }

  @Test
  void refusesAnIdTwice() {
    newRun();

    assertThatThrownBy(() -> runs.create(new RunId("run-1"), "other"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("run-1");
  }

  @Test
  void findsNothingUnderAnUnknownId() {
    assertThat(runs.find(new RunId("nobody"))).isEmpty();
  }

  @Test
  void keepsALongPlan() {
    String plan = "- line of a plan\n".repeat(100_000);

    assertThat(runs.create(new RunId("long"), plan).planText()).isEqualTo(plan);
  }

  @Test
  void listsTheNewestFirstUpToTheLimit() {
    newRun();
    newRun();
    newRun();

    assertThat(runs.list(2)).extracting(run -> run.id().value()).containsExactly("run-3", "run-2");
  }

  @Test
  void makesEveryMoveOfTheLifecycle() {
    for (Transition transition : Lifecycle.table()) {
      Run run = runIn(transition.state());

      Run moved = runs.move(run, transition.event(), Note.of("because"));

      assertThat(moved.state()).as("%s", transition).isEqualTo(transition.next());
      assertThat(runs.find(run.id())).contains(moved);
      assertThat(moved.times().ended().isPresent()).isEqualTo(transition.next().ended());
    }
  }

  @Test
  void refusesEveryMoveTheLifecycleDoesNotHave() {
    for (RunState state : RunState.values()) {
      Run run = runIn(state);
      int lines = runs.history(run.id()).size();
      for (RunEvent event : RunEvent.values()) {
        if (Lifecycle.next(state, event).isEmpty()) {
          assertThatThrownBy(() -> runs.move(run, event, Note.of("because")))
              .as("%s in %s", event, state)
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining(event + " cannot happen in " + state);
        }
      }
      assertThat(runs.find(run.id())).contains(run);
      assertThat(runs.history(run.id())).hasSize(lines);
    }
  }

  @Test
  void remembersEveryMove() {
    Run run = newRun();
    Instant first = clock.instant();
    run = runs.move(run, RunEvent.PASSED, Note.of("all checks passed"));
    clock.advance(Duration.ofMinutes(2));
    runs.move(run, RunEvent.DIVERGED, Note.of("two rows differ"));

    assertThat(runs.history(run.id()))
        .containsExactly(
            new Runs.HistoryLine(
                first, RunState.PREFLIGHT, RunEvent.PASSED, RunState.SNAPSHOT, "all checks passed"),
            new Runs.HistoryLine(
                clock.instant(),
                RunState.SNAPSHOT,
                RunEvent.DIVERGED,
                RunState.ROLLING_BACK,
                "two rows differ"));
  }

  @Test
  void holdsUntilTheNextMove() {
    var hold = new Hold(Hold.Reason.FAILED, "the disk is full; make room, then resume");
    Run held = runs.move(newRun(), RunEvent.FAILED, Note.hold(hold));

    assertThat(held.hold()).contains(hold);
    assertThat(held.state()).isEqualTo(RunState.PREFLIGHT);

    assertThat(runs.move(held, RunEvent.RESUME, Note.of("room was made")).hold()).isEmpty();
  }

  @Test
  void keepsTheReasonARunTurnedBackFor() {
    Run run = runs.move(newRun(), RunEvent.DIVERGED, Note.of("row 7 differs"));
    run = runs.move(run, RunEvent.FAILED, Note.of("the source is out of reach"));
    run = runs.move(run, RunEvent.RESUME, Note.of("again"));
    run = runs.move(run, RunEvent.PASSED, Note.of("the source is open and equal"));

    assertThat(run.outcome()).isEqualTo("row 7 differs");
    assertThat(run.diverged()).isTrue();
    assertThat(run.times().ended()).contains(clock.instant());
  }

  @Test
  void hasNoOutcomeBeforeItEndsOrTurnsBack() {
    Run run = runs.move(newRun(), RunEvent.PASSED, Note.of("fine"));

    assertThat(run.outcome()).isEmpty();
    assertThat(run.diverged()).isFalse();
    assertThat(runs.move(run, RunEvent.ABORT, Note.of("anna asked for it")).outcome())
        .isEqualTo("anna asked for it");
  }

  @Test
  void refusesAMoveDecidedOnAnOlderVersion() {
    Run seen = newRun();
    runs.move(seen, RunEvent.PASSED, Note.of("first"));

    assertThatThrownBy(() -> runs.move(seen, RunEvent.PASSED, Note.of("second")))
        .isInstanceOf(StaleRunException.class)
        .hasMessageContaining(seen.id().value());
    assertThat(runs.history(seen.id())).hasSize(1);
  }

  @Test
  void refusesAMoveDecidedUnderAnOlderEpoch() {
    Run seen = newRun();
    runs.acquire(seen.id(), "new holder", NONE).orElseThrow();

    assertThatThrownBy(() -> runs.move(seen, RunEvent.PASSED, Note.of("late")))
        .isInstanceOf(StaleRunException.class);
  }

  @Test
  void letsOneOfTwoRacingMovesWin() throws Exception {
    for (int race = 0; race < RACES; race++) {
      Run seen = newRun();
      List<Object> results =
          race(
              () -> runs.move(seen, RunEvent.PASSED, Note.of("passed")),
              () -> runs.move(seen, RunEvent.ABORT, Note.of("aborted")));

      assertThat(results).filteredOn(Run.class::isInstance).hasSize(1);
      assertThat(results).filteredOn(StaleRunException.class::isInstance).hasSize(1);
      assertThat(runs.history(seen.id())).hasSize(1);
    }
  }

  @Test
  void letsOneOfTwoRacingNodesHoldTheRun() throws Exception {
    for (int race = 0; race < RACES; race++) {
      RunId id = newRun().id();
      List<Object> results =
          race(() -> runs.acquire(id, "a", NONE), () -> runs.acquire(id, "b", NONE));

      assertThat(results).filteredOn(result -> !result.equals(Optional.empty())).hasSize(1);
    }
  }

  @Test
  void keepsTheLastRequestUntilItIsObeyed() {
    RunId id = newRun().id();
    runs.request(id, Request.PAUSE);
    runs.request(id, Request.ROLLBACK);
    assertThat(runs.find(id).orElseThrow().request()).contains(Request.ROLLBACK);

    runs.obeyed(id, Request.PAUSE);
    assertThat(runs.find(id).orElseThrow().request()).contains(Request.ROLLBACK);

    runs.obeyed(id, Request.ROLLBACK);
    assertThat(runs.find(id).orElseThrow().request()).isEmpty();
  }

  @Test
  void letsNoOtherRequestReplaceAnAbort() {
    RunId id = newRun().id();
    runs.request(id, Request.ABORT);
    runs.request(id, Request.PAUSE);

    assertThat(runs.find(id).orElseThrow().request()).contains(Request.ABORT);
  }

  @Test
  void letsARequestPassWhileTheHolderMoves() {
    Run seen = newRun();
    runs.request(seen.id(), Request.PAUSE);

    Run moved = runs.move(seen, RunEvent.PASSED, Note.of("fine"));

    assertThat(moved.request()).contains(Request.PAUSE);
  }

  @Test
  void refusesARequestForAnUnknownRun() {
    assertThatThrownBy(() -> runs.request(new RunId("nobody"), Request.ABORT))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("nobody");
  }

  @Test
  void givesTheRunToOneNodeAtATime() {
    RunId id = newRun().id();
    Lease lease = runs.acquire(id, "a", NONE).orElseThrow();

    assertThat(lease.until()).isEqualTo(clock.instant().plus(LEASE));
    assertThat(runs.holder(id)).contains(lease);
    assertThat(runs.acquire(id, "b", NONE)).isEmpty();
    assertThat(runs.acquire(id, "a", NONE)).isEmpty();
  }

  @Test
  void givesALapsedRunToTheNextNodeUnderAHigherEpoch() {
    RunId id = newRun().id();
    Lease first = runs.acquire(id, "a", NONE).orElseThrow();
    clock.advance(LEASE);

    assertThat(runs.holder(id)).isEmpty();
    Lease second = runs.acquire(id, "b", NONE).orElseThrow();

    assertThat(second.epoch()).isGreaterThan(first.epoch());
    assertThat(runs.find(id).orElseThrow().epoch()).isEqualTo(second.epoch());
    assertThat(runs.renew(first)).isFalse();
    runs.release(first);
    assertThat(runs.holder(id)).contains(second);
  }

  @Test
  void raisesTheEpochAboveWhatTheStoresKnow() {
    RunId id = newRun().id();

    Lease restored = runs.acquire(id, "a", new Epoch(41)).orElseThrow();
    assertThat(restored.epoch()).isEqualTo(new Epoch(42));

    runs.release(restored);
    assertThat(runs.acquire(id, "a", new Epoch(7)).orElseThrow().epoch()).isEqualTo(new Epoch(43));
  }

  @Test
  void keepsARenewedLease() {
    RunId id = newRun().id();
    Lease lease = runs.acquire(id, "a", NONE).orElseThrow();
    clock.advance(LEASE.minusSeconds(1));
    assertThat(runs.renew(lease)).isTrue();
    clock.advance(LEASE.minusSeconds(1));

    assertThat(runs.acquire(id, "b", NONE)).isEmpty();
    assertThat(runs.holder(id).orElseThrow().until()).isEqualTo(clock.instant().plusSeconds(1));
  }

  @Test
  void givesAReleasedRunAwayAtOnce() {
    RunId id = newRun().id();
    Lease lease = runs.acquire(id, "a", NONE).orElseThrow();
    runs.release(lease);

    assertThat(runs.holder(id)).isEmpty();
    assertThat(runs.renew(lease)).isFalse();
    assertThat(runs.acquire(id, "b", NONE)).isPresent();
  }

  private Run newRun() {
    created++;
    return runs.create(new RunId("run-" + created), "plan");
  }

  /** Walks a new run along the shortest way the table has. */
  private Run runIn(RunState wanted) {
    Run run = newRun();
    for (RunEvent event : way(wanted)) {
      run = runs.move(run, event, Note.of("on the way"));
    }
    assertThat(run.state()).isEqualTo(wanted);
    return run;
  }

  private static List<RunEvent> way(RunState wanted) {
    Map<RunState, List<RunEvent>> ways = new EnumMap<>(RunState.class);
    ways.put(RunState.PREFLIGHT, List.of());
    var open = new ArrayDeque<>(ways.keySet());
    while (!open.isEmpty()) {
      RunState state = open.remove();
      for (Transition t : Lifecycle.table()) {
        if (t.state() == state && !ways.containsKey(t.next())) {
          var way = new ArrayList<>(ways.get(state));
          way.add(t.event());
          ways.put(t.next(), way);
          open.add(t.next());
        }
      }
    }
    return ways.get(wanted);
  }

  /** Lets both begin at the same moment; a result is what came back or what was thrown. */
  private static List<Object> race(Callable<?> one, Callable<?> other) throws Exception {
    var start = new CyclicBarrier(2);
    var threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<Object>> futures = new ArrayList<>();
      for (Callable<?> racer : List.of(one, other)) {
        futures.add(
            threads.submit(
                () -> {
                  start.await(10, TimeUnit.SECONDS);
                  try {
                    return racer.call();
                  } catch (StaleRunException e) {
                    return e;
                  }
                }));
      }
      return List.of(
          futures.get(0).get(30, TimeUnit.SECONDS), futures.get(1).get(30, TimeUnit.SECONDS));
    } finally {
      threads.shutdownNow();
    }
  }
}
