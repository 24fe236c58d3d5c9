package io.plimsoll.scenario;

import io.plimsoll.common.Digest;
import io.plimsoll.common.Finding;
import io.plimsoll.common.ObjectName;
import io.plimsoll.common.ShardId;
import io.plimsoll.store.Authority;
import io.plimsoll.store.Catalogue;
import io.plimsoll.store.ChangeFeed;
import io.plimsoll.store.ConsistentView;
import io.plimsoll.store.Fence;
import io.plimsoll.store.Identity;
import io.plimsoll.store.Practice;
import io.plimsoll.store.Replay;
import io.plimsoll.store.SchemaStep;
import io.plimsoll.store.Scratch;
import io.plimsoll.store.SequenceState;
import io.plimsoll.store.SequenceWatch;
import io.plimsoll.store.Side;
import io.plimsoll.store.Store;
import io.plimsoll.store.StoreWriter;
import io.plimsoll.store.Stores;
import io.plimsoll.store.Vault;
import java.time.Duration;
import java.util.List;

/** Real stores with faults in between. */
record FaultyStores(Stores inner, Faults faults) implements Stores {

  @Override
  public Store open(String store, ShardId shard) {
    return new Between(inner.open(store, shard), faults, true);
  }

  @Override
  public Scratch scratch(String store) {
    return new ScratchBetween(inner.scratch(store), faults);
  }

  @Override
  public Vault vault(String store) {
    return inner.vault(store);
  }

  private record ScratchBetween(Scratch inner, Faults faults) implements Scratch {
    @Override
    public List<Finding> privileges() {
      return inner.privileges();
    }

    @Override
    public List<Finding> capturable() {
      return inner.capturable();
    }

    @Override
    public Identity identity() {
      return inner.identity();
    }

    @Override
    public Store create(String database) {
      return new Between(inner.create(database), faults, false);
    }

    @Override
    public Store create(String database, Store like) {
      return new Between(inner.create(database, Between.bare(like)), faults, false);
    }

    @Override
    public Practice practice(Store scratch) {
      return inner.practice(Between.bare(scratch));
    }

    @Override
    public void drop(String database) {
      inner.drop(database);
    }

    @Override
    public void close() {
      inner.close();
    }
  }

  private record Between(Store inner, Faults faults, boolean configured) implements Store {
    static Store bare(Store store) {
      return store instanceof Between between ? between.inner : store;
    }

    @Override
    public String name() {
      return inner.name();
    }

    @Override
    public Identity identity() {
      return inner.identity();
    }

    @Override
    public Catalogue catalogue() {
      return inner.catalogue();
    }

    @Override
    public Digest schemaDigest(List<ObjectName> objects) {
      return inner.schemaDigest(objects);
    }

    @Override
    public List<Finding> privileges(Side.Role role, List<ObjectName> objects) {
      return inner.privileges(role, objects);
    }

    @Override
    public List<Finding> capturable(Side.Role role, List<ObjectName> objects, Duration budget) {
      return inner.capturable(role, objects, budget);
    }

    @Override
    public List<SchemaStep> mirror(List<ObjectName> objects) {
      return inner.mirror(objects);
    }

    @Override
    public List<Finding> compareSchema(Store other, List<ObjectName> objects) {
      return inner.compareSchema(bare(other), objects);
    }

    @Override
    public List<Finding> headroom(List<ObjectName> objects) {
      return inner.headroom(objects);
    }

    @Override
    public List<SequenceState> sequences(List<ObjectName> objects) {
      return inner.sequences(objects);
    }

    @Override
    public SequenceWatch watchSequences(List<ObjectName> objects) {
      return inner.watchSequences(objects);
    }

    @Override
    public ConsistentView openView(List<ObjectName> objects, long seed) {
      return faults.view(inner.openView(objects, seed));
    }

    @Override
    public Fence fence() {
      return inner.fence();
    }

    @Override
    public ChangeFeed changes() {
      return faults.feed(inner.changes());
    }

    @Override
    public Replay replay(
        Authority authority, ChangeFeed.Purpose purpose, List<ObjectName> objects, long seed) {
      return inner.replay(authority, purpose, objects, seed);
    }

    @Override
    public StoreWriter writer(Authority authority) {
      StoreWriter writer = inner.writer(authority);
      return configured ? faults.writer(inner, writer) : writer;
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
