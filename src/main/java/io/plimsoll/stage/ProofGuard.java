package io.plimsoll.stage;

import io.plimsoll.common.Digest;
import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.ShardId;
import io.plimsoll.common.Verdict;
import io.plimsoll.gate.Evidence;
import io.plimsoll.gate.Facts;
import io.plimsoll.plan.StageName;
import io.plimsoll.store.Vault;
import io.plimsoll.transfer.SnapshotCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Stands before every changing step of a shard: there is a backup, it was restored and found equal,
 * it is still what was proven, and young enough when the first change begins.
 */
final class ProofGuard {
  private final StageContext context;

  ProofGuard(StageContext context) {
    this.context = context;
  }

  /**
   * @param first whether this is among the run's first changing steps, to which the age matters
   * @throws RefusedException naming what is lacking
   */
  void before(ShardId shard, String step, boolean first) {
    var guards = context.tools().guards();
    var findings = new ArrayList<Finding>(guards.check(GuardId.F01, () -> proven(shard, step)));
    if (findings.isEmpty()) {
      findings.addAll(guards.check(GuardId.F01, () -> unchanged(shard, step)));
    }
    if (first) {
      findings.addAll(guards.check(GuardId.F06, () -> age(shard, step)));
    }
    if (!findings.isEmpty()) {
      throw new RefusedException(findings);
    }
  }

  private List<Finding> proven(ShardId shard, String step) {
    boolean passed =
        context.book().current(context.run().id()).stream()
            .filter(e -> e.stage() == StageName.DRY_RUN && e.shard().equals(Optional.of(shard)))
            .anyMatch(e -> e.name().equals("restore-proof") && e.status() == Evidence.Status.PASS);
    return passed
        ? List.of()
        : List.of(refusal(GuardId.F01, shard, step, "no restored and proven backup"));
  }

  /**
   * The set in the vault is still the one that was restored: every file of it is read again,
   * because a gate may have held for days.
   */
  private List<Finding> unchanged(ShardId shard, String step) {
    Facts.RestoreProof proof =
        context
            .fact(StageName.DRY_RUN, Optional.of(shard), "restore-proof", Facts.RestoreProof.class)
            .orElseThrow(() -> new IllegalStateException(shard + " has no restore proof"));
    try (Vault vault = context.tools().stores().vault(context.plan().spec().snapshot().vault())) {
      return problem(vault, proof).stream()
          .map(
              problem ->
                  refusal(
                      GuardId.F01,
                      shard,
                      step,
                      "the proven backup %s is gone or no longer the same: %s"
                          .formatted(proof.set(), problem)))
          .toList();
    }
  }

  private Optional<String> problem(Vault vault, Facts.RestoreProof proof) {
    if (proof.verdict() != Verdict.EQUAL) {
      return Optional.of("its restore was " + proof.verdict());
    }
    if (vault.proof(proof.set()).isEmpty()) {
      return Optional.of("its proof is not in the vault");
    }
    return new SnapshotCheck(vault, proof.set(), context.tools().guards())
        .unchanged(new Digest(proof.root()), context.tools().streams()).stream()
            .findFirst()
            .map(Finding::message);
  }

  private List<Finding> age(ShardId shard, String step) {
    Facts.SnapshotTaken taken = Bindings.snapshot(context, shard);
    Duration age = Duration.between(taken.takenAt(), context.now());
    Duration allowed = context.plan().spec().snapshot().maxAge();
    return age.compareTo(allowed) <= 0
        ? List.of()
        : List.of(
            refusal(
                GuardId.F06,
                shard,
                step,
                "the backup is %s old, snapshot.maxAge allows %s"
                    .formatted(text(age), text(allowed))));
  }

  private static String text(Duration duration) {
    return duration
        .truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
        .toString()
        .substring(2)
        .toLowerCase();
  }

  private static Finding refusal(GuardId guard, ShardId shard, String step, String message) {
    return Finding.blocking(
        guard,
        "no-proof",
        "%s before %s".formatted(shard, step),
        message,
        "roll back and run again, so that a fresh backup is taken and proven");
  }
}
