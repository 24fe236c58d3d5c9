package io.plimsoll.transfer;

import io.plimsoll.common.ObjectName;
import io.plimsoll.store.BlockSink;
import io.plimsoll.store.ConsistentView;
import io.plimsoll.store.Fingerprint;
import io.plimsoll.store.StoreWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Copies one shard's rows from a moment of the source into the target, chunk by chunk, each read
 * once. It builds no schema and judges nothing: the {@link Verifier} does.
 */
public final class Copier {
  private final Passage passage;

  public Copier(Passage passage) {
    this.passage = passage;
  }

  /**
   * @param throughput of this call alone; a resumed copy did part of the work before
   * @param complete whether every chunk is confirmed; false after a stop
   */
  public record Copy(Throughput throughput, boolean complete) {}

  /**
   * Copies what the ledger does not know as confirmed. Chunks are cut on the first call; later
   * calls go on with those.
   *
   * @param source a moment of the source over the objects
   * @param what the objects and how to cut them
   * @param stop asked before each chunk; once true the copy ends at a chunk boundary
   * @throws TransferException or {@link io.plimsoll.store.StoreException} when a chunk cannot be
   *     copied whole
   */
  public Copy copy(ConsistentView source, StoreWriter target, Work what, BooleanSupplier stop) {
    List<ChunkLedger.Line> lines = plan(source, what);
    passage
        .around()
        .listener()
        .planned(passage.scope().pass(), passage.shard(), what.expectedRows(), lines.size());
    ChunkPump.Outcome outcome =
        new ChunkPump(passage, target).run(lines, () -> new ViewFeed(source), stop);
    return new Copy(outcome.throughput(), outcome.complete());
  }

  /**
   * @param chunkBytes size of a chunk to aim at, as stored in the source
   * @param expectedRows for progress displays, e.g. from the snapshot's manifest
   */
  public record Work(List<ObjectName> objects, long chunkBytes, long expectedRows) {}

  private List<ChunkLedger.Line> plan(ConsistentView source, Work what) {
    Map<ObjectName, List<ChunkLedger.Line>> known =
        passage.ledger().lines(passage.scope()).stream()
            .collect(Collectors.groupingBy(line -> line.chunk().object()));
    var lines = new ArrayList<ChunkLedger.Line>();
    for (ObjectName object : what.objects()) {
      List<ChunkLedger.Line> recorded = known.get(object);
      if (recorded == null) {
        recorded =
            passage
                .ledger()
                .plan(passage.scope(), object, source.chunks(object, what.chunkBytes()));
        passage.reached("plan.after");
      }
      lines.addAll(recorded);
    }
    return lines;
  }

  /** Chunks straight from the source, hashed as they stream. */
  private static final class ViewFeed implements ChunkPump.Feed {
    private final ConsistentView view;
    private ConsistentView.ChunkReader reader;

    ViewFeed(ConsistentView view) {
      this.view = view;
    }

    @Override
    public ChunkLedger.Copied into(ChunkLedger.Line line, BlockSink sink) {
      if (reader == null) {
        reader = view.reader();
      }
      var counted = new CountingSink(sink);
      Fingerprint fingerprint = reader.read(line.chunk(), counted);
      return new ChunkLedger.Copied(
          counted.bytes(), fingerprint, view.position(), Optional.empty());
    }

    @Override
    public void renew() {
      close();
    }

    @Override
    public void close() {
      ConsistentView.ChunkReader old = reader;
      reader = null;
      if (old != null) {
        old.close();
      }
    }
  }
}
