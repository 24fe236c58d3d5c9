package io.plimsoll.audit;

import java.util.Map;
import java.util.Optional;

/** Passes the log from one signing key to the next; the old one signs for the new one. */
public final class KeyRotation {
  private static final String HEAD = "plimsoll.io/key-rotation\n";

  private KeyRotation() {}

  /** The event that names the new key. */
  public static AuditEvent.Draft event(SigningKey old, VerifierKey next, Actor by) {
    SignedNote note = SignedNote.of(text(old.verifier().name(), next), old);
    return new AuditEvent.Draft(
        EventTypes.KEY_ROTATED,
        Optional.empty(),
        by,
        Payload.of(
            Map.of("old", old.verifier().text(), "new", next.text(), "note", note.encode())));
  }

  private static String text(String origin, VerifierKey next) {
    return HEAD + origin + "\n" + next + "\n";
  }

  /**
   * The key that the event names, when the old one has signed for it.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  static VerifierKey verified(AuditEvent event, VerifierKey old) {
    var next = new VerifierKey(event.payload().text("new"));
    SignedNote note = SignedNote.parse(event.payload().text("note"));
    if (!event.payload().text("old").equals(old.text())) {
      throw new IllegalArgumentException(
          "the key it replaces is not %s, the log's at that point".formatted(old.id()));
    }
    if (!note.text().equals(text(old.name(), next)) || !note.signedBy(old)) {
      throw new IllegalArgumentException("the old key has not signed for the new one");
    }
    return next;
  }
}
