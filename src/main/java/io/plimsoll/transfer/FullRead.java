package io.plimsoll.transfer;

import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.ObjectName;
import io.plimsoll.common.Verdict;
import io.plimsoll.store.BlockSink;
import io.plimsoll.store.Chunk;
import io.plimsoll.store.ConsistentView;
import io.plimsoll.store.Fingerprint;
import io.plimsoll.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/** Reads one side completely, in parallel, and has each chunk compared with what is expected. */
final class FullRead {
  /** After so many chunks that could not be read the rest is not tried: the verdict is settled. */
  private static final int MAX_FAILURES = 20;

  private final Passage passage;
  private final long seed;
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private BiConsumer<Chunk, Fingerprint> record = (chunk, found) -> {};
  private Optional<ConsistentView> live = Optional.empty();

  FullRead(Passage passage, long seed) {
    this.passage = passage;
    this.seed = seed;
  }

  /** Told of each chunk found equal. */
  FullRead recording(BiConsumer<Chunk, Fingerprint> listener) {
    record = listener;
    return this;
  }

  /** The other end is live too and is read in the same pass. */
  FullRead against(ConsistentView view) {
    live = Optional.of(view);
    return this;
  }

  Verification compare(Expectation expected, Verifier.End target, List<ObjectName> objects) {
    Instant from = now();
    var findings = new ArrayList<>(aliased(expected, target));
    List<ChunkPair> pairs =
        findings.isEmpty()
            ? read(expected, target)
            : expected.chunks().stream()
                .map(chunk -> ChunkPair.missing(chunk, "not read: both ends are the same storage"))
                .toList();
    boolean readable = findings.isEmpty();
    Map<ObjectName, List<ChunkPair>> byObject =
        pairs.stream().collect(Collectors.groupingBy(pair -> pair.chunk().object()));
    var results = new ArrayList<Verification.ObjectResult>();
    for (ObjectName object : objects) {
      var comparison =
          new Comparison(
              object,
              byObject.getOrDefault(object, List.of()),
              readable ? counts(expected, target, object, findings) : Comparison.Counts.NONE);
      findings.addAll(comparison.gaps());
      results.add(comparison.result());
    }
    Verification.SelfCheck selfCheck = selfCheck(target, pairs, findings);
    long rows = results.stream().mapToLong(r -> Math.max(0, r.targetRows())).sum();
    Instant to = now();
    return new Verification(
        passage.shard(),
        verdict(results, selfCheck, findings),
        new Verification.Moment(expected.position(), target.view().position(), from, to),
        results,
        selfCheck,
        findings,
        new Throughput(rows, bytes.get(), pairs.size(), Duration.between(from, to)));
  }

  private List<Finding> aliased(Expectation expected, Verifier.End target) {
    return passage
        .around()
        .guards()
        .check(
            GuardId.F31,
            () ->
                expected.mustDiffer().filter(target.identity()::sameStorage).stream()
                    .map(
                        same ->
                            Finding.blocking(
                                GuardId.F31,
                                "compared-with-itself",
                                passage.shard().toString(),
                                "both ends are the same storage, " + same.binding(),
                                "Point source and target at different databases."))
                    .toList());
  }

  private List<ChunkPair> read(Expectation expected, Verifier.End target) {
    return new Workers("verify-" + passage.shard(), passage.streams())
        .each(
            expected.chunks(),
            () -> new Ends(new Reading(target.view()), live.map(Reading::new)),
            (ends, chunk) -> pair(ends, chunk, expected));
  }

  private record Ends(Reading target, Optional<Reading> source) implements AutoCloseable {
    @Override
    public void close() {
      try (target) {
        source.ifPresent(Reading::close);
      }
    }
  }

