package io.plimsoll.store;

import io.plimsoll.common.ObjectName;
import io.plimsoll.store.ChangeFeed.Changed;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Brings changed rows into the other side: one session that replays tick after tick. Two never work
 * on one store at once; the store itself sees to that.
 */
public interface Replay extends AutoCloseable {

  /** Up to where changes were brought in, as committed with them; empty before the first tick. */
  Optional<Watermark> applied();

  /**
   * Begins one transaction over all objects; it proves the epoch by a locking read. User triggers
   * and foreign keys do not fire in it.
   *
   * <p>When somebody else has replayed since {@link #applied} was asked last, the moment is too
   * old: a failure worth another try, from a new moment.
   *
   * @param of the moment that is brought in
   */
  Tick begin(Watermark of);

  @Override
  void close();

  /**
   * One tick: {@link #keys} for every changed object, then {@link #unexpected}, then {@link
   * #delete}, then {@link #rows} for every changed object, then {@link #readBack}, then {@link
   * #commit}. Closing without committing leaves nothing behind.
   */
  interface Tick extends AutoCloseable {
    /** Takes in the changed keys of one object. */
    void keys(Changed changed, Consumer<BlockSink> keys);

    /**
     * Rows here that are not what the other side changed: somebody's change was never captured, on
     * one side or the other. Only {@link ChangeFeed.Purpose#REVERSE} can tell; forward it is empty.
     */
    List<Unexpected> unexpected();

    /**
     * Leaves the rows of {@link #unexpected} as they are; what the other side has instead is kept
     * aside for a person.
     */
    void setAside();

    /**
     * Deletes the rows of all keys, of all objects. With {@link ChangeFeed.Purpose#REVERSE} they
     * are kept in {@code undo} first.
     */
    void delete();

    /** Takes in the rows of one object's keys. */
    void rows(Changed changed, Consumer<BlockSink> rows);

    /** Reads the rows of the object's keys again, all of them when it changed whole. */
    Fingerprint readBack(Changed changed);

    /** Commits the rows together with the watermark; durable when it returns. */
    void commit();

    @Override
    void close();
  }

  /**
   * @param rows how many
   * @param sample keys as text, at most 20
   */
  record Unexpected(ObjectName object, long rows, List<String> sample) {}
}
