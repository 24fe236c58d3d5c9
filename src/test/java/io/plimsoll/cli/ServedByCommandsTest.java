package io.plimsoll.cli;

import static io.plimsoll.scenario.Scenario.content;
import static io.plimsoll.scenario.Scenario.fresh;
import static io.plimsoll.scenario.Scenario.old;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.scenario.Scenario;
import io.plimsoll.web.Stand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole moves on real servers, by commands alone, from a machine without an installation. */
class ServedByCommandsTest {
  private static final String QUORUM = "cut-over: {quorum: {approver: 1, auditor: 1}, expires: 1h}";

  @TempDir Path folder;

  private Scenario scenario() {
    return new Scenario(1)
        .config("stores:\n", "server: {port: 0}\nstores:\n")
        .plan("finalize: automatic", "finalize: hold")
        .plan("cut-over: automatic", QUORUM);
  }

  private CommandLineFixture.Seen by(Stand stand, String who, Object... words) {
    return new RemoteTerminal(folder).at(stand.address(), stand.tokenOf(who)).run(words);
  }

  private String atCutOver(Stand stand, Scenario scenario) throws IOException {
    Path plan = folder.resolve("plan.yaml");
    Files.writeString(plan, scenario.planText());
    String run = by(stand, "requester", "submit", plan).out().strip();
    assertThat(by(stand, "operator", "start", run).code()).isZero();
    var watched = by(stand, "viewer", "watch", run);
    assertThat(watched.code()).as(watched.err()).isEqualTo(3);
    assertThat(watched.err()).contains(run + " copy\n", run + " cut-over: gate: ");
    return run;
  }

  private static Object[] concat(Object[] words, Object... more) {
    return Stream.concat(Arrays.stream(words), Arrays.stream(more)).toArray();
  }

  private String digest(Stand stand, String run) {
    var explained = by(stand, "viewer", "gate", "explain", run, "--output", "json");
    return CliTestCase.json(explained.out()).path("digest").asString();
  }

  @Test
  void isApprovedWithdrawnApprovedAndFinalized() throws IOException {
    try (var scenario = scenario();
        var stand = new Stand(scenario.workplace()).withPeople()) {
      var before = content(old(), scenario.source("s00"));
      String run = atCutOver(stand, scenario);
      String digest = digest(stand, run);
      Object[] approve = {"approve", run, "--digest", digest.substring(0, 12)};

      assertThat(by(stand, "viewer", "gate", "explain", run).out())
          .contains(
              "gate     before cut-over of " + run, "digest   " + digest, "could    approver");
      var own = by(stand, "requester", approve);
      assertThat(own.code()).isEqualTo(2);
      assertThat(by(stand, "approver", "approve", run, "--digest", "0".repeat(12)).err())
          .contains("other-digest");
      var approved = by(stand, "approver", approve);
      assertThat(approved.code()).as(approved.err()).isZero();
      assertThat(approved.err())
          .contains("before cut-over of " + run + ": waiting, evidence " + digest)
          .contains("approve counted; the gate before cut-over is waiting: 1 of 2 approved");
      assertThat(by(stand, "approver", approve).code()).as("twice").isEqualTo(2);
      assertThat(by(stand, "approver", "withdraw", run, "--digest", digest).code()).isZero();
      assertThat(by(stand, "approver", approve).code()).isZero();
      assertThat(by(stand, "auditor", approve).code()).isZero();
      var emergency = by(stand, "approver", "approve", run, "--digest", digest, "--break-glass");
      assertThat(emergency.code()).isEqualTo(2);

      var atFinalize = by(stand, "viewer", "watch", run);
      assertThat(atFinalize.code()).as(atFinalize.err()).isEqualTo(3);
      var done = by(stand, "approver", "finalize", run, "--yes", "--wait");

      assertThat(done.code()).as(done.err()).isZero();
      assertThat(done.err()).contains("the way back is given up for good");
      assertThat(done.out()).contains("state    finalized").containsPattern("s00 +done");
      assertThat(content(fresh(), scenario.target("s00"))).isEqualTo(before);
    }
  }

  @Test
  void endsARejectedRunWithItsOwnCode() throws IOException {
    try (var scenario = scenario();
        var stand = new Stand(scenario.workplace()).withPeople()) {
      String run = atCutOver(stand, scenario);
      Object[] key = {"approve", run, "--digest", digest(stand, run), "--break-glass"};
      var turned = by(stand, "approver", concat(key, "--comment", "the array fails"));
      assertThat(turned.code()).as(turned.err()).isZero();
      assertThat(turned.err()).contains("break-glass counted");
      assertThat(by(stand, "approver", key).code()).as("the same person again").isEqualTo(2);

      var rejected = by(stand, "auditor", "reject", run, "--digest", digest(stand, run));

      assertThat(rejected.code()).as(rejected.err()).isZero();
      var watched = by(stand, "viewer", "watch", run);
      assertThat(watched.code()).as(watched.err()).isEqualTo(4);
      assertThat(by(stand, "operator", "rollback", run, "--yes").code()).isZero();
    }
  }
}
