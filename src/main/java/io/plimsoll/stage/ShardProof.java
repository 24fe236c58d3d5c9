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
import io.plimsoll.run.Hold;
import io.plimsoll.shard.Errand;
import io.plimsoll.shard.Passages;
import io.plimsoll.store.ConsistentView;
import io.plimsoll.store.Fence;
import io.plimsoll.store.Scratch;
import io.plimsoll.store.Side;
import io.plimsoll.store.Store;
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

  Outcome prove(ShardPlan shard) throws Exception {
    List<String> names = databases(context, shard.name());
    Facts.SnapshotTaken taken = Bindings.snapshot(context, shard.name());
    Errand errand = Bindings.errand(context, StageName.DRY_RUN, Pass.REHEARSAL);
    var passages = new Passages(context.tools(), shard.name(), errand);
    forget(passages);
    try (Scratch scratch =
            context.tools().stores().scratch(context.plan().spec().dryRun().scratch());
        Vault vault = context.tools().stores().vault(taken.vault());
        Store source = context.tools().stores().open(shard.source(), shard.name())) {
      try (Store restored = scratch.create(names.get(0), source)) {
        Manifest manifest = Manifest.of(vault, taken.set());
        Outcome proven = restore(shard, taken, manifest, vault, restored, passages);
        if (proven.is(Outcome.Kind.PASSED)) {
          try (Store copy = scratch.create(names.get(1), source)) {
            proven = new ShardRehearsal(context, errand).rehearse(shard, manifest, restored, copy);
          }
        }
        return proven;
      } finally {
        names.forEach(scratch::drop);
      }
    }
  }

  private void forget(Passages passages) {
    for (Pass pass : new Pass[] {Pass.RESTORE, Pass.REHEARSAL}) {
      Passage passage = passages.of(pass);
      passage.ledger().reset(passage.scope());
    }
  }

  private Outcome restore(
      ShardPlan shard,
      Facts.SnapshotTaken taken,
      Manifest manifest,
      Vault vault,
      Store restored,
      Passages passages) {
    Passage passage = passages.of(Pass.RESTORE);
    Restorer.Restored done;
    Verification equal;
    List<Finding> schema;
    List<ObjectName> objects =
        manifest.content().objects().stream().map(Manifest.StoredObject::name).toList();
    Fence fence = restored.fence();
    Duration bound = context.plan().spec().cutOver().budget();
    try {
      fence.claim(context.authority(), shard.name(), Side.Role.TARGET, List.of(), bound);
      try (StoreWriter writer = restored.writer(context.authority())) {
        done =
            new Restorer(passage, vault, taken.set()).restore(manifest, writer, context::stopping);
      }
      if (!done.complete()) {
        return Outcome.stopped(shard.name() + ": the restore stopped at a chunk boundary");
      }
      equal = compare(manifest, restored, passage, objects);
      schema =
          context.tools().guards().check(GuardId.F26, () -> schema(manifest, restored, objects));
    } catch (TransferException e) {
      return refuted(shard, taken, e);
    }
    fence.remove(context.authority(), objects, bound);
    return judge(shard, taken, done, equal, schema, vault);
  }

  private Verification compare(
      Manifest manifest, Store restored, Passage passage, List<ObjectName> objects) {
    try (ConsistentView view = restored.openView(objects, manifest.seed())) {
      return new Verifier(passage, manifest.seed())
          .restored(manifest, new Verifier.End(restored.identity(), view));
    }
  }

  private static List<Finding> schema(Manifest manifest, Store restored, List<ObjectName> objects) {
    Digest found = restored.schemaDigest(objects);
    return found.equals(manifest.origin().schemaDigest())
        ? List.of()
        : List.of(
            Finding.blocking(
                GuardId.F26,
                "schema-not-restored",
                "restored " + restored.name(),
                "its schema differs from the source's: digest %s, expected %s"
                    .formatted(found.brief(), manifest.origin().schemaDigest().brief()),
                "report this with the source's schema; the run does not go on"));
  }

  private Outcome judge(
      ShardPlan shard,
      Facts.SnapshotTaken taken,
      Restorer.Restored done,
      Verification equal,
      List<Finding> schema,
      Vault vault) {
    var problems = new ArrayList<>(equal.findings().stream().map(Finding::text).toList());
    schema.forEach(f -> problems.add(f.text()));
    equal
        .differing()
        .forEach(c -> problems.add("F02 %s chunk %d differs".formatted(c.object(), c.number())));
    List<Finding> slow =
        context.tools().guards().check(GuardId.F11, () -> fastEnough(shard, done.took()));
    slow.forEach(f -> problems.add(f.text()));
    Verdict verdict =
        context.tools().guards().has(GuardId.F02)
            ? problems.isEmpty() ? equal.verdict() : worse(equal.verdict())
            : Verdict.EQUAL;
    var proof =
        new Facts.RestoreProof(
            verdict,
            taken.set(),
            taken.root(),
            context.plan().spec().dryRun().scratch(),
            done.loaded().rows(),
            done.took().toMillis(),
            (long) done.loaded().bytesPerSecond(),
            FactsOf.counted(equal),
            problems);
    if (verdict == Verdict.EQUAL) {
      vault.prove(taken.set(), FactJson.write(proof));
    }
    record(shard, proof, FactsOf.status(verdict));
    return verdict == Verdict.EQUAL
        ? Outcome.passed(shard.name() + ": restored in full and equal")
        : Outcome.failed(
            Hold.Reason.FAILED,
            "%s: the backup is not proven: %s"
                .formatted(shard.name(), String.join("; ", problems)));
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
            .orElse(context.plan().spec().capture().outage());
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

  private Outcome refuted(ShardPlan shard, Facts.SnapshotTaken taken, TransferException e) {
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
            List.of(e.getMessage()));
    record(shard, proof, Evidence.Status.FAIL);
    return Outcome.failed(
        Hold.Reason.FAILED,
        "%s: F02 the backup cannot be restored: %s".formatted(shard.name(), e.getMessage()));
  }

  private void record(ShardPlan shard, Facts.RestoreProof proof, Evidence.Status status) {
    context.record(StageName.DRY_RUN, Optional.of(shard.name()), proof, status, ShardProof.class);
  }
}
