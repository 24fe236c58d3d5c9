package io.plimsoll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.ShardId;
import io.plimsoll.engine.Orchestrator.Preview;
import io.plimsoll.engine.Orchestrator.ShardPreview;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** {@code check}, {@code plan}, {@code config print}, {@code demo}. */
class FilesCommandsTest extends CliTestCase {
  @Test
  void checkSaysThatAPlanIsGood() {
    var seen = it.run("check", it.plan);

    assertThat(seen.code()).isZero();
    assertThat(seen.out()).isEqualTo(it.plan + ": ok, 4 shards, gates: all automatic\n");
    assertThat(seen.err().lines())
        .singleElement()
        .asString()
        .startsWith("warning: audit log: its checkpoints lie in ");
  }

  @Test
  void checkNamesTheGatesThatWait() throws IOException {
    Files.writeString(it.plan, it.planText().replace("finalize: automatic", "finalize: hold"));

    assertThat(it.run("check", it.plan).out()).contains("gates: waits before finalize");
    var object = json(it.run("check", it.plan, "--output", "json").out());
    assertThat(object.get("gates").get("finalize").asString()).isEqualTo("hold");
    assertThat(object.get("shards").size()).isEqualTo(4);
  }

  @Test
  void checkSaysAllProblemsOfBothFilesAtOnce() throws IOException {
    Files.writeString(
        it.plan, it.planText().replace("keep: 2", "keep: 0").replace("soak: 1s", "soak: never"));
    Files.writeString(
        it.folder.resolve("site.yaml"), CommandLineFixture.SITE.replace("type: table", "type: x"));

    var seen = it.run("check", it.plan);

    assertThat(seen.code()).isEqualTo(2);
    assertThat(seen.out()).isEmpty();
    assertThat(seen.err()).contains("spec.snapshot.keep").contains("soak").contains("site.yaml:");
  }

  @Test
  void checkHoldsThePlanAgainstTheConfiguration() throws IOException {
    Files.writeString(it.plan, it.planText().replace("vault: vault", "vault: attic"));

    var seen = it.run("check", it.plan);

    assertThat(seen.code()).isEqualTo(2);
    assertThat(seen.err()).contains("attic");
  }

  @Test
  void checkRefusesAFileThatIsNotThere() {
    var seen = it.run("check", it.folder.resolve("no-plan.yaml"));

    assertThat(seen.code()).isEqualTo(2);
    assertThat(seen.err()).contains("no-plan.yaml");
  }

  private static Preview preview(Finding... findings) {
    return new Preview(
        List.of(findings),
        List.of("fence s00 and take its snapshot"),
        List.of("before cut-over: the target is emptied"),
        List.of("GRANT CREATE ON DATABASE app_s00 TO plimsoll"),
        List.of(new ShardPreview(new ShardId("s00"), "old/s00", "new/s00", 5, 1200, 4_000_000)),
        95_000);
  }

  @Test
  void planSaysWhatWouldHappenHowLongAndHowToGoBack() {
    it.orchestrator.preview = preview(Finding.warning("no-canary", "", "there is no canary", ""));

    var seen = it.run("plan", it.plan);

    assertThat(seen.code()).isZero();
    assertThat(seen.out())
        .contains("Warnings:\n  there is no canary")
        .contains("fence s00 and take its snapshot")
        .contains("before cut-over: the target is emptied")
        .contains("GRANT CREATE")
        .contains("schema plimsoll")
        .contains("(the fence)")
        .contains("about 1 min 35 s")
        .containsPattern("s00 +old/s00 +new/s00 +5 +1,200 +4.0 MB")
        .contains("Nothing stands in the way");
    assertThat(it.orchestrator.list(1)).isEmpty();
  }

  @Test
  void planSaysOfALiveMoveWhatCapturesItsWrites() throws IOException {
    Files.writeString(it.plan, it.livePlanText());
    it.orchestrator.preview = preview();

    var seen = it.run("plan", it.plan);

    assertThat(seen.code()).as(seen.err()).isZero();
    assertThat(seen.out()).contains("(the fence)").contains("(the capture)");
    assertThat(json(it.run("plan", it.plan, "--output", "json").out()).get("ownThings").toString())
        .contains("(the capture)");
  }

  @Test
  void planEndsWithTwoAndTheGuardWhenRefused() {
    it.orchestrator.preview =
        preview(
            Finding.blocking(
                GuardId.F07, "same-domain", "s00", "vault shares array hds-1", "Move it."));

    var seen = it.run("plan", it.plan);

    assertThat(seen.code()).isEqualTo(2);
    assertThat(seen.out()).contains("Stands in the way:\n  F07 s00: vault shares array hds-1");
    var object = json(it.run("plan", it.plan, "--output", "json").out());
    assertThat(object.get("refused").asBoolean()).isTrue();
    assertThat(object.get("findings").get(0).get("guard").asString()).isEqualTo("F07");
    assertThat(object.get("ownThings").size()).isPositive();
  }

  @Test
  void planRefusesAnInvalidPlanBeforeItConnects() throws IOException {
    Files.writeString(it.plan, "nonsense: true\n");

    assertThat(it.run("plan", it.plan).code()).isEqualTo(2);
  }

  @Test
  void configPrintShowsOriginsAndNeverASecret() throws IOException {
    Files.createDirectories(it.folder.resolve("secrets"));
    var seen = it.run("config", "print", "--effective", "--set", "control.streams=4");

    assertThat(seen.code()).isZero();
    assertThat(seen.out())
        .contains("control.streams = 4  # flag control.streams")
        .contains("# built-in default")
        .contains("stores.old.password = ****")
        .doesNotContain(CommandLineFixture.SECRET);
    assertThat(it.run("config", "print").out()).doesNotContain("built-in default");
    assertThat(it.run("config", "print", "--output", "json").out())
        .doesNotContain(CommandLineFixture.SECRET);
  }

  @Test
  void configPrintHearsTheEnvironment() {
    it.environment.put("PLIMSOLL_HOME", "/var/lib/plimsoll");

    assertThat(it.run("config", "print").out())
        .contains("control.home = /var/lib/plimsoll  # environment PLIMSOLL_HOME");
  }

  @Test
  void configPrintRefusesASettingThatThereIsNot() {
    var seen = it.run("config", "print", "--set", "control.steams=4");

    assertThat(seen.code()).isEqualTo(2);
    assertThat(seen.err()).contains("control.streams");
  }

  @Test
  void demoPlaysTheActsAndEndsWithItsCode() {
    assertThat(it.bare("demo").code()).isZero();
    assertThat(it.actsPlayed).isEmpty();

    it.demoCode = 1;
    var seen = it.bare("demo", "--act", "2");

    assertThat(it.actsPlayed).isEqualTo(Set.of(2));
    assertThat(seen.code()).isEqualTo(1);
    assertThat(seen.out()).isEqualTo("act 1: finalized, records lost: 0\n");
    assertThat(seen.err()).contains("the curtain rises");
  }

  @Test
  void demoRefusesAnActThatIsNoNumber() {
    assertThat(it.bare("demo", "--act", "two").code()).isEqualTo(2);
  }

  @Test
  void terminalHearsNoColorAndPipes() {
    assertThat(Terminal.ofProcess(Map.of("NO_COLOR", "1"), it.clock).manner().colour()).isFalse();
    // Tests have no terminal.
    assertThat(Terminal.ofProcess(Map.of(), it.clock).manner().interactive()).isFalse();
    assertThat(Terminal.ofProcess(Map.of(), it.clock).manner().colour()).isFalse();
  }
}
