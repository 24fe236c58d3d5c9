package io.plimsoll.stage;

import io.plimsoll.common.ObjectName;
import io.plimsoll.store.BlockSink;
import io.plimsoll.store.Chunk;
import io.plimsoll.store.ConsistentView;
import io.plimsoll.store.Fingerprint;
import io.plimsoll.store.Store;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/**
 * What a snapshot reads without F12: every chunk as it is when its turn comes. It shows what the
 * guard is for and never claims to be one moment.
 */
final class TornView implements ConsistentView {
  private final Store store;
  private final long seed;
  private final String position;
  private final Instant at;

  TornView(Store store, List<ObjectName> objects, long seed) {
    this.store = store;
    this.seed = seed;
    try (ConsistentView now = store.openView(objects, seed)) {
      this.position = now.position();
      this.at = now.at();
    }
  }

  private <T> T now(ObjectName object, Function<ConsistentView, T> look) {
    try (ConsistentView view = store.openView(List.of(object), seed)) {
      return look.apply(view);
    }
  }

  @Override
  public String position() {
    return position;
  }

  @Override
  public Instant at() {
    return at;
  }

  @Override
  public long count(ObjectName object) {
    return now(object, view -> view.count(object));
  }

  @Override
  public List<Chunk> chunks(ObjectName object, long bytes) {
    return now(object, view -> view.chunks(object, bytes));
  }

  @Override
  public ChunkReader reader() {
    return new ChunkReader() {
      @Override
      public Fingerprint read(Chunk chunk, BlockSink sink) {
        return now(
            chunk.object(),
            view -> {
              try (ChunkReader reader = view.reader()) {
                return reader.read(chunk, sink);
              }
            });
      }

      @Override
      public void rows(Chunk chunk, RowVisitor visitor) {
        throw new IllegalStateException("a snapshot reads chunks as they are encoded");
      }

      @Override
      public void close() {
        // Each reading has closed its own.
      }
    };
  }

  @Override
  public void close() {
    // Nothing is held open.
  }
}
