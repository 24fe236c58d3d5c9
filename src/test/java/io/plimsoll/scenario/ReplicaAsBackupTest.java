package io.plimsoll.scenario;

import static io.plimsoll.scenario.Scenario.old;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.app.ConfiguredStores;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.Guards;
import io.plimsoll.common.ShardId;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.RunState;
import io.plimsoll.store.Scratch;
import io.plimsoll.store.Store;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.Stores;
import io.plimsoll.store.Vault;
import io.plimsoll.testing.Postgres;
import io.plimsoll.testing.WrappedVault;
import java.io.InputStream;
import java.time.Clock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A plan whose only backup is a replica of the database it moves. */
@Tag("F13")
class ReplicaAsBackupTest {
  private static final String CONTACTS = "data/public/contacts/0.zst";

  private static Scenario withReplica() {
    var scenario = new Scenario(1).plan("vault: vault", "vault: replica");
    String replica =
        """
        stores:
          replica:
            type: postgresql
            url: jdbc:postgresql://127.0.0.1:%d/%s
            user: postgres
            domain: {site: ord, array: ssd-9, host: h9, account: a9}
        """
            .formatted(old().port(), scenario.source("s00"));
    return scenario.config("stores:\n", replica);
  }

  @Test
  void isRefusedAndNothingChanged() {
    try (var scenario = withReplica()) {
      var witness = new Witness(scenario, "s00");
      witness.sawNothingHappen(
          scenario.run(), GuardId.F13, "vault replica: is a database, and a replica is not a");
    }
  }

  /** The replica even passes for proven, since it restores in full: as long as its source lives. */
  @Test
  void wouldLoseWithItsSourceWhatWasProvenToBeSafe() {
    try (var scenario = withReplica().without(GuardId.F13)) {
      scenario.stores(real -> new ReplicaStores(real, scenario.source("s00")));

      var result = scenario.run(StageName.CANARY);

      assertThat(result.run().state()).as(result.text()).isEqualTo(RunState.CANARY);
      var stores = new ConfiguredStores(scenario.configuration(), Clock.systemUTC(), Guards.all());
      try (Vault kept = stores.vault("vault");
          Vault replica = new ReplicaStores(stores, scenario.source("s00")).vault("replica")) {
        String set = kept.sets().get(0);
        assertThat(replica.proof(set)).isPresent();
        assertThat(replica.read(set, CONTACTS)).isNotNull();

        Scenario.damage(old(), scenario.source("s00"), "contacts", "truncate contacts");

        assertThatThrownBy(() -> replica.read(set, CONTACTS)).hasMessageContaining("gone");
        assertThat(kept.read(set, CONTACTS)).as("in a vault it would be there").isNotNull();
      }
    }
  }

  /** Takes a replica for a vault, as the type of a store does not allow. */
  private record ReplicaStores(Stores real, String source) implements Stores {
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
      Vault kept = real.vault("vault");
      return store.equals("replica") ? new Replica(kept, old(), source) : kept;
    }
  }

  /** Holds of each table what its source holds now. */
  private static final class Replica extends WrappedVault {
    private final Postgres server;
    private final String source;

    Replica(Vault kept, Postgres server, String source) {
      super(kept);
      this.server = server;
      this.source = source;
    }

    @Override
    public InputStream read(String set, String file) {
      if (file.equals(CONTACTS) && server.query(source, "select from contacts limit 1").isEmpty()) {
        throw new StoreException(file + " is gone, as in the source", false, null);
      }
      return super.read(set, file);
    }
  }
}
