package io.plimsoll.audit;

import io.plimsoll.common.Digest;
import io.plimsoll.common.RunId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A log whose lines a test may damage as it likes, and the checkpoints it gave away before. */
final class MemoryAuditLog implements AuditRecord {
  static final String ORIGIN = "plimsoll.io/log/test";
  private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");
  static final Actor ERIN =
      Actor.person("erin", List.of("approver"), new Actor.Via("password", "page", "192.0.2.7"));

  final List<Line> lines = new ArrayList<>();
  final List<StoredCheckpoint> checkpoints = new ArrayList<>();
  final SigningKey first = SigningKey.generate(ORIGIN);
  SigningKey key = first;

  MemoryAuditLog() {
    append(
        new AuditEvent.Draft(
            EventTypes.LOG_STARTED,
            Optional.empty(),
            ERIN,
            Payload.of(Map.of("origin", ORIGIN, "key", key.verifier().text()))));
  }

  /** With so many events after the first, and a checkpoint after every third of all. */
  static MemoryAuditLog of(int events) {
    var log = new MemoryAuditLog();
    for (int i = 1; i <= events; i++) {
      log.say("event " + i);
      if (log.lines.size() % 3 == 0) {
        log.checkpoint();
      }
    }
    return log;
  }

  MemoryAuditLog say(String text) {
    return append(
        new AuditEvent.Draft(
            EventTypes.RUN_MOVED, Optional.of(new RunId("run-1")), ERIN, Payload.of("text", text)));
  }

  MemoryAuditLog append(AuditEvent.Draft draft) {
    AuditEvent event = draft.at(lines.size(), NOON.plusSeconds(lines.size()));
    lines.add(line(lines.size(), event.json()));
    return this;
  }

  static Line line(int index, String json) {
    return new Line("line " + (index + 1), json, AuditEvent.leafHash(json).hex());
  }

  MemoryAuditLog rotate() {
    SigningKey next = SigningKey.generate(ORIGIN);
    append(KeyRotation.event(key, next.verifier(), ERIN));
    key = next;
    return this;
  }

  MemoryAuditLog checkpoint() {
    return checkpointBy(key);
  }

  MemoryAuditLog checkpointBy(SigningKey signer) {
    var checkpoint = new Checkpoint(ORIGIN, lines.size(), root());
    checkpoints.add(
        new StoredCheckpoint("witness/" + lines.size(), checkpoint.signed(signer).content()));
    return this;
  }

  Digest root() {
    return Merkle.root(lines.stream().map(l -> AuditEvent.leafHash(l.event())).toList());
  }

  /** Replaces an event by another one with its right hash, as somebody who knows the form would. */
  void rewrite(int sequence, String piece, String by) {
    lines.set(sequence, line(sequence, lines.get(sequence).event().replace(piece, by)));
  }

  void export(Path folder) {
    new AuditExport(folder).write(this, checkpoints, first.verifier());
  }

  @Override
  public void read(Consumer<Line> each) {
    lines.forEach(each);
  }

  @Override
  public Optional<Head> head() {
    return Optional.empty();
  }
}
