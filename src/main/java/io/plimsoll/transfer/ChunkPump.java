package io.plimsoll.transfer;

import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.store.BlockSink;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.StoreWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Moves chunks into a target: intent, one streaming pass into one transaction, what was read, flush
 * barrier, confirmation. Confirmed chunks are left alone, so that the same call resumes. A row that
 * cannot be written fails its chunk; none is ever skipped.
 */
final class ChunkPump {
  /** Where a thread's chunks come from. */
  interface Feed extends AutoCloseable {
    /** Streams the whole chunk and says what it was. */
    ChunkLedger.Copied into(ChunkLedger.Line line, BlockSink sink);

    /** Called before another try: whatever connection it holds may be dead. */
    void renew();

    @Override
    void close();
  }

  /**
   * @param complete false when it was asked to stop before the last chunk
   */
  record Outcome(Throughput throughput, boolean complete) {}

  private record Moved(long rows, long bytes) {}

  private final Passage passage;
  private final StoreWriter target;
  private final FlushBarrier barrier;

  ChunkPump(Passage passage, StoreWriter target) {
    this.passage = passage;
    this.target = target;
    this.barrier = new FlushBarrier(passage, target);
  }

  Outcome run(List<ChunkLedger.Line> lines, Supplier<Feed> feeds, BooleanSupplier stop) {
    Instant began = now();
    List<ChunkLedger.Line> open = lines.stream().filter(line -> !line.confirmed()).toList();
    String name = passage.scope().pass().name() + "-" + passage.shard();
    List<Moved> moved =
        new Workers(name, passage.streams()).each(open, feeds, this::withRetry, stop);
    finish();
    List<Moved> done = moved.stream().filter(Objects::nonNull).toList();
    var throughput =
        new Throughput(
            done.stream().mapToLong(Moved::rows).sum(),
            done.stream().mapToLong(Moved::bytes).sum(),
            done.size(),
            Duration.between(began, now()));
    return new Outcome(throughput, done.size() == open.size());
  }

  private void finish() {
    try {
      barrier.finish();
    } catch (RuntimeException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TransferException("interrupted before the last chunks were confirmed", e);
    } catch (Exception e) {
      throw new TransferException("cannot confirm the last chunks: " + e.getMessage(), e);
    }
  }

  private Moved withRetry(Feed feed, ChunkLedger.Line line) throws Exception {
    Moved moved =
        passage.around().retry().call(() -> move(feed, line), failure -> retryable(feed, failure));
    barrier.add(line.id());
    return moved;
  }

  private static boolean retryable(Feed feed, Exception failure) {
    if (!(failure instanceof StoreException store) || !store.worthAnotherTry()) {
      return false;
    }
    feed.renew();
    return true;
  }

  private Moved move(Feed feed, ChunkLedger.Line planned) {
    passage.reached("begin.before");
    ChunkLedger.Line line = passage.ledger().begin(planned.id(), passage.epoch());
    passage.reached("load.before");
    ChunkLedger.Copied copied = load(feed, line);
    passage.reached("load.after");
    passage.ledger().copied(line.id(), copied);
    passage.reached("copied.after");
    passage
        .around()
        .listener()
        .moved(
            passage.scope().pass(),
            passage.shard(),
            line.chunk(),
            copied.source().rows(),
            copied.bytes());
    return new Moved(copied.source().rows(), copied.bytes());
  }

  private ChunkLedger.Copied load(Feed feed, ChunkLedger.Line line) {
    try (StoreWriter.Load load = target.load(line.id(), line.attempt(), line.chunk())) {
      if (load.applied()) {
        // An earlier attempt was committed and its reply or record lost. The source is read again,
        // because only what was read may stand in the ledger.
        return feed.into(line, BlockSink.NONE);
      }
      ChunkLedger.Copied copied = feed.into(line, load);
      passage.reached("commit.before");
      requireAll(line, copied, load.commit());
      return copied;
    }
  }

  /** F29: the target took every row or the chunk has failed. */
  private void requireAll(ChunkLedger.Line line, ChunkLedger.Copied copied, long written) {
    List<Finding> findings =
        passage
            .around()
            .guards()
            .check(
                GuardId.F29,
                () ->
                    written == copied.source().rows()
                        ? List.of()
                        : List.of(skipped(line, copied.source().rows(), written)));
    if (!findings.isEmpty()) {
      throw new TransferException(findings);
    }
  }

  private Finding skipped(ChunkLedger.Line line, long read, long written) {
    return Finding.blocking(
        GuardId.F29,
        "rows-skipped",
        "%s %s chunk %d".formatted(passage.shard(), line.chunk().object(), line.chunk().number()),
        "%d rows were read, the target took %d".formatted(read, written),
        "Look for a trigger or rule on the target that drops rows.");
  }

  private Instant now() {
    return passage.around().clock().instant();
  }
}
