package io.plimsoll.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.plan.GateRule.Quorum;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateRuleTest {
  private static final String CUT_OVER = "cut-over: automatic";

  @Test
  void asksDistinctPersonsUntilADeadline() {
    Plan plan =
        Samples.read(
            Samples.with(CUT_OVER, "cut-over: {quorum: {auditor: 1, approver: 2}, expires: 4h}"));

    Quorum quorum = plan.spec().gates().quorums().get(StageName.CUT_OVER);
    assertThat(quorum.seats()).isEqualTo(Map.of(Role.APPROVER, 2, Role.AUDITOR, 1));
    assertThat(quorum.expires()).isEqualTo(Duration.ofHours(4));
    assertThat(quorum.size()).isEqualTo(3);
    assertThat(quorum).hasToString("quorum of 2 approver, 1 auditor, expires 4h");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{quorum: {approver: 0}, expires: 4h} | quorum.approver | from 1 to 9",
        "{quorum: {approver: 10}, expires: 4h} | quorum.approver | from 1 to 9",
        "{quorum: {approver: two}, expires: 4h} | quorum.approver | from 1 to 9",
        "{quorum: {aprover: 1}, expires: 4h} | quorum.aprover | did you mean 'approver'?",
        "{quorum: {admin: 1}, expires: 4h} | quorum.admin | one of operator, approver, auditor",
        "{quorum: {}, expires: 4h} | quorum | found an empty mapping",
        "{quorum: {approver: 1}} | expires | missing, and it has no default",
        "{expires: 4h} | quorum | missing, and it has no default",
        "{quorum: {approver: 1}, expires: 0s} | expires | a duration longer than zero",
        "{quorum: {approver: 1}, expires: soon} | expires | a duration such as",
        "{quorum: {approver: 1}, expires: 4h, all: yes} | all | unknown key",
        "auto | | found 'auto', expected automatic"
      })
  void isRefusedWithWhatIsExpected(String written, String key, String sentence) {
    assertThat(Samples.problems(Samples.with(CUT_OVER, "cut-over: " + written)))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.path())
                  .isEqualTo("spec.gates.cut-over" + (key == null ? "" : "." + key));
              assertThat(problem.message()).contains(sentence);
            });
  }
}
