package io.plimsoll.audit;

/** Hears of events once they are durable; must not fail and must return quickly. */
public interface AuditListener {
  AuditListener NONE = event -> {};

  void appended(AuditEvent event);

  /** A run has ended with this event: what belongs to its end is done before this returns. */
  default void ended(AuditEvent event) {
    appended(event);
  }
}