  private ChunkPair pair(Ends ends, Chunk chunk, Expectation expected) throws Exception {
    if (failures.get() >= MAX_FAILURES) {
      return ChunkPair.missing(chunk, "not read after " + MAX_FAILURES + " other failures");
    }
    try {
      Optional<Fingerprint> source = source(ends, chunk, expected).map(this::keyed);
      Fingerprint found = keyed(found(ends, chunk, source));
      var pair =
          new ChunkPair(
              chunk, source, Optional.of(found), source.isPresent() ? "" : "not known as copied");
      heard(pair, found);
      return pair;
    } catch (StoreException | TransferException e) {
      failures.incrementAndGet();
      return ChunkPair.missing(chunk, "could not be read: " + e.getMessage());
    }
  }

  /** F17: what the other end should hold is no substitute for reading it. */
  private Fingerprint found(Ends ends, Chunk chunk, Optional<Fingerprint> source) throws Exception {
    if (source.isPresent() && !passage.around().guards().has(GuardId.F17)) {
      return source.get();
    }
    return ends.target().retrying(passage.around().retry(), reader -> fingerprint(reader, chunk));
  }

  /** F15: the sum is compared, not only the count. */
  private Fingerprint keyed(Fingerprint read) {
    return passage.around().guards().has(GuardId.F15)
        ? read
        : new Fingerprint(read.rows(), 0, 0, read.encoding());
  }

  private void heard(ChunkPair pair, Fingerprint found) {
    if (pair.verdict() == Verdict.EQUAL) {
      record.accept(pair.chunk(), found);
    }
    passage
        .around()
        .listener()
        .verified(passage.scope().pass(), passage.shard(), pair.chunk(), found.rows());
  }

  private Optional<Fingerprint> source(Ends ends, Chunk chunk, Expectation expected)
      throws Exception {
    if (ends.source().isEmpty()) {
      return expected.source().of(chunk, Optional.empty());
    }
    return ends.source()
        .get()
        .retrying(
            passage.around().retry(), reader -> expected.source().of(chunk, Optional.of(reader)));
  }

  private Fingerprint fingerprint(ConsistentView.ChunkReader reader, Chunk chunk) {
    var counted = new CountingSink(BlockSink.NONE);
    Fingerprint found = reader.read(chunk, counted);
    bytes.addAndGet(counted.bytes());
    return found;
  }

  private static Comparison.Counts counts(
      Expectation expected, Verifier.End target, ObjectName object, List<Finding> findings) {
    try {
      return new Comparison.Counts(
          expected.counts().apply(object), Optional.of(target.view().count(object)));
    } catch (StoreException e) {
      findings.add(Comparison.gap(object, "could not be counted: " + e.getMessage()));
      return Comparison.Counts.NONE;
    }
  }

  private Verification.SelfCheck selfCheck(
      Verifier.End target, List<ChunkPair> pairs, List<Finding> findings) {
    if (!passage.around().guards().has(GuardId.F31)) {
      return new Verification.SelfCheck(0, 0, seed);
    }
    var sample = new RowSample(target.view(), seed);
    List<Fingerprint> rows = sample.of(pairs);
    findings.addAll(sample.findings());
    Verification.SelfCheck check = new SeededErrors(seed).run(pairs, rows);
    if (check.injected() != check.found()) {
      findings.add(
          Finding.blocking(
              GuardId.F31,
              "verifier-missed-seeded-errors",
              passage.shard().toString(),
              "the verifier found %d of %d errors injected with seed %d"
                  .formatted(check.found(), check.injected(), check.seed()),
              "Do not trust this program's verdicts; report it."));
    }
    return check;
  }

  private static Verdict verdict(
      List<Verification.ObjectResult> results,
      Verification.SelfCheck selfCheck,
      List<Finding> findings) {
    if (selfCheck.injected() != selfCheck.found()) {
      return Verdict.NOT_VERIFIED;
    }
    if (results.stream().anyMatch(result -> result.verdict() == Verdict.DIFFERENT)) {
      return Verdict.DIFFERENT;
    }
    return results.isEmpty() || !findings.isEmpty() ? Verdict.NOT_VERIFIED : Verdict.EQUAL;
  }

  private Instant now() {
    return passage.around().clock().instant();
  }
}
