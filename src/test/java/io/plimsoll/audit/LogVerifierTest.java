package io.plimsoll.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.Guards;
import io.plimsoll.common.RunId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way to tamper with a log is found, and each finding says where. */
@Tag("F63")
class LogVerifierTest {
  private static final Guards WITHOUT_F63 =
      new Guards(EnumSet.complementOf(EnumSet.of(GuardId.F63)));

  @TempDir Path folder;

  private static Verification verify(MemoryAuditLog log) {
    return verify(Guards.all(), log);
  }

  private static Verification verify(Guards guards, MemoryAuditLog log) {
    return new LogVerifier(guards)
        .verify("the log", log, log.checkpoints, Optional.of(log.first.verifier()));
  }

  private static List<String> found(MemoryAuditLog log) {
    return verify(log).findings().stream().map(LogVerifierTest::brief).toList();
  }

  private static String brief(Finding finding) {
    return finding.code() + " at " + finding.subject();
  }

  private static String said(MemoryAuditLog log, String code) {
    return verify(log).findings().stream()
        .filter(f -> f.code().equals(code))
        .map(Finding::text)
        .findFirst()
        .orElse("nothing of that code: " + found(log));
  }

  @Test
  void findsNothingInALogThatWasLeftAlone() {
    var log = MemoryAuditLog.of(11);

    assertThat(verify(log).findings()).isEmpty();
    assertThat(verify(log).covered()).isEqualTo(12);
    assertThat(verify(log).root()).isEqualTo(log.root());
  }

  @Test
  void notesWhatNoCheckpointCoversYet() {
    var log = MemoryAuditLog.of(11).say("a moment ago").say("just now");

    assertThat(verify(log).valid()).isTrue();
    assertThat(said(log, "log-uncovered"))
        .isEqualTo("the log: events 12 to 13 are newer than the newest checkpoint");
  }

  @Test
  void findsAnEditedEvent() {
    var log = MemoryAuditLog.of(11);
    var line = log.lines.get(7);
    log.lines.set(
        7,
        new AuditRecord.Line(
            line.where(), line.event().replace("event 7", "event 8"), line.hash()));

    assertThat(said(log, "event-edited")).startsWith("F63 line 8: event 7 has another hash");
    assertThat(said(log, "log-rewritten"))
        .startsWith("F63 witness/9: ")
        .contains("something among events 6 to 8 was changed; so do 1 later ones");
  }

  @Test
  void findsAnEditedEventWhoseHashWasMadeToFit() {
    var log = MemoryAuditLog.of(11);
    log.rewrite(7, "event 7", "event 8");

    assertThat(found(log)).first().isEqualTo("log-rewritten at witness/9");
    assertThat(verify(log).valid()).isFalse();
  }

  @Test
  void findsAnotherActorAsSurelyAsAnotherText() {
    var log = MemoryAuditLog.of(11);
    log.rewrite(4, "erin", "mallory");

    assertThat(said(log, "log-rewritten")).contains("something among events 3 to 5 was changed");
  }

  @Test
  void findsADroppedEvent() {
    var log = MemoryAuditLog.of(11);
    log.lines.remove(4);

    assertThat(said(log, "event-gap"))
        .startsWith("F63 line 6: expected event 4, found 5: 1 event is missing");
    assertThat(found(log)).contains("log-rewritten at witness/6");
  }

  @Test
  void findsAGapThatWasNumberedAnew() {
    var log = MemoryAuditLog.of(11);
    log.lines.remove(4);
    for (int i = 4; i < log.lines.size(); i++) {
      log.rewrite(i, "\"sequence\":" + (i + 1), "\"sequence\":" + i);
    }

    assertThat(found(log))
        .containsExactly(
            "log-rewritten at witness/6", "log-behind at witness/12", "log-uncovered at the log");
  }

  @Test
  void findsAForgedGap() {
    var log = MemoryAuditLog.of(11);
    log.rewrite(11, "\"sequence\":11", "\"sequence\":14");

    assertThat(said(log, "event-gap"))
        .contains("expected event 11, found 14: 3 events are missing");
  }

  @Test
  void findsTwoEventsThatChangedPlaces() {
    var log = MemoryAuditLog.of(11);
    Collections.swap(log.lines, 4, 5);

    assertThat(found(log))
        .contains("event-gap at line 6", "event-order at line 5", "log-rewritten at witness/6");
  }

  @Test
  void findsALogThatWasCutOff() {
    var log = MemoryAuditLog.of(11);
    log.lines.subList(8, log.lines.size()).clear();

    assertThat(said(log, "log-behind"))
        .startsWith("F63 witness/9: was signed over 9 events, the log ends after 8")
        .contains("events 8 to 8 were cut off, or the log is an older copy");
  }

