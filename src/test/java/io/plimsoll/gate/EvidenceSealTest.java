package io.plimsoll.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.RunId;
import io.plimsoll.common.ShardId;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.PlanReader;
import io.plimsoll.plan.StageName;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvidenceSealTest {
  private static final RunId RUN = new RunId("run-1");
  private static final Optional<ShardId> S00 = Optional.of(new ShardId("s00"));
  private static final String VERIFIED =
      """
      {"verdict":"EQUAL","coveragePercent":100.0,"moment":"1/2","from":"a","to":"b",
       "seededErrors":{"injected":3,"found":3},"objects":[{"object":"public.users",
       "sourceRows":10,"targetRows":10,"rowsDiffering":0,"sourceSum":"aa","targetSum":"aa"}]}
      """;
  private static final String PROOF =
      """
      {"verdict":"EQUAL","set":"set-1","root":"r1","rows":10,"millis":5,"bytesPerSecond":7}
      """;

  private static Plan plan(boolean live) {
    String text = GateFixture.sample();
    return new PlanReader(Clock.systemUTC())
        .read(
            "plan.yaml",
            live
                ? text
                : text.replaceFirst(
                    "(?m)^  capture: .*$", "  capture: {mode: frozen, outage: 2h}"));
  }

  private static Evidence evidence(StageName stage, String name, String json) {
    return new Evidence(stage, S00, name, Evidence.Status.PASS, "test", Instant.EPOCH, json);
  }

  private static SealedEvidence seal(Plan plan, List<Evidence> evidence) {
    return new EvidenceSeal(new EvidenceSeal.Terms("plimsoll 1", p -> "always"))
        .seal(RUN, plan, StageName.CUT_OVER, evidence);
  }

  private static List<Difference> differences(
      boolean live, StageName stage, String name, String json, String piece, String by) {
    assertThat(json).contains(piece);
    return seal(plan(live), List.of(evidence(stage, name, json)))
        .differencesTo(seal(plan(live), List.of(evidence(stage, name, json.replace(piece, by)))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"moment\":\"1/2\" | \"moment\":\"1/9\"",
        "\"from\":\"a\" | \"from\":\"c\"",
        "\"injected\":3,\"found\":3 | \"injected\":4,\"found\":4"
      })
  void isTheSameWhenTheSameIsMeasuredAgain(String piece, String by) {
    assertThat(differences(false, StageName.VERIFY, "verification", VERIFIED, piece, by)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"verdict\":\"EQUAL\" | \"verdict\":\"DIFFERENT\" | verdict",
        "\"coveragePercent\":100.0 | \"coveragePercent\":99.5 | coveragePercent",
        "\"rowsDiffering\":0 | \"rowsDiffering\":1 | objects[0].rowsDiffering",
        "\"sourceRows\":10 | \"sourceRows\":11 | objects[0].sourceRows",
        "\"targetSum\":\"aa\" | \"targetSum\":\"ab\" | objects[0].targetSum",
        "\"found\":3 | \"found\":2 | everySeededErrorFound",
        "\"verdict\" | \"news\":1,\"verdict\" | news"
      })
  void isAnotherOneWhenTheResultIs(String piece, String by, String path) {
    assertThat(differences(false, StageName.VERIFY, "verification", VERIFIED, piece, by))
        .extracting(Difference::path)
        .containsExactly("evidence.verify/s00/verification.fact." + path);
  }

  @Test
  void doesNotCountRowsThatClientsKeepWriting() {
    assertThat(
            differences(
                true,
                StageName.VERIFY,
                "verification",
                VERIFIED,
                "\"sourceRows\":10,\"targetRows\":10",
                "\"sourceRows\":12,\"targetRows\":12"))
        .isEmpty();
    assertThat(
            differences(
                true,
                StageName.VERIFY,
                "verification",
                VERIFIED,
                "\"rowsDiffering\":0",
                "\"rowsDiffering\":1"))
        .hasSize(1);
  }

  @Test
  void countsAnotherBackupButNotHowFastItWasRestored() {
    assertThat(
            differences(
                false, StageName.DRY_RUN, "restore-proof", PROOF, "\"millis\":5", "\"millis\":9"))
        .isEmpty();
    assertThat(
            differences(
                false,
                StageName.DRY_RUN,
                "restore-proof",
                PROOF,
                "\"root\":\"r1\"",
                "\"root\":\"r2\""))
        .containsExactly(
            new Difference("evidence.dry-run/s00/restore-proof.fact.root", "r1", "r2"));
  }

  @Test
  void tellsNumbersApartThatADoubleCannot() {
    String one = "{\"rows\":9007199254740993}";
    assertThat(
            differences(false, StageName.COPY, "copy", one, "9007199254740993", "9007199254740992"))
        .hasSize(1);
  }

  @Test
  void leavesOutWhatTheStageItselfWillMeasure() {
    assertThat(
            seal(plan(false), List.of(evidence(StageName.CUT_OVER, "cut-over", "{\"attempt\":1}"))))
        .isEqualTo(seal(plan(false), List.of()));
  }

  @Test
  void isCanonicalJson() {
    String json =
        seal(plan(false), List.of(evidence(StageName.COPY, "copy", "{\"b\":1.0,\"a\":\"é\"}")))
            .json();

    assertThat(json)
        .contains("\"fact\":{\"a\":\"é\",\"b\":1}")
        .doesNotContain("\n")
        .doesNotContain(": ");
    assertThat(json.indexOf("\"evidence\"")).isLessThan(json.indexOf("\"gate\""));
    assertThat(json.indexOf("\"targets\"")).isLessThan(json.indexOf("\"tool\""));
  }
}
