package io.plimsoll.transfer;

/** What a set of ledger chunks is for. */
public enum Pass {
  /** From the source into the vault. */
  SNAPSHOT,
  /** From the vault into a scratch database. */
  RESTORE,
  /** From one scratch database into another. */
  REHEARSAL,
  /** From the source into the target. */
  COPY
}
