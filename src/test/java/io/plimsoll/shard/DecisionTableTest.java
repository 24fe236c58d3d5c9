package io.plimsoll.shard;

import static io.plimsoll.route.Route.Destination.ELSEWHERE;
import static io.plimsoll.route.Route.Destination.SOURCE;
import static io.plimsoll.route.Route.Destination.TARGET;
import static io.plimsoll.shard.Direction.BACK;
import static io.plimsoll.shard.Direction.FORWARD;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.route.Route.Destination;
import io.plimsoll.route.Route.Position;
import io.plimsoll.shard.Move.BumpRoute;
import io.plimsoll.shard.Move.CloseTarget;
import io.plimsoll.shard.Move.Cut;
import io.plimsoll.shard.Move.Diverged;
import io.plimsoll.shard.Move.DrainForward;
import io.plimsoll.shard.Move.DrainReverse;
import io.plimsoll.shard.Move.Hold;
import io.plimsoll.shard.Move.OpenTarget;
import io.plimsoll.shard.Move.Reason;
import io.plimsoll.shard.Move.ReopenSource;
import io.plimsoll.shard.Move.ReopenSource.Closed;
import io.plimsoll.shard.Move.Seal;
import io.plimsoll.shard.Move.SettledBack;
import io.plimsoll.shard.Move.SettledForward;
import io.plimsoll.shard.Move.SwitchRoute;
import io.plimsoll.shard.Observation.Orders;
import io.plimsoll.shard.Observation.Proofs;
import io.plimsoll.shard.Observation.Sides;
import io.plimsoll.store.SideState;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class DecisionTableTest {
  private static final int ATTEMPT = 2;
  private static final long VERSION = 7;
  private static final Proofs NONE = Proofs.NONE;
  private static final Proofs DRAINED = NONE.drained(ATTEMPT);
  private static final Proofs MINE = NONE.routeAt(VERSION);

  private static final Move TO_SOURCE = new SwitchRoute(SOURCE, VERSION);
  private static final Move TO_TARGET = new SwitchRoute(TARGET, VERSION);
  private static final Move BUMP = new BumpRoute(VERSION);
  private static final Move DRAIN = new DrainForward(ATTEMPT);
  private static final Move REOPEN = new ReopenSource(Closed.SEALED, ATTEMPT);

  private static Move decide(
      String sides, Destination route, Direction direction, CaptureMode mode, Proofs proofs) {
    return decide(sides, route, new Orders(direction, mode, false), proofs);
  }

  private static Move decide(String sides, Destination route, Orders orders, Proofs proofs) {
    String[] side = sides.split(" ");
    return DecisionTable.decide(
        new Observation(
            new Sides(SideState.valueOf(side[0]), ATTEMPT, SideState.valueOf(side[1]), true),
            Optional.of(new Position(route, VERSION, "somewhere")),
            orders,
            proofs));
  }

  static Stream<Arguments> page9() {
    return Stream.of(
        Arguments.of("OPEN NEW", SOURCE, FORWARD, NONE, new Cut(ATTEMPT)),
        Arguments.of("OPEN NEW", SOURCE, BACK, NONE, new SettledBack()),
        Arguments.of("OPEN NEW", TARGET, FORWARD, NONE, TO_SOURCE),
        Arguments.of("OPEN NEW", TARGET, BACK, NONE, TO_SOURCE),
        Arguments.of("CUT NEW", SOURCE, FORWARD, NONE, DRAIN),
        Arguments.of("CUT NEW", SOURCE, FORWARD, NONE.drained(ATTEMPT - 1), DRAIN),
        Arguments.of("CUT NEW", SOURCE, FORWARD, DRAINED, new Seal(ATTEMPT)),
        Arguments.of("CUT NEW", SOURCE, FORWARD, DRAINED.outOfBudget(true), reopenCut()),
        Arguments.of("CUT NEW", SOURCE, BACK, NONE, BUMP),
        Arguments.of("CUT NEW", SOURCE, BACK, NONE.routeAt(VERSION - 1), BUMP),
        Arguments.of("CUT NEW", SOURCE, BACK, MINE, reopenCut()),
        Arguments.of("CUT NEW", TARGET, FORWARD, NONE, TO_SOURCE),
        Arguments.of("CUT NEW", TARGET, BACK, NONE, TO_SOURCE),
        Arguments.of("SEALED NEW", SOURCE, FORWARD, NONE, DRAIN),
        Arguments.of("SEALED NEW", SOURCE, FORWARD, DRAINED, TO_TARGET),
        Arguments.of("SEALED NEW", SOURCE, BACK, NONE, BUMP),
        Arguments.of("SEALED NEW", SOURCE, BACK, MINE, REOPEN),
        Arguments.of("SEALED NEW", TARGET, FORWARD, NONE, DRAIN),
        Arguments.of("SEALED NEW", TARGET, FORWARD, DRAINED, new OpenTarget()),
        Arguments.of("SEALED NEW", TARGET, BACK, NONE, TO_SOURCE),
        Arguments.of("SEALED OPEN", SOURCE, FORWARD, NONE, TO_TARGET),
        Arguments.of("SEALED OPEN", SOURCE, BACK, NONE, new CloseTarget()),
        Arguments.of("SEALED OPEN", TARGET, FORWARD, NONE, new SettledForward(true)),
        Arguments.of("SEALED OPEN", TARGET, BACK, NONE, new CloseTarget()),
        Arguments.of("SEALED BACK", TARGET, FORWARD, NONE, new DrainReverse()),
        Arguments.of("SEALED BACK", TARGET, BACK, NONE, new DrainReverse()),
        Arguments.of("SEALED BACK", TARGET, BACK, NONE.drainedReverse(), TO_SOURCE),
        Arguments.of("SEALED BACK", SOURCE, FORWARD, NONE, new DrainReverse()),
        Arguments.of("SEALED BACK", SOURCE, BACK, NONE.drainedReverse(), BUMP),
        Arguments.of("SEALED BACK", SOURCE, BACK, MINE.drainedReverse(), REOPEN),
        Arguments.of("OPEN BACK", SOURCE, FORWARD, NONE, new SettledBack()),
        Arguments.of("OPEN BACK", SOURCE, BACK, NONE, new SettledBack()),
        Arguments.of("OPEN BACK", TARGET, FORWARD, NONE, TO_SOURCE),
        Arguments.of("OPEN BACK", TARGET, BACK, NONE, TO_SOURCE));
  }

  private static Move reopenCut() {
    return new ReopenSource(Closed.CUT, ATTEMPT);
  }

  @ParameterizedTest
  @MethodSource("page9")
  void decidesAsPage9(String sides, Destination route, Direction to, Proofs proofs, Move move) {
    assertThat(decide(sides, route, to, CaptureMode.LIVE, proofs)).isEqualTo(move);
  }

  @ParameterizedTest
  @EnumSource(Destination.class)
  void shutsTheSourceAndHoldsWhenBothSidesAreWritable(Destination route) {
    for (Direction direction : Direction.values()) {
      assertThat(decide("OPEN OPEN", route, direction, CaptureMode.LIVE, NONE))
          .isEqualTo(
              new Hold(
                  Reason.TWO_WRITABLE_SIDES, List.of(new Cut(ATTEMPT), new Seal(ATTEMPT + 1))));
    }
  }

  @ParameterizedTest
  @EnumSource(Destination.class)
  void sealsAndHoldsWhenTheSourceIsCutBehindAnOpenedTarget(Destination route) {
    for (String sides : List.of("CUT OPEN", "CUT BACK")) {
      assertThat(decide(sides, route, BACK, CaptureMode.LIVE, NONE))
          .isEqualTo(new Hold(Reason.CUT_BEHIND_OPENED_TARGET, List.of(new Seal(ATTEMPT))));
    }
  }

  @Test
  void holdsWhileAnEpochIsNotRaised() {
    var seen =
        new Observation(
            new Sides(SideState.OPEN, 0, SideState.OPEN, false),
            Optional.empty(),
            new Orders(FORWARD, CaptureMode.LIVE, true),
            DRAINED);
    assertThat(DecisionTable.decide(seen)).isEqualTo(new Hold(Reason.EPOCH_NOT_RAISED, List.of()));
  }

  @ParameterizedTest
  @EnumSource(Direction.class)
  void opensNothingWhileTheRouteIsUnknown(Direction direction) {
    for (String sides : List.of("OPEN NEW", "SEALED NEW", "SEALED OPEN", "SEALED BACK")) {
      assertThat(decide(sides, ELSEWHERE, direction, CaptureMode.LIVE, DRAINED.drainedReverse()))
          .isEqualTo(new Hold(Reason.ROUTE_UNKNOWN, List.of()));
    }
  }

  @Test
  void holdsOnSidesThatNoMoveLeadsTo() {
    assertThat(decide("NEW NEW", SOURCE, FORWARD, CaptureMode.LIVE, NONE))
        .isEqualTo(new Hold(Reason.IMPOSSIBLE, List.of()));
  }

  @Test
  void leavesAFrozenTargetClosedUntilFinalizeIsApproved() {
    assertThat(decide("SEALED NEW", TARGET, FORWARD, CaptureMode.FROZEN, NONE)).isEqualTo(DRAIN);
    assertThat(decide("SEALED NEW", TARGET, FORWARD, CaptureMode.FROZEN, DRAINED))
        .isEqualTo(new SettledForward(false));
    var approved = new Orders(FORWARD, CaptureMode.FROZEN, true);
    assertThat(decide("SEALED NEW", TARGET, approved, DRAINED)).isEqualTo(new OpenTarget());
  }

  @Test
  void opensAFrozenTargetAtCutOverWhenThePlanAcceptsTheLoss() {
    var mode = CaptureMode.FROZEN_LOSS_ACCEPTED;
    assertThat(decide("SEALED NEW", TARGET, FORWARD, mode, DRAINED)).isEqualTo(new OpenTarget());
    assertThat(decide("SEALED OPEN", TARGET, BACK, mode, NONE)).isEqualTo(new CloseTarget());
  }

  @Test
  void neverClosesATargetWhoseWritesCannotComeBack() {
    for (String sides : List.of("SEALED OPEN", "SEALED BACK")) {
      assertThat(decide(sides, TARGET, BACK, CaptureMode.FROZEN, NONE))
          .isEqualTo(new Hold(Reason.NO_WAY_BACK, List.of()));
    }
  }

  @Test
  void divergesWhenAFrozenSourceWasWritableAgain() {
    assertThat(decide("OPEN NEW", SOURCE, FORWARD, CaptureMode.FROZEN, NONE))
        .isInstanceOf(Diverged.class);
    assertThat(decide("OPEN NEW", SOURCE, BACK, CaptureMode.FROZEN, NONE))
        .isEqualTo(new SettledBack());
  }
}
