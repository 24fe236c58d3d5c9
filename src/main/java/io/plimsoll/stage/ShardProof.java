package io.plimsoll.stage;

import io.plimsoll.common.Digest;
import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.ObjectName;
import io.plimsoll.common.ShardId;
import io.plimsoll.common.Verdict;
import io.plimsoll.gate.Evidence;
import io.plimsoll.gate.FactJson;
import io.plimsoll.gate.Facts;
import io.plimsoll.plan.Plan.ShardPlan;
import io.plimsoll.plan.StageName;
import io.plimsoll.route.RehearsalRoute;
import io.plimsoll.run.Hold;
import io.plimsoll.shard.Errand;
import io.plimsoll.shard.Passages;
import io.plimsoll.shard.ShardEnds;
import io.plimsoll.store.ConsistentView;
import io.plimsoll.store.Fence;
import io.plimsoll.store.Practice;
import io.plimsoll.store.Scratch;
import io.plimsoll.store.Side;
import io.plimsoll.store.Store;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.StoreWriter;
import io.plimsoll.store.Vault;
import io.plimsoll.transfer.Manifest;
import io.plimsoll.transfer.Pass;
import io.plimsoll.transfer.Passage;
import io.plimsoll.transfer.Restorer;
import io.plimsoll.transfer.TransferException;
import io.plimsoll.transfer.Verification;
import io.plimsoll.transfer.Verifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Restores one shard's snapshot in full, compares every fingerprint, then rehearses the run between
 * two scratch databases.
 */
final class ShardProof {
  /** A restore in need is slower than one in peace. */
  private static final double RESTORE_MARGIN = 1.5;

  private final StageContext context;

  ShardProof(StageContext context) {
    this.context = context;
  }

  /** The scratch databases of a shard: restored, and copied from it. */
  static List<String> databases(StageContext context, ShardId shard) {
    String name = "plimsoll_%s_%s".formatted(context.run().id(), shard);
    // 63 bytes is what a database name may have; the run's random end tells runs apart.
    String stem = name.length() <= 60 ? name : "plimsoll_" + Digest.ofText(name).brief();
    return List.of(stem + "_a", stem + "_b");
  }

  /** One shard's snapshot on its way back into a database. */
  private record Restoring(
      ShardPlan shard,
      Facts.SnapshotTaken taken,
      Manifest manifest,
      Vault vault,
      ShardEnds ends,
      Passage passage) {}

  Outcome prove(ShardPlan shard) throws Exception {
    List<String> names = databases(context, shard.name());
    Facts.SnapshotTaken taken = Bindings.snapshot(context, shard.name());
    Errand errand = Bindings.errand(context, StageName.DRY_RUN, Pass.REHEARSAL);
    var passages = new Passages(context.tools(), shard.name(), errand);
    forget(passages);
    var stores = context.tools().stores();
    try (Scratch scratch = stores.scratch(context.plan().spec().dryRun().scratch());
        Vault vault = stores.vault(taken.vault());
        Store source = stores.open(shard.source(), shard.name())) {
      try (Store restored = scratch.create(names.get(0), source)) {
        Manifest manifest;
        try {
          manifest = manifest(vault, taken);
        } catch (TransferException | StoreException e) {
          return refuted(shard, taken, e.getMessage());
        }
        var ends = ends(shard, manifest, source, restored);
        Outcome proven =
            restore(new Restoring(shard, taken, manifest, vault, ends, passages.of(Pass.RESTORE)));
        if (proven.is(Outcome.Kind.PASSED)) {
          try (Store copy = scratch.create(names.get(1), source)) {
            proven = rehearse(scratch, manifest, ends(shard, manifest, restored, copy), errand);
          }
        }
        return proven;
      } finally {
        names.forEach(scratch::drop);
      }
    }
  }

  private Outcome rehearse(Scratch scratch, Manifest manifest, ShardEnds ends, Errand errand) {
    var rehearsal = new ShardRehearsal(context, errand);
    if (!errand.live()) {
      return rehearsal.rehearse(manifest, ends);
    }
    Practice source = scratch.practice(ends.source());
    Practice target = scratch.practice(ends.target());
    source.prepare(ends.objects());
    target.touch(ends.objects());
    return rehearsal.rehearseLive(manifest, ends.with(source.object()), source, target);
  }

  /** Of the set this run took, not of one that came into its place. */
  private static Manifest manifest(Vault vault, Facts.SnapshotTaken taken) {
    Manifest manifest = Manifest.of(vault, taken.set());
    if (!manifest.root().hex().equals(taken.root())) {
      throw new TransferException(
          "vault %s: set %s is not the one this run took: root digest %s, taken was %s"
              .formatted(vault.name(), taken.set(), manifest.root().hex(), taken.root()));
    }
    return manifest;
  }

  private ShardEnds ends(ShardPlan shard, Manifest manifest, Store from, Store to) {
    List<ObjectName> objects =
        manifest.content().objects().stream().map(Manifest.StoredObject::name).toList();
    return new ShardEnds(
        shard.name(), from, to, new RehearsalRoute(), objects, Bindings.accepted(context.plan()));
  }