  @Test
  void findsAnOlderCopyThatWentOn() {
    var log = MemoryAuditLog.of(11);
    log.lines.subList(8, log.lines.size()).clear();
    log.say("as if nothing had happened").say("and more").say("and more").say("and more");
    log.checkpoint();

    assertThat(found(log)).first().isEqualTo("log-rewritten at witness/9");
    assertThat(said(log, "log-rewritten")).contains("events 6 to 8");
  }

  @Test
  void findsAnEmptyLog() {
    var log = MemoryAuditLog.of(11);
    log.lines.clear();

    assertThat(verify(log).valid()).isFalse();
  }

  @Test
  void findsACheckpointSignedWithAnotherKey() {
    var log = MemoryAuditLog.of(11).checkpointBy(SigningKey.generate(MemoryAuditLog.ORIGIN));

    assertThat(said(log, "checkpoint-key"))
        .startsWith("F63 witness/12: is signed by key ")
        .contains("at size 12 the log's key is " + log.first.verifier().id());
  }

  @Test
  void findsAnEditedCheckpoint() {
    var log = MemoryAuditLog.of(11);
    String content = log.checkpoints.get(1).content();
    log.checkpoints.set(1, new StoredCheckpoint("witness/6", content.replace("\n6\n", "\n7\n")));

    assertThat(said(log, "checkpoint-signature"))
        .startsWith("F63 witness/6: its signature by key ")
        .contains("the checkpoint of size 7 was edited");
  }

  @Test
  void findsWhatIsNoCheckpoint() {
    var log = MemoryAuditLog.of(11);
    log.checkpoints.add(new StoredCheckpoint("witness/x", "Dear diary\n"));

    assertThat(found(log)).containsExactly("checkpoint-unreadable at witness/x");
  }

  @Test
  void findsALogWithoutAnyCheckpoint() {
    var log = MemoryAuditLog.of(11);
    log.checkpoints.clear();

    assertThat(found(log)).containsExactly("log-unsigned at the log");
  }

  /** Whoever owns the machine has the key, too: only what was given away before tells. */
  @Test
  void findsAFullRewriteBySomebodyWithTheKey() {
    MemoryAuditLog log = rewrittenWithTheKey();

    assertThat(found(log)).first().isEqualTo("log-rewritten at witness/6");
    assertThat(said(log, "log-rewritten")).contains("something among events 3 to 5 was changed");
  }

  @Test
  void wouldTakeAFullRewriteForTheTruthWithoutTheGuard() {
    MemoryAuditLog log = rewrittenWithTheKey();

    assertThat(verify(WITHOUT_F63, log).valid()).isTrue();
    assertThat(verify(WITHOUT_F63, log).covered()).isEqualTo(12);
  }

  private static MemoryAuditLog rewrittenWithTheKey() {
    var log = MemoryAuditLog.of(11);
    log.rewrite(4, "event 4", "nothing of interest");
    // Every place that the forger reaches gets new checkpoints; one witness is out of reach.
    var witness = List.copyOf(log.checkpoints);
    log.checkpoints.clear();
    log.checkpoint();
    log.checkpoints.addAll(witness.subList(0, 3));
    return log;
  }

  @Test
  void findsAFullRewriteUnderAKeyOfTheForger() {
    var truth = MemoryAuditLog.of(11);
    var forged = MemoryAuditLog.of(11);
    forged.checkpoints.addAll(truth.checkpoints.subList(0, 1));

    List<String> byWitness =
        new LogVerifier(Guards.all())
            .verify("the log", forged, forged.checkpoints, Optional.empty()).findings().stream()
                .map(LogVerifierTest::brief)
                .toList();
    Verification byKey =
        new LogVerifier(Guards.all())
            .verify(
                "the log",
                forged,
                forged.checkpoints.subList(0, 4),
                Optional.of(truth.first.verifier()));

    assertThat(byWitness).containsExactly("checkpoint-key at witness/3");
    assertThat(byKey.findings()).extracting(Finding::code).containsExactly("key-untrusted");
  }

  @Test
  void findsAForgedLogThatOnlyNamesTheTrustedKey() {
    var truth = MemoryAuditLog.of(11);
    var forged = new MemoryAuditLog();
    forged.say("never happened").checkpoint();
    forged.append(KeyRotation.event(forged.key, truth.first.verifier(), MemoryAuditLog.ERIN));

    assertThat(
            new LogVerifier(Guards.all())
                .verify("the log", forged, forged.checkpoints, Optional.of(truth.first.verifier()))
                .findings())
        .extracting(Finding::code)
        .containsExactly("log-unsigned");
  }

  @Test
  void followsTheKeyFromOneToTheNext() {
    var log = MemoryAuditLog.of(4).checkpoint().rotate().checkpoint().say("more").checkpoint();
    log.rotate().say("still more").checkpoint();

    assertThat(verify(log).findings()).isEmpty();
    assertThat(verify(log).covered()).isEqualTo(log.lines.size());
  }

