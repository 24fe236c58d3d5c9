package io.plimsoll.transfer;

import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.ObjectName;
import io.plimsoll.common.Verdict;
import io.plimsoll.store.Chunk;
import io.plimsoll.store.Fingerprint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Turns chunks measured on both ends into results per object. Pure; the only judge of equality, for
 * the real comparison and for the seeded errors alike.
 *
 * @param counts what each end counted in one statement: must agree with the sum of its chunks
 */
record Comparison(ObjectName object, List<ChunkPair> pairs, Counts counts) {

  /** Empty where no count was taken. */
  record Counts(Optional<Long> source, Optional<Long> target) {
    static final Counts NONE = new Counts(Optional.empty(), Optional.empty());
  }

  static List<Chunk> differing(List<ChunkPair> pairs) {
    return pairs.stream()
        .filter(pair -> pair.verdict() == Verdict.DIFFERENT)
        .map(ChunkPair::chunk)
        .toList();
  }

  /** Why the object is not verified; empty when it was compared completely. */
  List<Finding> gaps() {
    var gaps = new ArrayList<Finding>();
    Tiling.problem(object, pairs.stream().map(ChunkPair::chunk).toList())
        .ifPresent(problem -> gaps.add(gap(problem)));
    pairs.stream()
        .filter(pair -> pair.verdict() == Verdict.NOT_VERIFIED)
        .forEach(pair -> gaps.add(gap(pair.text())));
    sum(ChunkPair::source).ifPresent(sum -> disagreement("source", sum, counts.source(), gaps));
    sum(ChunkPair::target).ifPresent(sum -> disagreement("target", sum, counts.target(), gaps));
    return gaps;
  }

  private void disagreement(
      String side, Fingerprint sum, Optional<Long> counted, List<Finding> gaps) {
    if (counted.isPresent() && counted.get().longValue() != sum.rows()) {
      gaps.add(
          gap(
              "the %s counts %d rows of %s, its chunks hold %d"
                  .formatted(side, counted.get(), object, sum.rows())));
    }
  }

  private Finding gap(String message) {
    return gap(object, message);
  }

  static Finding gap(ObjectName object, String message) {
    return Finding.blocking(
        GuardId.F15, "not-verified", object.toString(), message, "Verify again.");
  }

  Verification.ObjectResult result() {
    List<Chunk> differing = differing(pairs);
    Verdict verdict =
        !differing.isEmpty()
            ? Verdict.DIFFERENT
            : gaps().isEmpty() ? Verdict.EQUAL : Verdict.NOT_VERIFIED;
    Optional<Fingerprint> source = sum(ChunkPair::source);
    Optional<Fingerprint> target = sum(ChunkPair::target);
    return new Verification.ObjectResult(
        object,
        verdict,
        source.map(Fingerprint::rows).orElse(-1L),
        target.map(Fingerprint::rows).orElse(-1L),
        source.map(Fingerprint::sum),
        target.map(Fingerprint::sum),
        pairs.size(),
        (int) pairs.stream().filter(p -> p.verdict() != Verdict.NOT_VERIFIED).count(),
        differing);
  }

  private Optional<Fingerprint> sum(Function<ChunkPair, Optional<Fingerprint>> side) {
    Optional<Fingerprint> sum = Optional.empty();
    for (ChunkPair pair : pairs) {
      Optional<Fingerprint> one = side.apply(pair);
      if (one.isEmpty() || sum.isPresent() && !sum.get().encoding().equals(one.get().encoding())) {
        return Optional.empty();
      }
      sum = Optional.of(sum.isEmpty() ? one.get() : sum.get().plus(one.get()));
    }
    return sum;
  }
}