  private void forget(Passages passages) {
    for (Pass pass : new Pass[] {Pass.RESTORE, Pass.REHEARSAL}) {
      Passage passage = passages.of(pass);
      passage.ledger().reset(passage.scope());
    }
  }

  private Outcome restore(Restoring it) {
    Store restored = it.ends().target();
    Fence fence = restored.fence();
    Duration bound = context.plan().spec().cutOver().budget();
    try {
      fence.claim(context.authority(), it.shard().name(), Side.Role.TARGET, List.of(), bound);
      Restorer.Restored done;
      try (StoreWriter writer = restored.writer(context.authority())) {
        done =
            new Restorer(it.passage(), it.vault(), it.taken().set())
                .restore(it.manifest(), writer, context::stopping);
      }
      if (!done.complete()) {
        return Outcome.stopped(it.shard().name() + ": the restore stopped at a chunk boundary");
      }
      Verification equal = compare(it);
      fence.remove(context.authority(), it.ends().objects(), bound);
      return judge(it, done, equal);
    } catch (TransferException e) {
      return refuted(it.shard(), it.taken(), e.getMessage());
    }
  }

  private Verification compare(Restoring it) {
    Store restored = it.ends().target();
    try (ConsistentView view = restored.openView(it.ends().objects(), it.manifest().seed())) {
      return new Verifier(it.passage(), it.manifest().seed())
          .restored(it.manifest(), new Verifier.End(restored.identity(), view));
    }
  }

  private Outcome judge(Restoring it, Restorer.Restored done, Verification equal) {
    var guards = context.tools().guards();
    var problems = new ArrayList<>(equal.findings().stream().map(Finding::text).toList());
    equal
        .differing()
        .forEach(c -> problems.add("F02 %s chunk %d differs".formatted(c.object(), c.number())));
    guards.check(GuardId.F26, it.ends()::schemaDifferences).forEach(f -> problems.add(f.text()));
    Verdict verdict =
        guards.has(GuardId.F02)
            ? problems.isEmpty() ? equal.verdict() : worse(equal.verdict())
            : Verdict.EQUAL;
    // Too slow is no difference, but no proof either.
    List<Finding> slow = guards.check(GuardId.F11, () -> fastEnough(it.shard(), done.took()));
    slow.forEach(f -> problems.add(f.text()));
    boolean proven = verdict == Verdict.EQUAL && slow.isEmpty();
    var proof =
        new Facts.RestoreProof(
            verdict,
            it.taken().set(),
            it.taken().root(),
            context.plan().spec().dryRun().scratch(),
            done.loaded().rows(),
            done.took().toMillis(),
            (long) done.loaded().bytesPerSecond(),
            FactsOf.counted(equal),
            problems);
    if (proven) {
      it.vault().prove(it.taken().set(), FactJson.write(proof));
    }
    record(it.shard(), proof, slow.isEmpty() ? FactsOf.status(verdict) : Evidence.Status.FAIL);
    return proven
        ? Outcome.passed(it.shard().name() + ": restored in full and equal")
        : Outcome.failed(
            Hold.Reason.FAILED,
            "%s: the backup is not proven: %s"
                .formatted(it.shard().name(), String.join("; ", problems)));
  }

  private static Verdict worse(Verdict verdict) {
    return verdict == Verdict.EQUAL ? Verdict.DIFFERENT : verdict;
  }

  private List<Finding> fastEnough(ShardPlan shard, Duration took) {
    Duration allowed =
        context
            .plan()
            .spec()
            .dryRun()
            .restoreWithin()
            .or(() -> context.plan().spec().capture().outage())
            .orElse(context.plan().spec().snapshot().maxAge());
    long needed = (long) (took.toMillis() * RESTORE_MARGIN);
    return needed <= allowed.toMillis()
        ? List.of()
        : List.of(
            Finding.blocking(
                GuardId.F11,
                "restore-too-slow",
                shard.name().value(),
                "the restore took %d ms, with margin %d ms; allowed are %d ms"
                    .formatted(took.toMillis(), needed, allowed.toMillis()),
                "restore from faster storage, or allow more in dryRun.restoreWithin"));
  }

  private Outcome refuted(ShardPlan shard, Facts.SnapshotTaken taken, String why) {
    var proof =
        new Facts.RestoreProof(
            Verdict.DIFFERENT,
            taken.set(),
            taken.root(),
            context.plan().spec().dryRun().scratch(),
            0,
            0,
            0,
            List.of(),
            List.of(why));
    record(shard, proof, Evidence.Status.FAIL);
    return Outcome.failed(
        Hold.Reason.FAILED,
        "%s: F02 the backup cannot be restored: %s".formatted(shard.name(), why));
  }

  private void record(ShardPlan shard, Facts.RestoreProof proof, Evidence.Status status) {
    context.record(StageName.DRY_RUN, Optional.of(shard.name()), proof, status, ShardProof.class);
  }
}
