package io.plimsoll.sidekick;

/** Hears how far a load or an audit has come; called from several threads at once. */
public interface SidekickProgress {
  SidekickProgress NONE = (shard, table, records) -> {};

  /** {@code records} more records of this table have been written or compared. */
  void advanced(String shard, String table, long records);
}
