package io.plimsoll.transfer;

import io.plimsoll.common.CrashPoints;
import io.plimsoll.common.Digest;
import io.plimsoll.common.Epoch;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.Guards;
import io.plimsoll.common.ObjectName;
import io.plimsoll.common.Retry;
import io.plimsoll.common.RunId;
import io.plimsoll.common.Secret;
import io.plimsoll.common.ShardId;
import io.plimsoll.store.Authority;
import io.plimsoll.store.ConsistentView;
import io.plimsoll.store.StoreWriter;
import io.plimsoll.store.Vault;
import io.plimsoll.testing.MemoryLedger;
import io.plimsoll.testing.MemoryStore;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** A small source and an empty target, and one of everything that moves data between them. */
final class TransferFixture {
  static final ObjectName USERS = new ObjectName("public", "users");
  static final ObjectName NOTES = new ObjectName("app", "Notes, big");
  static final ObjectName LOG = new ObjectName("public", "log");
  static final List<ObjectName> ALL = List.of(USERS, NOTES, LOG);
  static final ShardId SHARD = new ShardId("s00");
  static final String SET = SnapshotRequest.set("move-users", "run-1", "s00");
  static final long SEED = 0x9e3779b97f4a7c15L;
  static final long CHUNK = 200;

  final MemoryLedger ledger = new MemoryLedger();
  final MemoryStore source = store("old");
  final MemoryStore target = store("new");
  CrashPoints crash = CrashPoints.NONE;
  Guards guards = Guards.all();
  Epoch epoch = new Epoch(1);
  int streams = 3;

  static MemoryStore store(String name) {
    return new MemoryStore(name)
        .table(USERS, 1, "id", "name", "mail")
        .table(NOTES, 2, "owner", "n", "text")
        .table(LOG, 0, "at", "line");
  }

  TransferFixture filled() {
    var random = new Random(7);
    for (int id = 1; id <= 100; id++) {
      source.insert(USERS, "" + id, "name " + id, id % 7 == 0 ? null : "m" + id + "@example.org");
      source.insert(NOTES, "" + random.nextInt(20), "" + id, "é 🙂".repeat(random.nextInt(9)));
      source.insert(LOG, "" + id / 3, "line " + id % 5);
    }
    return this;
  }

  static Guards without(GuardId guard) {
    var all = EnumSet.allOf(GuardId.class);
    all.remove(guard);
    return new Guards(all);
  }

  Passage passage(Pass pass) {
    var around =
        new Passage.Surroundings(
            TransferListener.NONE,
            crash,
            Clock.systemUTC(),
            guards,
            new Retry(4, Duration.ZERO, Duration.ZERO));
    return new Passage(
        ledger, new ChunkLedger.Scope(new RunId("run-1"), pass, SHARD), epoch, streams, around);
  }

  StoreWriter writer(MemoryStore store) {
    return store.writer(
        new Authority(
            new RunId("run-1"), "test", "node-1", epoch, new Secret("test", () -> "token")));
  }

  ConsistentView view(MemoryStore store) {
    return store.openView(ALL, SEED);
  }

  Verifier.End end(MemoryStore store) {
    return new Verifier.End(store.identity(), view(store));
  }

  Copier.Copy copy() {
    return new Copier(passage(Pass.COPY))
        .copy(view(source), writer(target), new Copier.Work(ALL, CHUNK, 300), () -> false);
  }

  Verification verify() {
    return new Verifier(passage(Pass.COPY), 42).copied(source.identity(), end(target), ALL);
  }

  SnapshotRequest request() {
    return new SnapshotRequest(
        SET,
        new SnapshotRequest.PlanRef("move-users", Digest.ofText("plan")),
        ALL,
        Set.of(),
        SEED,
        CHUNK);
  }

  Snapshotter.Taken snapshot(Vault vault) {
    return new Snapshotter(passage(Pass.SNAPSHOT), vault)
        .take(source, view(source), request(), () -> false);
  }

  Restorer.Restored restore(Vault vault, Manifest manifest, MemoryStore scratch) {
    return new Restorer(passage(Pass.RESTORE), vault, SET)
        .restore(manifest, writer(scratch), () -> false);
  }

  /** Content as a multiset, in an order of its own. */
  static List<String> content(MemoryStore store, ObjectName object) {
    return store.rows(object).stream().map(String::valueOf).sorted().toList();
  }
}
