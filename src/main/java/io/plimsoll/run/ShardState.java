package io.plimsoll.run;

/** Where one shard is on its own small way. */
public enum ShardState {
  PENDING,
  COPYING,
  COPIED,
  VERIFIED,
  CUT_OVER,
  SOAKING,
  DONE,
  UNDONE
}
