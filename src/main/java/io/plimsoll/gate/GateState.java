package io.plimsoll.gate;

/** Where one round of a gate is. A round has one evidence; other evidence is another round. */
public enum GateState {
  /** The stages before have not yet recorded all that a decision needs, or it is not green. */
  COLLECTING,
  /** The evidence has its digest; nobody was asked yet. */
  SEALED,
  /** Persons may decide, until the deadline. */
  WAITING,
  /** Every seat is filled; valid until the deadline, unless something changes. */
  ARMED,
  /** The stage began on it. It counts once. */
  CONSUMED,
  /** What was approved is no longer what is: the approvals are void. */
  STALE,
  REJECTED,
  /** The deadline passed; the run holds. */
  EXPIRED,
  /** Measuring again found something wrong. */
  RED,
  /** Opened in an emergency instead of by a quorum; valid for a short time. */
  BROKEN_GLASS,
  /** The run went back before anybody needed the gate. */
  CANCELLED;

  /** Whether nothing can happen to the round any more. */
  public boolean ended() {
    return this == CONSUMED || this == REJECTED || this == CANCELLED;
  }

  /** Whether persons can decide now. */
  public boolean open() {
    return this == WAITING || this == ARMED || this == BROKEN_GLASS;
  }

  /** Whether the stage may begin, if what was decided on still holds. */
  public boolean lets() {
    return this == ARMED || this == BROKEN_GLASS;
  }
}
