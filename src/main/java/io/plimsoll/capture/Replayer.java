package io.plimsoll.capture;

import io.plimsoll.common.CrashPoints;
import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.Guards;
import io.plimsoll.common.ObjectName;
import io.plimsoll.store.Authority;
import io.plimsoll.store.ChangeFeed;
import io.plimsoll.store.ChangeFeed.Changed;
import io.plimsoll.store.ChangeFeed.Purpose;
import io.plimsoll.store.ConsistentView;
import io.plimsoll.store.Fingerprint;
import io.plimsoll.store.Replay;
import io.plimsoll.store.Replay.Unexpected;
import io.plimsoll.store.Store;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.Watermark;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Replays one shard's changes from the side that clients write to into the other one, tick after
 * tick. It never decides when: it works when it is asked to.
 *
 * <p>Why a tick is as it is. Keys and rows are read at one moment, and all keys are taken, over all
 * objects: so after each tick the other side is exactly what this side was at that moment, and
 * foreign keys, unique values that change places and moved keys need no care. Everything is deleted
 * before anything is inserted, or two rows that swap a unique value would collide. The moment is
 * made durable first: a row seen under an asynchronous commit could vanish in a crash and live on
 * at the other side only. The watermark is committed with the rows, so that a lost reply, a kill or
 * a second replayer is noticed at the next tick and nothing is brought in twice.
 */
public final class Replayer implements AutoCloseable {
  /** How often a pair is tried while somebody else's tick comes in between. */
  private static final int MAX_PAIRS = 20;

  private final Store from;
  private final Store to;
  private final Terms terms;
  private final ChangeFeed feed;
  private final Replay replay;

  /**
   * @param seed of the row hashes
   */
  public record Terms(
      Authority authority,
      Purpose purpose,
      List<ObjectName> objects,
      long seed,
      Guards guards,
      CrashPoints crash) {}

  /** What to do when a change was missed, or a row is not what the other side changed. */
  public enum Strangers {
    /** Nothing is brought in. */
    REFUSE,
    /**
     * Clients must get back with all that was captured: the rest stays as it is, both versions of a
     * row are kept for a person.
     */
    SET_ASIDE
  }

  public Replayer(Store from, Store to, Terms terms) {
    this.from = from;
    this.to = to;
    this.terms = terms;
    this.feed = from.changes();
    this.replay = to.replay(terms.authority(), terms.purpose(), terms.objects(), terms.seed());
  }

  /**
   * One tick.
   *
   * @param position of the moment in the store's own history
   * @param moved whether anything was brought in: the other side is now at the watermark
   * @param keys how many
   * @param marks that came out with it
   * @param setAside rows left for a person
   * @param missed why changes may not have been captured; with {@link Strangers#SET_ASIDE} only
   */
  public record Ticked(
      String position,
      boolean moved,
      long keys,
      Set<String> marks,
      List<Unexpected> setAside,
      List<Finding> missed) {

    public long strangers() {
      return setAside.stream().mapToLong(Unexpected::rows).sum();
    }
  }

  /** Both sides at the same state: what compares equal here is equal. */
  public record Pair(Ticked ticked, ChangeFeed.Moment moment, ConsistentView to)
      implements AutoCloseable {
    public ConsistentView from() {
      return moment.view();
    }

    @Override
    public void close() {
      try (moment) {
        to.close();
      }
    }
  }

  /**
   * Brings in everything that changed up to now.
   *
   * @throws CaptureChangedException when changes may have been missed
   * @throws StrangeRowsException when a row on the other side is not what this side changed
   */
  public Ticked tick(Strangers strangers) {
    try (ChangeFeed.Moment moment = moment(replay.applied())) {
      return tick(moment, strangers);
    }
  }

  /** A tick whose moment stays open, with the other side's moment right after it. */
  public Pair pair(Strangers strangers) {
    for (int i = 0; i < MAX_PAIRS; i++) {
      Optional<Pair> pair = tryPair(strangers);
      if (pair.isPresent()) {
        return pair.get();
      }
    }
    throw new StoreException(
        "%s: %d times another tick came in between both moments of a pair"
            .formatted(to.name(), MAX_PAIRS),
        true,
        null);
  }