  @Test
  void findsANewKeyThatTheOldOneDidNotSignFor() {
    var log = MemoryAuditLog.of(4);
    var forger = SigningKey.generate(MemoryAuditLog.ORIGIN);
    var next = SigningKey.generate(MemoryAuditLog.ORIGIN);
    var event = KeyRotation.event(forger, next.verifier(), MemoryAuditLog.ERIN);
    String payload =
        event.payload().json().replace(forger.verifier().text(), log.key.verifier().text());
    log.append(
        new AuditEvent.Draft(event.type(), event.run(), event.actor(), new Payload(payload)));
    log.checkpointBy(next);

    assertThat(said(log, "key-rotation"))
        .startsWith("F63 line 6: event 5 names a key that does not count: the old key has not");
    assertThat(found(log)).contains("checkpoint-key at witness/6");
  }

  @Test
  void findsAnOldKeyThatSignsOn() {
    var log = MemoryAuditLog.of(4).rotate().say("after").checkpoint();
    log.say("signed with the key that was replaced").checkpointBy(log.first);

    assertThat(found(log)).contains("checkpoint-key at witness/8");
  }

  @Test
  void findsASecondStart() {
    var log = MemoryAuditLog.of(4);
    log.append(
        new AuditEvent.Draft(
            EventTypes.LOG_STARTED,
            Optional.empty(),
            MemoryAuditLog.ERIN,
            Payload.of(
                Map.of(
                    "origin",
                    MemoryAuditLog.ORIGIN,
                    "key",
                    SigningKey.generate(MemoryAuditLog.ORIGIN).verifier().text()))));
    log.checkpoint();

    assertThat(found(log)).containsExactly("log-start at line 6");
  }

  @Test
  void findsAnotherSpellingOfTheSameEvent() {
    var log = MemoryAuditLog.of(11);
    log.rewrite(7, "{\"actor\"", "{ \"actor\"");

    assertThat(said(log, "event-unreadable")).contains("is not in canonical form");
  }

  @Test
  void readsAnExportAsItWasWritten() throws Exception {
    var log = MemoryAuditLog.of(11);
    log.export(folder);
    var export = new AuditExport(folder);

    Verification seen = offline(export, log);

    assertThat(seen.findings()).isEmpty();
    assertThat(seen.events()).isEqualTo(12);
    assertThat(seen.covered()).isEqualTo(12);
  }

  @Test
  void saysTheLineOfAnExportThatWasEdited() throws Exception {
    var log = MemoryAuditLog.of(11);
    log.export(folder);
    var export = new AuditExport(folder);
    Files.writeString(
        export.events(), Files.readString(export.events()).replace("event 7\"", "event 8\""));

    assertThat(offline(export, log).findings())
        .extracting(LogVerifierTest::brief)
        .contains("event-edited at " + export.events() + " line 8");
  }

  @Test
  void readsNothingThatWasPutBesideAnEvent() throws Exception {
    var log = MemoryAuditLog.of(11);
    log.export(folder);
    var export = new AuditExport(folder);
    Files.writeString(
        export.events(),
        Files.readString(export.events()).replaceFirst("\"hash\"", "\"remark\":\"ok\",\"hash\""));

    assertThat(offline(export, log).valid()).isFalse();
  }

  private static Verification offline(AuditExport export, MemoryAuditLog log) throws Exception {
    return new LogVerifier(Guards.all())
        .verify(
            "export",
            new ExportedRecord(export.events()),
            CheckpointFolder.storedIn(export.checkpoints()),
            Optional.of(log.first.verifier()));
  }

  @Test
  void keepsAllThatADecisionIsMadeOf() {
    var decision =
        new GateDecision(
            "cut-over",
            "approved",
            io.plimsoll.common.Digest.ofText("evidence"),
            "looks fine",
            Optional.empty(),
            "1 of 2",
            "not requester, editor or starter");
    var log = new MemoryAuditLog();
    log.append(decision.by(MemoryAuditLog.ERIN, new RunId("run-1"))).checkpoint();

    assertThat(verify(log).findings()).isEmpty();
    assertThat(log.lines.get(1).event())
        .isEqualTo(
            "{\"actor\":{\"kind\":\"person\",\"name\":\"erin\",\"roles\":[\"approver\"],"
                + "\"via\":{\"address\":\"192.0.2.7\",\"channel\":\"page\",\"method\":\"password\"}},"
                + "\"at\":\"2026-11-29T12:00:01Z\",\"payload\":{\"comment\":\"looks fine\","
                + "\"decision\":\"approved\",\"gate\":\"cut-over\",\"incident\":\"\","
                + "\"quorum\":\"1 of 2\","
                + "\"separationOfDuties\":\"not requester, editor or starter\",\"shown\":\""
                + io.plimsoll.common.Digest.ofText("evidence")
                + "\"},\"run\":\"run-1\",\"sequence\":1,\"type\":\"gate.decided\"}");
  }
}
