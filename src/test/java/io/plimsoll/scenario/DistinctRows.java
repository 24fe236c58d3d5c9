package io.plimsoll.scenario;

import io.plimsoll.common.ObjectName;
import io.plimsoll.store.BlockSink;
import io.plimsoll.store.Chunk;
import io.plimsoll.store.ConsistentView;
import io.plimsoll.store.Fingerprint;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;

/**
 * A view whose fingerprints are what a weaker tool compares: the row count, and a sum over the
 * distinct rows. One row lost and another duplicated look equal to it.
 */
record DistinctRows(ConsistentView inner) implements ConsistentView {

  @Override
  public String position() {
    return inner.position();
  }

  @Override
  public Instant at() {
    return inner.at();
  }

  @Override
  public long count(ObjectName object) {
    return inner.count(object);
  }

  @Override
  public List<Chunk> chunks(ObjectName object, long bytes) {
    return inner.chunks(object, bytes);
  }

  @Override
  public ChunkReader reader() {
    return new Reader(inner.reader());
  }

  @Override
  public void close() {
    inner.close();
  }

  private record Reader(ChunkReader inner) implements ChunkReader {
    private record Hash(long high, long low) {}

    @Override
    public Fingerprint read(Chunk chunk, BlockSink sink) {
      Fingerprint real = inner.read(chunk, sink);
      var distinct = new HashSet<Hash>();
      inner.rows(chunk, row -> distinct.add(new Hash(row.hashHigh(), row.hashLow())));
      Fingerprint weak = new Fingerprint(real.rows(), 0, 0, real.encoding());
      for (Hash hash : distinct) {
        weak = weak.plus(new Fingerprint(0, hash.high(), hash.low(), real.encoding()));
      }
      return weak;
    }

    @Override
    public void rows(Chunk chunk, RowVisitor visitor) {
      inner.rows(chunk, visitor);
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
