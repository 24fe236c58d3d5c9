package io.plimsoll.store;

import io.plimsoll.common.ObjectName;
import java.time.Instant;
import java.util.List;

/**
 * One moment of a store, shared by all its readers. The objects' locks are held before the moment
 * is fixed and until it is closed: a table rewritten later would otherwise read as empty.
 */
public interface ConsistentView extends AutoCloseable {

  /** Where in the store's own history this is, e.g. a log position. */
  String position();

  Instant at();

  /** Exactly how many rows the object has. */
  long count(ObjectName object);

  /**
   * Cuts the object into chunks of about the given size; the first is open below, the last above.
   *
   * @param bytes the size to aim at, as stored
   */
  List<Chunk> chunks(ObjectName object, long bytes);

  /** A reader with its own connection on the same moment; one per thread. */
  ChunkReader reader();

  @Override
  void close();

  /** Streams chunks; memory does not grow with the rows. */
  interface ChunkReader extends AutoCloseable {

    /**
     * Reads the chunk as a complete, self-contained encoded stream.
     *
     * @return fingerprint of exactly the rows that went to the sink
     */
    Fingerprint read(Chunk chunk, BlockSink sink);

    /** Visits every row of the chunk, in no particular order. */
    void rows(Chunk chunk, RowVisitor visitor);

    @Override
    void close();
  }

  /** Sees each row of a chunk once. */
  interface RowVisitor {
    void row(RowView row);
  }
}
