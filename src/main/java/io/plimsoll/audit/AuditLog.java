package io.plimsoll.audit;

import io.plimsoll.common.RunId;
import java.util.List;
import java.util.Optional;

/** The log: it can be added to, read and proven, and nothing else. */
public interface AuditLog {

  /** Gives the event its place; it is durable when this returns. */
  AuditEvent append(AuditEvent.Draft draft);

  /** How the log is now. */
  Head head();

  /** From a sequence number on, in order, at most {@code limit}. */
  List<AuditEvent> read(long from, int limit);

  /** The newest first, of one run or of all, at most {@code limit}. */
  List<AuditEvent> newest(Optional<RunId> run, int limit);

  /**
   * @throws AuditException when the event is not within that size, or the log is shorter
   */
  InclusionProof inclusion(long sequence, long size);

  /**
   * @throws AuditException when the sizes are not in order and within the log
   */
  ConsistencyProof consistency(long smaller, long larger);

  /** Replaces the signing key by a new one that the old one signs for; returns the new one. */
  VerifierKey rotateKey(Actor by);

  /** All lines as they are stored, for whoever trusts none of them. */
  AuditRecord record();

  /** Hears of what this process appends. */
  void listen(AuditListener listener);
}
