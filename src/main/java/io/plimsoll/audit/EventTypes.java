package io.plimsoll.audit;

/** The types of events that Plimsoll writes; stable, for machines. */
public final class EventTypes {
  /** The first event: the log's origin and its first key. */
  public static final String LOG_STARTED = "log.started";

  /** A new signing key, signed for by the old one. */
  public static final String KEY_ROTATED = "key.rotated";

  public static final String RUN_CREATED = "run.created";
  public static final String RUN_MOVED = "run.moved";

  /** A person asked the holder of a run to pause, abort or roll back. */
  public static final String RUN_REQUESTED = "run.requested";

  /** A person decided at a gate, or was refused; payload of {@link GateDecision}. */
  public static final String GATE_DECIDED = "gate.decided";

  /** A gate was sealed, armed, used up, voided … without anybody's decision. */
  public static final String GATE_MOVED = "gate.moved";

  /** Somebody was called: a gate is being opened by keys. */
  public static final String PERSON_PAGED = "person.paged";

  /** A log-in or credential was refused, or somebody known asked for what is not theirs. */
  public static final String ACCESS_REFUSED = "access.refused";

  public static final String SESSION_OPENED = "session.opened";
  public static final String SESSION_ENDED = "session.ended";

  /** An account, role, password or token changed. */
  public static final String ACCOUNT_CHANGED = "account.changed";

  private EventTypes() {}
}
