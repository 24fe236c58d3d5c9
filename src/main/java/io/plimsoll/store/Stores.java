package io.plimsoll.store;

import io.plimsoll.common.ShardId;

/** Opens storage by its name in the configuration; wired by {@code app}. */
public interface Stores {
  Store open(String store, ShardId shard);

  Scratch scratch(String store);

  Vault vault(String store);
}
