package io.plimsoll.store;

import io.plimsoll.common.Epoch;
import io.plimsoll.common.ObjectName;
import io.plimsoll.common.ShardId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Refuses writes at the database itself. Every move is one transaction on one store, guarded by
 * epoch, attempt and expected state; closing waits for writers in flight, within a bound, and never
 * builds a lock queue.
 */
public interface Fence {

  /** What the store says now; empty when no run holds it. */
  Optional<Side> observe();

  /**
   * Installs the run's schema and side row ({@code OPEN} on a source, {@code NEW} on a target), or
   * finds its own again. A target is fenced by this from the first copied row.
   *
   * @param objects of a target, those that exist already and must be closed; ignored on a source
   * @throws StoreException.Fenced when another run holds the store, naming it and its control
   *     database
   */
  Side claim(
      Authority authority, ShardId shard, Side.Role role, List<ObjectName> objects, Duration bound);

  /**
   * Takes over: ends the backends of older epochs, then raises the epoch to the authority's.
   *
   * @throws StoreException.Fenced when the store knows a higher or equal epoch of somebody else
   */
  Side raise(Authority authority);

  /** The epoch the store knows; empty when unclaimed. */
  default Optional<Epoch> epoch() {
    return observe().map(Side::epoch);
  }

  /**
   * Closes a side through the lock barrier: OPEN to CUT, OPEN to BACK. After it returns no client
   * transaction that could still write is in flight.
   *
   * @param until when a CUT lapses; ignored for BACK
   * @throws StoreException.Blocked when locks were not to be had within the bound; nothing changed
   */
  Side close(
      Authority authority, Move move, List<ObjectName> objects, Instant until, Duration bound);

  /**
   * Moves without a barrier: CUT to SEALED (only before it lapses), CUT or SEALED to OPEN, NEW to
   * OPEN.
   *
   * @throws StoreException.Fenced when epoch, attempt or state are not as the move expects
   */
  Side move(Authority authority, Move move);

  /**
   * NEW to OPEN, only if the changes of every object are captured: looked at again in the same
   * transaction, because the first write of a client must already find its way back.
   *
   * @throws StoreException when an object is not captured as installed; nothing changed
   */
  Side openCaptured(Authority authority, Move move, List<ObjectName> objects);

  /**
   * Removes the run's schema and triggers from a store, once its side is settled.
   *
   * @param objects whose triggers are dropped
   * @throws StoreException.Blocked when a long reader denies it; the fence is then open and inert
   */
  void remove(Authority authority, List<ObjectName> objects, Duration bound);

  /**
   * Whether a client's write to the object would be let through now: tries one that touches no row,
   * and rolls it back.
   */
  boolean acceptsWrites(ObjectName object);

  /** The store's own clock. */
  Instant now();

  /**
   * @param attempt the one the row must have; a CUT raises it by one
   */
  record Move(SideState from, SideState to, int attempt) {}
}
