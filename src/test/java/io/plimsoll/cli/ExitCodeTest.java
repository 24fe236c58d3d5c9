package io.plimsoll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.Epoch;
import io.plimsoll.common.RunId;
import io.plimsoll.run.Hold;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunState;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ExitCodeTest {
  private static Run run(RunState state, Optional<Hold.Reason> hold, boolean diverged) {
    return new Run(
        new RunId("run-1"),
        "",
        state,
        hold.map(reason -> new Hold(reason, "why")),
        "",
        diverged,
        Optional.empty(),
        new Epoch(1),
        1,
        new Run.Times(Instant.EPOCH, Instant.EPOCH, Optional.empty()));
  }

  @ParameterizedTest
  @CsvSource({
    "FINALIZED, false, 0",
    "FINALIZED, true, 0",
    "ROLLED_BACK, false, 0",
    "ROLLED_BACK, true, 5",
    "ROLLBACK_FAILED, false, 6",
    "ROLLBACK_FAILED, true, 6"
  })
  void saysHowARunEnded(RunState state, boolean diverged, int code) {
    assertThat(ExitCode.of(run(state, Optional.empty(), diverged), false).number()).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource({
    "REFUSED, 2",
    "GATE, 3",
    "EXPIRED, 4",
    "PAUSED, 3",
    "INCONCLUSIVE, 3",
    "WINDOW, 8",
    "FAILED, 1",
    "BROKEN, 1",
    "DIVERGED, 1"
  })
  void saysWhyARunWaitsInWhateverState(Hold.Reason reason, int code) {
    Arrays.stream(RunState.values())
        .filter(state -> state.stage().isPresent() || state == RunState.ROLLING_BACK)
        .forEach(
            state ->
                assertThat(ExitCode.of(run(state, Optional.of(reason), false), true).number())
                    .as("%s held for %s", state, reason)
                    .isEqualTo(code));
  }

  @ParameterizedTest
  @EnumSource(
      value = RunState.class,
      names = {"FINALIZED", "ROLLED_BACK", "ROLLBACK_FAILED"},
      mode = EnumSource.Mode.EXCLUDE)
  void tellsAStoppedRunFromOneThatWasTaken(RunState state) {
    Run going = run(state, Optional.empty(), false);

    assertThat(ExitCode.of(going, true).number()).isEqualTo(130);
    assertThat(ExitCode.of(going, false).number()).isEqualTo(7);
  }

  @Test
  void givesEachMeaningItsOwnNumber() {
    assertThat(Arrays.stream(ExitCode.values()).map(ExitCode::number)).doesNotHaveDuplicates();
  }
}
