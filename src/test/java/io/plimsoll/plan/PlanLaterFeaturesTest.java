package io.plimsoll.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanLaterFeaturesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "kind: Move | kind: Upgrade | kind | upgrades in place are not built yet",
        "schema: {mode: mirror} | schema: {mode: changelog} | spec.schema.mode | not built yet",
        "mode: frozen, outage: 2h | mode: log | spec.capture.mode | from the log is not built yet"
      })
  void areRefusedByTheirValue(String old, String later, String path, String sentence) {
    assertThat(Samples.problems(Samples.with(old, later)))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.path()).isEqualTo(path);
              assertThat(problem.message()).contains(sentence).doesNotContain("unknown");
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "throttle | {rowsPerSecond: 5}",
        "changelog | changes.xml",
        "waves | [1]",
        "expect | {}",
        "writeBlockBudget | 2s",
        "onDivergence | hold"
      })
  void areRefusedByTheirKey(String key, String value) {
    String text = Samples.with("\n  gates:", "\n  " + key + ": " + value + "\n  gates:");

    assertThat(Samples.problems(text))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.path()).isEqualTo("spec." + key);
              assertThat(problem.message()).contains("not built yet").doesNotContain("unknown");
            });
  }

  @Test
  void areRefusedWhereAListMayOnlyBeEmpty() {
    String verify = "\n  verify: {tolerances: %s}\n  gates:";

    assertThat(Samples.messages(Samples.with("\n  gates:", verify.formatted("[]")))).isEmpty();
    assertThat(Samples.messages(Samples.with("\n  gates:", verify.formatted("[{rows: 1}]"))))
        .singleElement()
        .asString()
        .contains("spec.verify.tolerances: tolerances are not built yet");
  }
}
