package io.plimsoll.run;

import io.plimsoll.common.Epoch;
import io.plimsoll.common.RunId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Keeps the runs; every change of state is one compare-and-set and one line of history. */
public interface Runs {

  /** Stores a new run in PREFLIGHT that nobody is known to have asked for. */
  default Run create(RunId id, String planText) {
    return create(id, planText, Optional.empty());
  }

  /** Stores a new run in PREFLIGHT, and who asked for it, or neither. The id must be unused. */
  Run create(RunId id, String planText, Optional<Requester> requester);

  Optional<Run> find(RunId id);

  /** Newest first, at most {@code limit}. */
  List<Run> list(int limit);

  /** A page of all runs, newest first, without their plans. */
  RunPage page(RunPage.Asked asked);

  /** Where each shard is and how far its objects are copied, by shard and object. */
  List<ShardProgress> shards(RunId id);

  /**
   * Notes that the run is to be worked on; it may be repeated.
   *
   * @return false when that was noted before
   */
  boolean start(RunId id);

  /** Whether somebody has begun to work on the run, or was asked to. */
  boolean started(RunId id);

  /**
   * Runs that were started, have not ended, wait for nobody and are held by nobody, oldest first. A
   * run that a person asked something of is one of them, also when it waits.
   */
  List<RunId> due(int limit);

  /**
   * Moves the run as the lifecycle says.
   *
   * @throws StaleRunException when the run is no longer as {@code seen} (version or epoch): another
   *     node or person moved it
   * @throws IllegalStateException when the lifecycle has no such move
   */
  Run move(Run seen, RunEvent event, Note note);

  /** Records what a person asks of the holder; the last request wins, except that abort stays. */
  void request(RunId id, Run.Request request);

  /**
   * As above, if the run is still as it was seen.
   *
   * @throws StaleRunException when it has moved since; nothing is then written down
   */
  void request(Run seen, Run.Request request);

  /** Forgets a request that was obeyed. */
  void obeyed(RunId id, Run.Request request);

  List<HistoryLine> history(RunId id);

  /**
   * Takes the run for a node, when nobody's lease is alive, and gives it a new epoch.
   *
   * @param atLeast the epoch is higher than this too (what the stores know)
   * @return empty when another node holds it
   */
  Optional<Lease> acquire(RunId id, String node, Epoch atLeast);

  /** Extends the lease; false when it is lost. */
  boolean renew(Lease lease);

  void release(Lease lease);

  /** The lease somebody holds right now. */
  Optional<Lease> holder(RunId id);

  /**
   * @param hold present when the move leaves the run waiting
   * @param text what happened, as a sentence for the timeline
   */
  record Note(Optional<Hold> hold, String text) {
    public static Note of(String text) {
      return new Note(Optional.empty(), text);
    }

    public static Note hold(Hold hold) {
      return new Note(Optional.of(hold), hold.text());
    }
  }

  /**
   * @param person as accounts know the person, for good
   */
  record Requester(String person, String name) {}

  record HistoryLine(Instant at, RunState state, RunEvent event, RunState next, String text) {}

  /**
   * @param until when it lapses unless renewed
   */
  record Lease(RunId run, String node, Epoch epoch, Instant until) {}
}
