package io.plimsoll.audit;

import java.util.Optional;
import java.util.function.Consumer;

/** The lines of a log as somebody keeps them; none of it is trusted. */
public interface AuditRecord {

  /** All lines in the order they are kept. */
  void read(Consumer<Line> each);

  /** What the keeper notes about the log as a whole; empty for an export. */
  Optional<Head> head();

  /**
   * One event as it is kept.
   *
   * @param where as a finding names it
   * @param event its canonical JSON, or what is there instead
   * @param hash the leaf hash noted when it was written
   */
  record Line(String where, String event, String hash) {}
}
