package io.plimsoll.store;

import io.plimsoll.common.ObjectName;
import java.util.List;

/**
 * Writes to a target in the name of a run. Every transaction checks the fencing epoch by a locking
 * read; what it creates is marked as the run's own, in the same transaction.
 */
public interface StoreWriter extends AutoCloseable {

  /** Runs one step, unless it is already recorded as done. New tables are fenced at once. */
  void build(SchemaStep step);

  /**
   * Starts one transaction for the chunk. When a former attempt was committed after all, the load
   * says so.
   *
   * @param id the chunk's id in the ledger, which makes a retry recognisable
   */
  Load load(long id, int attempt, Chunk chunk);

  /**
   * Makes sure the committed chunks are on disk; returns once each of them is present and durable.
   */
  void flush(List<Long> ids);

  /**
   * Sets each sequence so that the next value is past both its last value and its column's extreme.
   */
  void setSequences(List<SequenceState> source);

  /** Refreshes the planner's statistics. */
  void analyze(ObjectName object);

  /**
   * Takes away everything this run created or loaded here. Safe to repeat; refuses on an OPEN side.
   */
  void clean();

  @Override
  void close();

  /** One chunk on its way in; closing without committing leaves nothing behind. */
  interface Load extends BlockSink, AutoCloseable {
    /** Whether the chunk was committed by this or an earlier attempt already. */
    boolean applied();

    /** Commits; returns the rows the server counted. */
    long commit();

    @Override
    void close();
  }
}
