package io.plimsoll.app;

import io.plimsoll.common.Guards;
import io.plimsoll.common.ShardId;
import io.plimsoll.plan.Configuration;
import io.plimsoll.plan.Configuration.FilesConfig;
import io.plimsoll.plan.Configuration.PostgresConfig;
import io.plimsoll.plan.Configuration.StoreConfig;
import io.plimsoll.store.Scratch;
import io.plimsoll.store.Store;
import io.plimsoll.store.Stores;
import io.plimsoll.store.Vault;
import io.plimsoll.store.files.DirectoryVault;
import io.plimsoll.store.postgres.PostgresScratch;
import io.plimsoll.store.postgres.PostgresStore;
import java.time.Clock;

/** Opens the stores of a configuration by their type. */
public final class ConfiguredStores implements Stores {
  private final Configuration configuration;
  private final Clock clock;
  private final Guards guards;

  public ConfiguredStores(Configuration configuration, Clock clock, Guards guards) {
    this.configuration = configuration;
    this.clock = clock;
    this.guards = guards;
  }

  @Override
  public Store open(String store, ShardId shard) {
    return PostgresStore.open(postgres(store), shard);
  }

  @Override
  public Scratch scratch(String store) {
    return PostgresScratch.open(postgres(store));
  }

  @Override
  public Vault vault(String store) {
    if (find(store) instanceof FilesConfig files) {
      return new DirectoryVault(store, files.path(), clock, guards);
    }
    throw new IllegalStateException("store " + store + " is no vault");
  }

  private PostgresConfig postgres(String store) {
    if (find(store) instanceof PostgresConfig postgres) {
      return postgres;
    }
    throw new IllegalStateException("store " + store + " is no PostgreSQL server");
  }

  private StoreConfig find(String store) {
    StoreConfig config = configuration.stores().get(store);
    if (config == null) {
      throw new IllegalStateException("the configuration has no store " + store);
    }
    return config;
  }
}
