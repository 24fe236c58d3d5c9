package io.plimsoll.scenario;

import io.plimsoll.common.ShardId;
import io.plimsoll.store.Scratch;
import io.plimsoll.store.Store;
import io.plimsoll.store.Stores;
import io.plimsoll.store.Vault;
import java.util.function.UnaryOperator;

/** The installation's stores, every vault opened through a wrapping. */
record OtherVaults(Stores real, UnaryOperator<Vault> wrapping) implements Stores {
  @Override
  public Store open(String store, ShardId shard) {
    return real.open(store, shard);
  }

  @Override
  public Scratch scratch(String store) {
    return real.scratch(store);
  }

  @Override
  public Vault vault(String store) {
    return wrapping.apply(real.vault(store));
  }
}
