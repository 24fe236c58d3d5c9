package io.plimsoll.gate;

/** What can happen to a round of a gate. */
public enum GateEvent {
  /** The evidence is complete and green, and has its digest. */
  SEAL,
  /** Persons are asked; the deadline is set. */
  ASK,
  /** The plan says {@code automatic}: nobody is asked, and the record says so. */
  PASS_AUTOMATICALLY,
  /** One more seat is filled, others are free. */
  APPROVE,
  /** The last seat is filled. */
  COMPLETE,
  /** A decision was taken back by its person. */
  WITHDRAW,
  /** A seat became free by itself: its person lost the role, or turned out to be excluded. */
  UNSEAT,
  REJECT,
  /** The first of two keys was turned. */
  TURN_KEY,
  BREAK_GLASS,
  /** The evidence, the plan, a target, a rule or a version is no longer what was sealed. */
  CHANGE,
  TURN_RED,
  EXPIRE,
  CONSUME,
  CANCEL
}
