package io.plimsoll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.RunId;
import io.plimsoll.common.ShardId;
import io.plimsoll.run.Hold;
import io.plimsoll.run.RunEvent;
import io.plimsoll.run.ShardState;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** {@code resume}, {@code status}, {@code list} and {@code report}. */
class RunsCommandsTest extends CliTestCase {
  private RunId held(Hold.Reason reason) {
    RunId id = it.orchestrator.before(it.planText(), RunEvent.PASSED);
    it.orchestrator.held(it.orchestrator.find(id).orElseThrow(), reason);
    return id;
  }

  @Test
  void resumeGoesOnInThisProcess() {
    RunId id = held(Hold.Reason.GATE);

    var seen = it.run("resume", id, "--hold-before", "finalize");

    assertThat(seen.code()).isZero();
    assertThat(it.orchestrator.asked).containsExactly("resume", "drive");
    assertThat(it.orchestrator.heldBefore).hasSize(1);
    assertThat(seen.out()).contains("state finalized");
  }

  @Test
  void resumeSaysThatAnEndedRunHasEnded() {
    RunId id = it.orchestrator.before(it.planText(), RunEvent.DIVERGED, RunEvent.PASSED);

    var seen = it.run("resume", id);

    assertThat(seen.code()).isEqualTo(5);
    assertThat(seen.err()).contains("has ended: rolled-back");
    assertThat(it.orchestrator.asked).isEmpty();
  }

  @Test
  void resumeSaysWhoElseHoldsTheRun() {
    RunId id = it.orchestrator.before(it.planText(), RunEvent.PASSED);
    it.orchestrator.holder = Optional.of("node-2");

    var seen = it.run("resume", id);

    assertThat(seen.code()).isEqualTo(7);
    assertThat(seen.err()).contains("node-2");
  }

  @Test
  void resumeRefusesARunThatThereIsNot() {
    assertThat(it.run("resume", "nobody-knows").code()).isEqualTo(2);
  }

  @Test
  void statusShowsStateHoldHolderAndShards() {
    RunId id = held(Hold.Reason.INCONCLUSIVE);
    it.control.shards().set(id, new ShardId("s00"), ShardState.COPYING);
    it.orchestrator.holder = Optional.of("node-2");

    var seen = it.run("status", id);

    assertThat(seen.code()).isZero();
    assertThat(seen.out())
        .contains("state    snapshot")
        .contains("held     inconclusive: because of a test")
        .contains("driven   by node-2")
        .containsPattern("s00 +copying +0 +0");
    assertThat(seen.err()).isEmpty();
  }

  @Test
  void statusIsOneJsonObject() {
    RunId id = held(Hold.Reason.GATE);

    var object = json(it.run("status", id, "--output", "json").out());

    assertThat(object.get("state").asString()).isEqualTo("SNAPSHOT");
    assertThat(object.get("hold").asString()).isEqualTo("GATE");
    assertThat(object.get("holder").isNull()).isTrue();
  }

  @Test
  void statusRefusesARunThatThereIsNot() {
    assertThat(it.run("status", "nobody-knows").code()).isEqualTo(2);
  }

  @Test
  void listShowsTheNewestFirstAndNoMoreThanAsked() {
    it.orchestrator.before(it.planText());
    it.clock.advance(Duration.ofSeconds(1));
    RunId newest = it.orchestrator.before(it.planText(), RunEvent.PASSED);

    assertThat(it.run("list").out().lines().skip(1).findFirst().orElseThrow())
        .startsWith(newest.value())
        .contains("snapshot");
    assertThat(json(it.run("list", "--limit", "1", "--output", "json").out()).size()).isOne();
    assertThat(it.run("list", "--limit", "0").code()).isEqualTo(2);
  }

  @Test
  void listOfNothingIsEmptyData() {
    var seen = it.run("list");

    assertThat(seen.out()).isEmpty();
    assertThat(seen.err()).contains("no runs yet");
    assertThat(json(it.run("list", "--output", "json").out()).isArray()).isTrue();
  }

  @Test
  void reportShowsTheEssentials() {
    RunId id = it.orchestrator.before(it.planText(), RunEvent.DIVERGED, RunEvent.PASSED);

    var seen = it.run("report", "show", id);

    assertThat(seen.code()).isZero();
    assertThat(seen.out()).contains("state rolled-back").contains("section").contains("built at");
    assertThat(json(it.run("report", "show", id, "--output", "json").out()).get("summary"))
        .isNotNull();
  }

  @Test
  void reportExportsBothFiles() {
    RunId id = it.orchestrator.before(it.planText());
    var to = it.folder.resolve("evidence");

    var seen = it.run("report", "export", id, "--to", to);

    assertThat(seen.code()).isZero();
    assertThat(seen.out()).contains(to.resolve("report.html").toString());
    assertThat(Files.exists(to.resolve("report.json"))).isTrue();
  }

  @Test
  void reportRefusesARunThatThereIsNotAndAMissingFolder() {
    assertThat(it.run("report", "show", "nobody-knows").code()).isEqualTo(2);
    assertThat(it.run("report", "export", "nobody-knows", "--to", it.folder).code()).isEqualTo(2);
    var seen = it.run("report", "export", "nobody-knows");
    assertThat(seen.code()).isEqualTo(2);
    assertThat(seen.err()).contains("--to");
  }
}
