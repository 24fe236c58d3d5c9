package io.plimsoll.report;

import io.plimsoll.common.ShardId;
import io.plimsoll.common.Verdict;
import io.plimsoll.gate.Evidence.Status;
import io.plimsoll.gate.Facts;
import io.plimsoll.report.Book.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What may be said of the run and of each shard. It judges verifications by their content, not by
 * the word they ended with, and takes the worse of the two.
 */
final class Verdicts {
  private final Material material;
  private final SortedMap<ShardId, ShardVerdict> shards = new TreeMap<>();

  /**
   * @param last the newest verification that decides; empty when there was none
   * @param reasons why it is not verified; empty otherwise
   */
  record ShardVerdict(
      Verdict verdict, Optional<Found<Facts.Verified>> last, List<String> reasons) {}

  Verdicts(Material material) {
    this.material = material;
    material.shards().forEach(shard -> shards.put(shard, judge(shard)));
  }

  SortedMap<ShardId, ShardVerdict> shards() {
    return shards;
  }

  ShardVerdict of(ShardId shard) {
    return shards.get(shard);
  }

  /** EQUAL only when the last full verification of every shard was equal. */
  Verdict ofTheRun() {
    if (divergedEver()) {
      return Verdict.DIFFERENT;
    }
    boolean equal =
        !shards.isEmpty()
            && shards.values().stream().allMatch(shard -> shard.verdict() == Verdict.EQUAL);
    return equal ? Verdict.EQUAL : Verdict.NOT_VERIFIED;
  }

  static Status status(Verdict verdict) {
    return switch (verdict) {
      case EQUAL -> Status.PASS;
      case DIFFERENT -> Status.FAIL;
      case NOT_VERIFIED -> Status.UNVERIFIED;
    };
  }

  static boolean differs(Facts.ComparedObject object) {
    return object.rowsDiffering() != 0
        || object.sourceRows() != object.targetRows()
        || object.chunksDiffering() != 0
        || !object.sourceSum().equals(object.targetSum());
  }

  static boolean differs(Facts.Verified verified) {
    return verified.verdict() == Verdict.DIFFERENT
        || verified.objects().stream().anyMatch(Verdicts::differs)
        || !verified.metadata().isEmpty();
  }

  private boolean divergedEver() {
    return material.divergedOnTheWay()
        || shards.values().stream().anyMatch(shard -> shard.verdict() == Verdict.DIFFERENT)
        || any(Kind.VERIFICATION, Facts.Verified.class, Verdicts::differs)
        || any(Kind.SOAK_PASS, Facts.SoakPass.class, f -> f.verdict() == Verdict.DIFFERENT)
        || any(Kind.RESTORE_PROOF, Facts.RestoreProof.class, f -> f.verdict() == Verdict.DIFFERENT)
        || any(Kind.REHEARSAL, Facts.Rehearsal.class, f -> f.verdict() == Verdict.DIFFERENT)
        || any(
            Kind.ROLLBACK,
            Facts.RolledBack.class,
            f -> f.sourceEqualsSnapshot() == Verdict.DIFFERENT || differs(f.carriedBack()));
  }

  private static boolean differs(Optional<Facts.CarriedBack> carried) {
    return carried.filter(c -> c.verdict() == Verdict.DIFFERENT).isPresent();
  }

  private <F extends Facts.Fact> boolean any(Kind kind, Class<F> type, Predicate<F> test) {
    return material.book().all(kind, type).stream()
        .flatMap(found -> found.fact().stream())
        .anyMatch(test);
  }

  private ShardVerdict judge(ShardId shard) {
    List<Found<Facts.Verified>> all =
        material.book().all(Kind.VERIFICATION, Facts.Verified.class, shard);
    // A partial pass that found nothing does not take back a full one, and adds nothing to it.
    for (int i = all.size() - 1; i >= 0; i--) {
      ShardVerdict judged = judge(shard, all.get(i));
      if (i == 0 || judged.verdict() != Verdict.NOT_VERIFIED || !partialButClean(all.get(i))) {
        return judged;
      }
    }
    return new ShardVerdict(
        Verdict.NOT_VERIFIED, Optional.empty(), List.of("no verification has been recorded"));
  }

  private static boolean partialButClean(Found<Facts.Verified> found) {
    return found
        .fact()
        .filter(v -> v.verdict() == Verdict.EQUAL && v.problems().isEmpty())
        .filter(v -> v.coveragePercent() < 100)
        .isPresent();
  }

  private ShardVerdict judge(ShardId shard, Found<Facts.Verified> found) {
    if (found.fact().isEmpty()) {
      return notVerified(found, List.of("the verification record cannot be read"));
    }
    Facts.Verified verified = found.fact().get();
    if (differs(verified) || found.origin().status() == Status.FAIL) {
      return new ShardVerdict(Verdict.DIFFERENT, Optional.of(found), List.of());
    }
    List<String> reasons = doubts(shard, verified);
    if (found.origin().status() != Status.PASS) {
      reasons.add("its evidence is recorded as " + found.origin().status());
    }
    return reasons.isEmpty()
        ? new ShardVerdict(Verdict.EQUAL, Optional.of(found), List.of())
        : notVerified(found, reasons);
  }

  private static ShardVerdict notVerified(Found<Facts.Verified> found, List<String> reasons) {
    return new ShardVerdict(Verdict.NOT_VERIFIED, Optional.of(found), List.copyOf(reasons));
  }

  private List<String> doubts(ShardId shard, Facts.Verified verified) {
    var reasons = new ArrayList<String>(verified.problems());
    if (verified.verdict() == Verdict.NOT_VERIFIED) {
      reasons.add("the verifier could not come to a verdict");
    }
    if (verified.coveragePercent() < 100) {
      reasons.add(
          "only " + Show.percent(verified.coveragePercent()) + " of the rows were compared");
    }
    if (verified.seededErrors().found() < verified.seededErrors().injected()) {
      reasons.add("F31 the verifier missed an error that was seeded to test it");
    }
    if (verified.objects().isEmpty()) {
      reasons.add("no object was compared");
    }
    Set<String> left = unverifiedObjects(shard, verified);
    if (!left.isEmpty()) {
      reasons.add("not compared: " + String.join(", ", left));
    }
    return reasons;
  }

  private Set<String> unverifiedObjects(ShardId shard, Facts.Verified verified) {
    Set<String> compared =
        verified.objects().stream()
            .map(Facts.ComparedObject::object)
            .collect(Collectors.toCollection(HashSet::new));
    return material
        .book()
        .last(Kind.SCOPE, Facts.Scope.class, shard)
        .flatMap(Found::fact)
        .map(Facts.Scope::objects)
        .orElse(List.of())
        .stream()
        .map(Facts.ScopedObject::object)
        .filter(object -> !compared.contains(object))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
