package io.plimsoll.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.Finding;
import io.plimsoll.common.ShardId;
import io.plimsoll.common.Verdict;
import io.plimsoll.plan.Role;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Hold;
import io.plimsoll.run.RunEvent;
import io.plimsoll.run.RunState;
import io.plimsoll.run.Runs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The process is gone in every state of a gate, and another one goes on from the file. */
class GateRestartTest {
  private static final ShardId S01 = new ShardId("s01");

  @TempDir Path home;

  static void bring(GateFixture it, GateState state) {
    switch (state) {
      case COLLECTING -> {
        it.record(
            StageName.VERIFY, S01, it.verified(Verdict.NOT_VERIFIED), Evidence.Status.UNVERIFIED);
        it.passes();
      }
      case SEALED -> {
        Gate fresh =
            it.database().approvals().open(GateFixture.RUN, GateFixture.STAGE, Optional.empty());
        it.keeper().rounds().sealed(it.run(), it.plan(), fresh);
      }
      case WAITING -> {
        it.waiting();
        it.approve(it.ann);
      }
      case ARMED -> it.armed();
      case CONSUMED -> it.armed().passes();
      case STALE -> {
        it.armed();
        it.keeper().rounds().stale(it.gate(), List.of(new Difference("plan", "aaa", "bbb")));
      }
      case REJECTED -> {
        it.waiting();
        it.decide(GateDecision.reject(it.ann, it.shown(), "no"));
      }
      case EXPIRED -> {
        it.waiting();
        it.clock.advance(Duration.ofHours(4));
        it.keeper().watch(it.run(), it.plan(), GateFixture.STAGE, () -> it.seen);
      }
      case RED -> {
        it.armed();
        it.seen =
            new GateWatch.Look(List.of(Finding.blocking("red", "s01", "is red", "")), List.of());
        it.passes();
        it.seen = GateWatch.Look.GREEN;
      }
      case BROKEN_GLASS -> {
        it.waiting();
        it.decide(GateDecision.breakGlass(it.ann, it.shown(), "array fails", Optional.of("INC-1")));
      }
      case CANCELLED -> {
        it.waiting();
        it.runs.move(it.run(), RunEvent.ABORT, Runs.Note.of("aborted"));
        it.keeper().cancel(it.run());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(GateState.class)
  void findsEveryStateAsItWas(GateState state) {
    try (var it = new GateFixture(home)) {
      bring(it, state);
      Gate before = it.gate();
      assertThat(before.state()).isEqualTo(state);
      var history = it.database().approvals().history(GateFixture.RUN, GateFixture.STAGE);

      it.restart();

      assertThat(it.gate()).isEqualTo(before);
      assertThat(it.database().approvals().history(GateFixture.RUN, GateFixture.STAGE))
          .isEqualTo(history);
      goesOn(it, state);
    }
  }

  /** What the next process makes of it. */
  static void goesOn(GateFixture it, GateState state) {
    switch (state) {
      case COLLECTING, EXPIRED, RED, WAITING -> {
        assertThat(it.run().hold()).isPresent();
        assertThat(it.resumed()).isFalse();
        assertThat(it.gate().state())
            .isEqualTo(state == GateState.COLLECTING ? GateState.COLLECTING : GateState.WAITING);
      }
      case SEALED, STALE -> {
        assertThat(it.passes()).isFalse();
        assertThat(it.gate().state()).isEqualTo(GateState.WAITING);
        assertThat(it.gate().decisions()).isEmpty();
      }
      case ARMED, CONSUMED, BROKEN_GLASS -> assertThat(it.passes()).isTrue();
      case REJECTED, CANCELLED -> assertThat(it.run().state()).isEqualTo(RunState.ROLLING_BACK);
    }
  }

  @Test
  void keepsItsDeadlineWhileNobodyWasThere() {
    try (var it = new GateFixture(home)) {
      it.waiting();
      it.approve(it.ann);
      it.clock.advance(Duration.ofHours(3));
      it.restart();
      assertThat(it.approve(it.ben).counted()).isTrue();
      it.clock.advance(Duration.ofHours(1));
      it.restart();

      assertThat(it.refused(it.approve(it.cas))).isEqualTo(GateRefusal.Code.EXPIRED);
      assertThat(it.run().hold()).get().extracting(Hold::reason).isEqualTo(Hold.Reason.EXPIRED);
    }
  }

  @Test
  void forgetsNoRoleThatWasTakenAwayMeanwhile() {
    try (var it = new GateFixture(home)) {
      it.armed();
      it.restart();
      it.people.put(
          it.cas.person(), new Roles.Holder(it.cas.person(), "cas", java.util.Set.of(Role.VIEWER)));
      assertThat(it.passes()).isFalse();
    }
  }
}