  private Optional<Pair> tryPair(Strangers strangers) {
    Optional<Watermark> start = replay.applied();
    ChangeFeed.Moment moment = moment(start);
    ConsistentView other = null;
    try {
      Ticked ticked = tick(moment, strangers);
      Optional<Watermark> reached = ticked.moved() ? Optional.of(moment.watermark()) : start;
      other = to.openView(terms.objects(), terms.seed());
      if (replay.applied().equals(reached)) {
        return Optional.of(new Pair(ticked, moment, other));
      }
      other.close();
      moment.close();
      return Optional.empty();
    } catch (RuntimeException e) {
      closed(other, e);
      closed(moment, e);
      throw e;
    }
  }

  private static void closed(AutoCloseable open, RuntimeException cause) {
    try {
      if (open != null) {
        open.close();
      }
    } catch (Exception e) {
      cause.addSuppressed(e);
    }
  }

  private ChangeFeed.Moment moment(Optional<Watermark> applied) {
    return feed.moment(terms.objects(), terms.seed(), applied);
  }

  private Ticked tick(ChangeFeed.Moment moment, Strangers strangers) {
    List<Finding> changed = terms.guards().check(GuardId.F28, moment::changedCapture);
    if (!changed.isEmpty() && strangers == Strangers.REFUSE) {
      throw new CaptureChangedException(changed);
    }
    List<Changed> todo = moment.changed();
    Set<String> marks = new HashSet<>(moment.marks());
    List<Unexpected> setAside = List.of();
    if (!todo.isEmpty()) {
      moment.makeDurable();
      terms.crash().reached("tick.begin.before");
      setAside = apply(moment, todo, strangers);
      terms.crash().reached("tick.commit.after");
    }
    if (!todo.isEmpty() || !marks.isEmpty()) {
      feed.forget(terms.authority(), moment.watermark());
    }
    long keys = todo.stream().mapToLong(Changed::keys).sum();
    return new Ticked(moment.view().position(), !todo.isEmpty(), keys, marks, setAside, changed);
  }

  private List<Unexpected> apply(
      ChangeFeed.Moment moment, List<Changed> todo, Strangers strangers) {
    try (Replay.Tick tick = replay.begin(moment.watermark())) {
      for (Changed changed : todo) {
        tick.keys(changed, sink -> moment.keys(changed, sink));
      }
      List<Unexpected> unexpected = tick.unexpected();
      if (!unexpected.isEmpty()) {
        if (strangers == Strangers.REFUSE) {
          throw new StrangeRowsException(from.name(), to.name(), unexpected);
        }
        tick.setAside();
      }
      tick.delete();
      var sent = new ArrayList<Fingerprint>();
      for (Changed changed : todo) {
        tick.rows(changed, sink -> sent.add(moment.rows(changed, sink)));
      }
      compare(tick, todo, sent, unexpected);
      terms.crash().reached("tick.commit.before");
      tick.commit();
      return unexpected;
    }
  }

  /** F17: what was brought in is read again before it is committed. */
  private void compare(
      Replay.Tick tick, List<Changed> todo, List<Fingerprint> sent, List<Unexpected> aside) {
    if (!terms.guards().has(GuardId.F17)) {
      return;
    }
    for (int i = 0; i < todo.size(); i++) {
      ObjectName object = todo.get(i).object();
      boolean partly = aside.stream().anyMatch(u -> u.object().equals(object));
      if (partly) {
        continue;
      }
      Fingerprint found = tick.readBack(todo.get(i));
      if (!found.encoding().equals(sent.get(i).encoding())) {
        throw new ReplayDivergedException(
            "%s %s: its columns are no longer the same on both sides".formatted(to.name(), object));
      }
      if (!found.matches(sent.get(i))) {
        throw new ReplayDivergedException(
            "%s %s: replayed rows read back differently: sent %s, found %s"
                .formatted(to.name(), object, sent.get(i).text(), found.text()));
      }
    }
  }

  @Override
  public void close() {
    replay.close();
  }
}
