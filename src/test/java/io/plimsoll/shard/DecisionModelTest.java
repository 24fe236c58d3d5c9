package io.plimsoll.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.shard.Move.Hold;
import io.plimsoll.shard.Move.Reason;
import io.plimsoll.shard.Move.SettledBack;
import io.plimsoll.shard.Move.SettledForward;
import io.plimsoll.store.SideState;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every interleaving of cut-over, rollback and recovery, over the real table. */
class DecisionModelTest {

  private static DecisionModel model(CaptureMode mode, PlantedBug... bugs) {
    Set<PlantedBug> planted = EnumSet.noneOf(PlantedBug.class);
    planted.addAll(Set.of(bugs));
    return new DecisionModel(mode, false, planted);
  }

  @ParameterizedTest
  @EnumSource(CaptureMode.class)
  void neverHasTwoWritableSidesAndLosesNoWrite(CaptureMode mode) {
    DecisionModel model = model(mode);
    assertThat(model.explore()).isEmpty();
    System.err.printf("decision model, %s: %,d states%n", mode, model.states());
  }

  @ParameterizedTest
  @EnumSource(CaptureMode.class)
  void losesNoWriteWhenTheDirectionTurnsAtWill(CaptureMode mode) {
    DecisionModel model = new DecisionModel(mode, true, EnumSet.noneOf(PlantedBug.class));
    assertThat(model.explore()).isEmpty();
    System.err.printf("decision model, %s, turning: %,d states%n", mode, model.states());
  }

  @ParameterizedTest
  @EnumSource(CaptureMode.class)
  void endsWellFromEveryStateWhenLeftAlone(CaptureMode mode) {
    DecisionModel model = model(mode);
    model.explore();
    assertThat(model.worlds())
        .map(model::end)
        .allSatisfy(end -> assertThat(end.text()).isIn(goodEnds(mode, end)));
  }

  private static Set<String> goodEnds(CaptureMode mode, DecisionModel.End end) {
    if (end.move() instanceof SettledForward settled) {
      return settled.targetOpen() ? Set.of("SEALED TARGET OPEN") : Set.of("SEALED TARGET NEW");
    }
    if (end.move() instanceof SettledBack) {
      return Set.of("OPEN SOURCE NEW", "OPEN SOURCE BACK");
    }
    boolean tooLate =
        end.move() instanceof Hold hold
            && hold.reason() == Reason.NO_WAY_BACK
            && mode == CaptureMode.FROZEN;
    return tooLate ? Set.of("SEALED TARGET OPEN") : Set.of();
  }

  @Test
  void opensNoFrozenTargetBeforeFinalizeIsApproved() {
    DecisionModel model = model(CaptureMode.FROZEN);
    model.explore();
    assertThat(model.worlds())
        .filteredOn(w -> !w.journal().openTarget())
        .noneMatch(w -> w.target().state() == SideState.OPEN)
        .anyMatch(w -> model.end(w).move().equals(new SettledForward(false)));
  }

  @ParameterizedTest
  @EnumSource(PlantedBug.class)
  void findsThePlantedBug(PlantedBug bug) {
    DecisionModel model = model(CaptureMode.LIVE, bug);
    assertThat(model.explore()).as(bug.name()).hasValueSatisfying(bug::explains);
  }
}
