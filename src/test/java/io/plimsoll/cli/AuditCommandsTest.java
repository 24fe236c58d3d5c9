package io.plimsoll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.audit.SigningKey;
import io.plimsoll.run.RunEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class AuditCommandsTest extends CliTestCase {
  private Path export() {
    Path to = folder.resolve("evidence/audit");
    var seen = it.run("audit", "export", to);
    assertThat(seen.code()).as(seen.err()).isZero();
    assertThat(seen.out()).isEqualTo(to + "\n");
    return to;
  }

  private void someRuns() {
    it.orchestrator.before(it.planText(), RunEvent.PASSED, RunEvent.PASSED);
    it.orchestrator.before(it.planText());
  }

  @Test
  void listsWhoDidWhatNewestFirst() {
    someRuns();

    var seen = it.run("audit", "list");

    assertThat(seen.code()).isZero();
    List<String> lines = seen.out().lines().toList();
    assertThat(lines.get(0)).startsWith("event").contains("type", "run", "who", "what");
    assertThat(lines.get(1)).contains("run.created", "local-process ");
    assertThat(lines.get(2)).contains("run.moved", "engine");
    assertThat(lines.get(5)).contains("log.started");
  }

  @Test
  void listsOneRunAsJson() {
    someRuns();
    String run = it.orchestrator.list(2).get(1).id().value();

    JsonNode events = json(it.run("audit", "list", "--run", run, "--output", "json").out());

    assertThat(events).hasSize(3);
    assertThat(events.get(0).get("type").asString()).isEqualTo("run.moved");
    assertThat(events.get(2).get("type").asString()).isEqualTo("run.created");
    assertThat(it.run("audit", "list", "--limit", "0").code()).isEqualTo(2);
  }

  @Test
  void verifiesTheLogOfThisInstallation() {
    someRuns();
    export();

    var seen = it.run("audit", "verify");

    assertThat(seen.code()).as(seen.out() + seen.err()).isZero();
    assertThat(seen.out())
        .startsWith("5 events, root ")
        .endsWith("1 checkpoint held against it: as signed, up to event 4\n");
  }

  @Test
  void verifiesAnExportWithoutConfiguration() {
    someRuns();
    Path evidence = export();

    var seen = it.bare("audit", "verify", evidence.toString());
    JsonNode read =
        json(
            it.bare(
                    "audit",
                    "verify",
                    evidence.toString(),
                    "--key",
                    evidence.resolve("log.pub").toString(),
                    "--output",
                    "json")
                .out());

    assertThat(seen.code()).as(seen.out() + seen.err()).isZero();
    assertThat(seen.out()).contains("its own key was used").contains("as signed, up to event 4");
    assertThat(read.get("valid").asBoolean()).isTrue();
    assertThat(read.get("covered").asInt()).isEqualTo(5);
    assertThat(read.get("findings")).isEmpty();
  }

  @Test
  @Tag("F63")
  void endsWithOneAndSaysWhereWhenAnExportWasEdited() throws Exception {
    someRuns();
    Path evidence = export();
    Path events = evidence.resolve("events.jsonl");
    Files.writeString(events, Files.readString(events).replaceFirst("PREFLIGHT", "SNAPSHOT"));

    var seen = it.bare("audit", "verify", evidence.toString());

    assertThat(seen.code()).isEqualTo(1);
    assertThat(seen.out())
        .contains("F63 " + events + " line 3: event 2 has another hash")
        .contains("something among events 0 to 4 was changed")
        .endsWith("NOT what was recorded\n");
  }

  @Test
  @Tag("F63")
  void endsWithOneWhenTheSigningKeyWasSwapped() throws Exception {
    someRuns();
    export();
    Path key = folder.resolve("control/control/audit.key");
    Files.writeString(key, SigningKey.generate(it.control.audit().head().origin()).fileText());

    var seen = it.run("audit", "verify");

    assertThat(seen.code()).isEqualTo(1);
    assertThat(seen.out()).contains("F63 signing key: signing key " + key + ": it holds key ");
  }

  @Test
  @Tag("F63")
  void trustsNoExportUnderAnotherKey() throws Exception {
    someRuns();
    Path evidence = export();
    Path other = folder.resolve("other.pub");
    Files.writeString(other, SigningKey.generate("plimsoll.io/log/x").verifier() + "\n");

    var seen = it.bare("audit", "verify", evidence.toString(), "--key", other.toString());

    assertThat(seen.code()).isEqualTo(1);
    assertThat(seen.out()).contains("its events never name the key");
  }

  @Test
  void takesCheckpointsThatSomebodyElseKept() throws Exception {
    someRuns();
    Path evidence = export();
    Path kept = Files.move(evidence.resolve("checkpoints"), folder.resolve("kept"));

    var without = it.bare("audit", "verify", evidence.toString());
    var with = it.bare("audit", "verify", evidence.toString(), "--checkpoints", kept.toString());

    assertThat(without.code()).isEqualTo(1);
    assertThat(without.out()).contains("no valid checkpoint stands behind any of its 5 events");
    assertThat(with.code()).isZero();
  }

  @Test
  void replacesNoExport() {
    Path evidence = export();

    var seen = it.run("audit", "export", evidence);

    assertThat(seen.code()).isEqualTo(1);
    assertThat(seen.err()).contains(evidence + " holds an export already; name another folder");
  }

  @Test
  void refusesFoldersAndKeysThatAreNone() throws Exception {
    Path evidence = export();
    Path noKey = Files.writeString(folder.resolve("no.pub"), "hello");

    var noExport = it.bare("audit", "verify", folder.toString());
    var noFolder = it.bare("audit", "verify", evidence.toString(), "--checkpoints", "nowhere");
    var badKey = it.bare("audit", "verify", evidence.toString(), "--key", noKey.toString());

    assertThat(List.of(noExport.code(), noFolder.code(), badKey.code())).containsOnly(2);
    assertThat(noExport.err()).contains("holds no events.jsonl");
    assertThat(noFolder.err()).contains("nowhere is no directory");
    assertThat(badKey.err()).contains("no.pub: expected a public key");
  }

  @Test
  void replacesTheKeyAndStaysVerifiable() {
    someRuns();
    String first =
        json(it.run("audit", "rotate-key", "--output", "json").out()).get("key").asString();

    var seen = it.run("audit", "verify");

    assertThat(seen.code()).as(seen.out() + seen.err()).isZero();
    assertThat(it.control.audit().head().key().text()).isEqualTo(first);
    assertThat(it.run("audit", "list", "--limit", "1").out()).contains("key.rotated");
  }

  @Test
  void warnsWhileNobodyElseKeepsTheCheckpoints() throws Exception {
    var alone = it.run("check", it.plan);
    Path site = folder.resolve("site.yaml");
    Files.writeString(site, CommandLineFixture.SITE + "control: {audit: {path: /mnt/witness}}\n");
    var witnessed = it.run("check", it.plan);

    assertThat(alone.code()).isZero();
    assertThat(alone.err())
        .contains("warning: audit log: its checkpoints lie in ")
        .contains("control.audit.path");
    assertThat(witnessed.code()).isZero();
    assertThat(witnessed.err()).isEmpty();
  }
}
