package io.plimsoll.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.Digest;
import io.plimsoll.common.RunId;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Hold;
import io.plimsoll.run.RunState;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two who act at the same instant: each has looked before either has written. */
class GateRaceTest {
  @TempDir Path home;
  private GateFixture it;

  @BeforeEach
  void open() {
    it = new GateFixture(home);
  }

  @AfterEach
  void close() {
    it.close();
  }

  /** Lets the first write of each thread wait until both are about to write. */
  private static final class Meeting implements Approvals {
    private final Approvals real;
    private final CyclicBarrier both = new CyclicBarrier(2);
    private final ThreadLocal<Boolean> met = ThreadLocal.withInitial(() -> false);

    Meeting(Approvals real) {
      this.real = real;
    }

    private void meet() {
      if (!met.get()) {
        met.set(true);
        try {
          both.await(60, TimeUnit.SECONDS);
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }
    }

    @Override
    public Optional<Gate> current(RunId run, StageName stage) {
      return real.current(run, stage);
    }

    @Override
    public List<Gate> all(RunId run) {
      return real.all(run);
    }

    @Override
    public List<Gate> rounds(RunId run) {
      return real.rounds(run);
    }

    @Override
    public Gate open(RunId run, StageName stage, Optional<Gate> after) {
      return real.open(run, stage, after);
    }

    @Override
    public Gate move(Gate seen, GateEvent event, Change change) {
      meet();
      return real.move(seen, event, change);
    }

    @Override
    public void moveRun(Gate seen, RunMove move) {
      meet();
      real.moveRun(seen, move);
    }

    @Override
    public List<HistoryLine> history(RunId run, StageName stage) {
      return real.history(run, stage);
    }

    @Override
    public List<Gate> reviewsDue() {
      return real.reviewsDue();
    }

    @Override
    public Gate settle(Gate broken, Decision review) {
      return real.settle(broken, review);
    }
  }

  private <A, B> void atOnce(Callable<A> one, Callable<B> other) throws Exception {
    var meeting = new Meeting(it.database().approvals());
    it.around = real -> meeting;
    var threads = Executors.newFixedThreadPool(2);
    try {
      Future<A> first = threads.submit(one);
      Future<B> second = threads.submit(other);
      first.get(120, TimeUnit.SECONDS);
      second.get(120, TimeUnit.SECONDS);
    } finally {
      threads.shutdownNow();
      it.around = approvals -> approvals;
    }
  }

  /** As the engine does when somebody decided in between. */
  private boolean looksAgain() {
    try {
      return it.passes();
    } catch (StaleGateException somebodyDecided) {
      return it.passes();
    }
  }

  @Test
  void countsBothOfTwoDecisions() throws Exception {
    it.waiting();
    Digest shown = it.shown();

    atOnce(
        () -> it.decide(GateDecision.approve(it.ann, shown, "")),
        () -> it.decide(GateDecision.approve(it.cas, shown, "")));

    assertThat(it.gate().decisions())
        .extracting(Decision::person)
        .containsExactlyInAnyOrder(it.ann.person(), it.cas.person());
    assertThat(it.gate().decisions())
        .extracting(Decision::quorum)
        .containsExactly("1 of 3", "2 of 3");
  }

  @Test
  void countsADoublePostOnce() throws Exception {
    it.waiting();
    Digest shown = it.shown();

    atOnce(
        () -> it.decide(GateDecision.approve(it.ann, shown, "")),
        () -> it.decide(GateDecision.approve(it.ann, shown, "")));

    assertThat(it.gate().decisions()).hasSize(1);
  }

  @Test
  void seatsOneOfTwoForTheLastSeat() throws Exception {
    Decider dan = it.person("dan", io.plimsoll.plan.Role.AUDITOR);
    it.waiting();
    it.approve(it.ann);
    it.approve(it.ben);
    Digest shown = it.shown();

    atOnce(
        () -> it.decide(GateDecision.approve(it.cas, shown, "")),
        () -> it.decide(GateDecision.approve(dan, shown, "")));

    assertThat(it.gate().decisions()).hasSize(3);
    assertThat(it.gate().state()).isEqualTo(GateState.ARMED);
  }

  /** Whoever comes first, nobody begins a stage that was rejected. */
  @Test
  void eitherPassesOrTurnsBackWhenRejectedWhilePassing() throws Exception {
    it.armed();
    Digest shown = it.shown();

    atOnce(this::looksAgain, () -> it.decide(GateDecision.reject(it.cas, shown, "no")));
    boolean passed = it.passes();

    GateState state = it.gate().state();
    assertThat(state).isIn(GateState.CONSUMED, GateState.REJECTED);
    assertThat(passed).isEqualTo(state == GateState.CONSUMED);
    assertThat(it.run().state()).isEqualTo(passed ? RunState.CUT_OVER : RunState.ROLLING_BACK);
  }

  /** The engine is about to write the hold when the last approval comes. */
  @Test
  void sleepsThroughNoApproval() throws Exception {
    it.waiting();
    it.approve(it.ann);
    it.approve(it.ben);
    it.runs.move(
        it.run(), io.plimsoll.run.RunEvent.RESUME, io.plimsoll.run.Runs.Note.of("look again"));
    Digest shown = it.shown();

    atOnce(this::looksAgain, () -> it.decide(GateDecision.approve(it.cas, shown, "")));

    assertThat(it.run().hold()).as("%s", it.run().hold().map(Hold::text)).isEmpty();
    assertThat(it.passes()).isTrue();
    assertThat(it.gate().state()).isEqualTo(GateState.CONSUMED);
  }
}
