package io.plimsoll.store;

import io.plimsoll.common.Finding;
import io.plimsoll.common.ObjectName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The keys that change on one side, written down by the writers' own transactions, append-only.
 * Rows are never taken from here: whoever replays reads them again, at the same moment as the keys.
 */
public interface ChangeFeed {

  /** What the keys are for. */
  enum Purpose {
    /** Before the cut-over, source to target. */
    FORWARD,
    /**
     * After the cut-over, target to source: each key comes with hashes of the row as the first
     * transaction that changed it found it, so that a corrupted row is not carried back. More than
     * one, when that transaction changed it more than once: any of them may be the first.
     */
    REVERSE
  }

  /**
   * Begins to write keys down, through the lock barrier: once this returns, no transaction is in
   * flight whose changes would be missed. Repeating leaves what is there.
   *
   * @throws StoreException.Blocked when locks were not to be had within the bound, naming the
   *     holders; nothing changed
   */
  void install(Authority authority, Purpose purpose, List<ObjectName> objects, Duration bound);

  /**
   * Sends a mark of its own through every object's capture, as a client's statement that touches no
   * row. A later moment shows it, or the feed is dead.
   *
   * @return the mark
   */
  String mark(List<ObjectName> objects);

  /**
   * Fixes one moment for keys and rows. The objects' locks are held first, and until it is closed.
   *
   * @param seed of the row hashes
   * @param applied what was replayed already; empty when nothing was
   */
  Moment moment(List<ObjectName> objects, long seed, Optional<Watermark> applied);

  /** Deletes the keys that were replayed: those that the watermark covers, and no other. */
  void forget(Authority authority, Watermark applied);

  /** How many keys are written down, replayed or not; counts no further than {@code atMost}. */
  long backlog(long atMost);

  /**
   * Stops writing keys down, whatever locks others hold: the run is done with this side. What is
   * left is removed with the fence.
   */
  void stop(Authority authority);

  /**
   * One moment of the captured side.
   *
   * <p>Keys and rows are streamed in the engine's own encoding; memory does not grow with them.
   */
  interface Moment extends AutoCloseable {
    /** All rows at this moment; closed with it. */
    ConsistentView view();

    Watermark watermark();

    /**
     * Where capture is not what was installed: triggers, columns, storage or partitions changed. A
     * blocking finding per object; its changes may have been missed.
     */
    List<Finding> changedCapture();

    /** Objects with keys that are not replayed yet. */
    List<Changed> changed();

    /** Marks among them. */
    Set<String> marks();

    /**
     * Makes everything visible here survive a crash of the server: a row seen under an asynchronous
     * commit could vanish otherwise. To be called before anything is replayed.
     */
    void makeDurable();

    /** Streams the distinct keys; {@link Purpose#REVERSE} with hashes of the row before. */
    void keys(Changed changed, BlockSink sink);

    /** Streams the rows that the keys have now; all rows of the object when it changed whole. */
    Fingerprint rows(Changed changed, BlockSink sink);

    @Override
    void close();
  }

  /**
   * @param keys distinct ones; 0 when only the whole changed
   * @param whole whether the object was emptied or rewritten: all of its rows are to be replaced
   */
  record Changed(ObjectName object, long keys, boolean whole) {}
}
