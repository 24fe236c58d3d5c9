package io.plimsoll.common;

/** The known ways a storage change lost data; each constant names the guard that stops it. */
public enum GuardId {
  F01("a backup with restore proof before any change"),
  F02("the backup was restored in full and compared"),
  F03("judge a backup by its content, not by an exit code"),
  F04("a backup that was stopped early is none"),
  F05("the newest proven snapshot is never removed"),
  F06("the backup is young enough"),
  F07("the backup is in another failure domain"),
  F08("the run cannot remove or change a finished backup"),
  F09("every object is in the backup or excluded by name"),
  F10("a recovery kit lies beside the snapshot"),
  F11("the restore is fast enough"),
  F12("one consistent view per shard"),
  F13("a replica is not counted as a backup"),
  F14("a mark comes out of the feed that was sent into it"),
  F15("keyed fingerprints on both sides"),
  F16("one lost and one duplicated do not cancel out"),
  F17("the target is read again by another path"),
  F24("sequences stand past the maximum"),
  F25("headroom to the limits of the target's types"),
  F26("constraints, indexes and other metadata arrived"),
  F28("the schema did not change during the run"),
  F29("no record is skipped"),
  F31("the verifier finds seeded errors; both ends differ"),
  F32("the storage is the one the run was planned for"),
  F33("source and target are not swapped"),
  F34("the storage is of the environment it is taken for"),
  F35("names resolve to as many things as planned"),
  F36("no blank value where a default would destroy"),
  F37("plan and configuration are still what the run was checked with"),
  F38("what persons do is done in its order, and seen to be done"),
  F39("no version of a server that is known to lose data"),
  F42("one run at a time, checked by the store"),
  F43("a window leaves time to go back"),
  F44("nothing changes on frozen days, nor while a source is busier than the plan allows"),
  F47("the source is spared: no more keys wait there than the plan allows"),
  F51("after a lost reply every store knows a new epoch before anything is looked at"),
  F52("the last changes are replayed after the fence has closed"),
  F53("going back brings every write along"),
  F54("the way back was rehearsed with the same plan"),
  F56("empty is not truth: no service empties a phone"),
  F57("an older service does not clobber newer edits"),
  F63("what was recorded cannot be edited unseen");

  private final String promise;

  GuardId(String promise) {
    this.promise = promise;
  }

  /** What this guard makes sure of, as a clause. */
  public String promise() {
    return promise;
  }
}
