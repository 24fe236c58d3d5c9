package io.plimsoll.cli;

import io.plimsoll.common.Epoch;
import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.ObjectName;
import io.plimsoll.common.RunId;
import io.plimsoll.common.Secret;
import io.plimsoll.common.ShardId;
import io.plimsoll.common.Verdict;
import io.plimsoll.store.Authority;
import io.plimsoll.store.Catalogue;
import io.plimsoll.store.ConsistentView;
import io.plimsoll.store.Fence;
import io.plimsoll.store.Side;
import io.plimsoll.store.SideState;
import io.plimsoll.store.Store;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.StoreWriter;
import io.plimsoll.store.Vault;
import io.plimsoll.transfer.ChunkLedger;
import io.plimsoll.transfer.Manifest;
import io.plimsoll.transfer.Pass;
import io.plimsoll.transfer.Passage;
import io.plimsoll.transfer.Restorer;
import io.plimsoll.transfer.TransferException;
import io.plimsoll.transfer.Verification;
import io.plimsoll.transfer.Verifier;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Restores one snapshot into an empty database outside any run, and proves it equal before it lets
 * clients in. What is not equal is taken away again: it never leaves half a database behind.
 */
final class SnapshotRestore {
  /** How long locks for the fence may take to get; nobody else should work on an empty database. */
  private static final Duration LOCK_BOUND = Duration.ofSeconds(10);

  private static final int SHOWN = 5;
  private static final int ID_LETTERS = 6;
  private static final int TOKEN_BITS = 256;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Desk.Workshop workshop;
  private final BooleanSupplier stop;

  /**
   * @param stop asked before each chunk; once true the restore is taken back
   */
  SnapshotRestore(Desk.Workshop workshop, BooleanSupplier stop) {
    this.workshop = workshop;
    this.stop = stop;
  }

  /**
   * How it ended.
   *
   * @param verdict empty when it was refused or stopped before anything was compared
   * @param findings what refused it, or what differs
   */
  record Result(
      RunId run, Kind kind, Optional<Verdict> verdict, long rows, List<Finding> findings) {
    enum Kind {
      REFUSED,
      STOPPED,
      COMPARED
    }

    boolean equal() {
      return verdict.filter(v -> v == Verdict.EQUAL).isPresent();
    }
  }

  /** The set's own shard unless another name is wanted. */
  Result restore(Vault vault, String set, Manifest manifest, Store target, ShardId shard) {
    var id = new RunId("restore-" + letters());
    List<Finding> refused = refusals(manifest, target);
    if (!refused.isEmpty()) {
      return new Result(id, Result.Kind.REFUSED, Optional.empty(), 0, refused);
    }
    String token = new BigInteger(TOKEN_BITS, RANDOM).toString(Character.MAX_RADIX);
    var authority =
        new Authority(
            id,
            workshop.control(),
            workshop.node(),
            new Epoch(1),
            new Secret("made for " + id, () -> token));
    target.fence().claim(authority, shard, Side.Role.TARGET, List.of(), LOCK_BOUND);
    return settled(authority, manifest, target, new Job(vault, set, shard));
  }

  private record Job(Vault vault, String set, ShardId shard) {}

  private List<Finding> refusals(Manifest manifest, Store target) {
    var refusals = new ArrayList<Finding>();
    target
        .fence()
        .observe()
        .ifPresent(
            side ->
                refusals.add(
                    Finding.blocking(
                        GuardId.F42,
                        "store-held",
                        target.name(),
                        "is held by run %s of control database %s"
                            .formatted(side.run(), side.control()),
                        "choose another database, or finish that run")));
    List<String> found = contents(target.catalogue());
    if (!found.isEmpty()) {
      String more = found.size() > SHOWN ? " and " + (found.size() - SHOWN) + " more" : "";
      refusals.add(
          Finding.blocking(
              "target-not-empty",
              target.name(),
              "holds " + String.join(", ", found.subList(0, Math.min(SHOWN, found.size()))) + more,
              "restore into an empty database"));
    }
    target.privileges(Side.Role.TARGET, objects(manifest)).stream()
        .filter(Finding::blocks)
        .forEach(refusals::add);
    return refusals;
  }

  private static List<String> contents(Catalogue catalogue) {
    var found = new ArrayList<String>();
    catalogue.tables().forEach(table -> found.add("table " + table.name()));
    catalogue.others().forEach(other -> found.add(other.text()));
    return found;
  }

  private Result settled(Authority authority, Manifest manifest, Store target, Job job) {
    Result result;
    try {
      result = loadedAndCompared(authority, manifest, target, job);
    } catch (StoreException | TransferException e) {
      try {
        takeAway(authority, manifest, target);
      } catch (StoreException cleaning) {
        e.addSuppressed(cleaning);
      }
      throw e;
    }
    if (result.equal()) {
      var open = new Fence.Move(SideState.NEW, SideState.OPEN, 0);
      target.fence().move(authority, open);
      target.fence().remove(authority, objects(manifest), LOCK_BOUND);
    } else {
      takeAway(authority, manifest, target);
    }
    return result;
  }

  private Result loadedAndCompared(Authority authority, Manifest manifest, Store target, Job job) {
    var passage =
        new Passage(
            new OneTimeLedger(workshop.around().clock()),
            new ChunkLedger.Scope(authority.run(), Pass.RESTORE, job.shard()),
            authority.epoch(),
            workshop.streams(),
            workshop.around());
    Restorer.Restored restored;
    try (StoreWriter writer = target.writer(authority)) {
      restored = new Restorer(passage, job.vault(), job.set()).restore(manifest, writer, stop);
    }
    return restored.complete()
        ? compared(authority.run(), manifest, target, passage)
        : new Result(authority.run(), Result.Kind.STOPPED, Optional.empty(), 0, List.of());
  }

  private static Result compared(RunId run, Manifest manifest, Store target, Passage passage) {
    try (ConsistentView view = target.openView(objects(manifest), manifest.seed())) {
      var end = new Verifier.End(target.identity(), view);
      var verifier = new Verifier(passage, RANDOM.nextLong());
      boolean home = target.identity().sameStorage(manifest.origin().source());
      Verification found =
          home ? verifier.unchanged(manifest, end) : verifier.restored(manifest, end);
      return new Result(
          run,
          Result.Kind.COMPARED,
          Optional.of(found.verdict()),
          manifest.rows(),
          found.findings());
    }
  }

  private void takeAway(Authority authority, Manifest manifest, Store target) {
    try (StoreWriter writer = target.writer(authority)) {
      writer.clean();
    }
    target.fence().remove(authority, objects(manifest), LOCK_BOUND);
  }

  private static List<ObjectName> objects(Manifest manifest) {
    return manifest.content().objects().stream().map(Manifest.StoredObject::name).sorted().toList();
  }

  private static String letters() {
    String text = new BigInteger(TOKEN_BITS, RANDOM).toString(Character.MAX_RADIX);
    return text.toLowerCase(Locale.ROOT).substring(0, ID_LETTERS);
  }
}
