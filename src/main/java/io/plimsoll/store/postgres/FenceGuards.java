package io.plimsoll.store.postgres;

import static io.plimsoll.store.Side.Role.SOURCE;
import static io.plimsoll.store.Side.Role.TARGET;

import io.plimsoll.common.ShardId;
import io.plimsoll.store.Authority;
import io.plimsoll.store.Fence.Move;
import io.plimsoll.store.Side;
import io.plimsoll.store.SideState;
import io.plimsoll.store.StoreException.Fenced;
import java.util.Optional;
import java.util.Set;

/** What must hold before the side row is changed; each refusal names who is there instead. */
record FenceGuards(String store) {
  private static final Set<SideState> MAY_BE_LEFT = Set.of(SideState.OPEN, SideState.NEW);

  /** A step of the protocol, and which side may take it. */
  private record Step(SideState from, SideState to, Side.Role role) {}

  private static final Set<Step> BY_BARRIER =
      Set.of(
          new Step(SideState.OPEN, SideState.CUT, SOURCE),
          new Step(SideState.OPEN, SideState.BACK, TARGET));
  private static final Set<Step> BY_ROW =
      Set.of(
          new Step(SideState.CUT, SideState.SEALED, SOURCE),
          new Step(SideState.CUT, SideState.OPEN, SOURCE),
          new Step(SideState.SEALED, SideState.OPEN, SOURCE),
          new Step(SideState.NEW, SideState.OPEN, TARGET));

  /** The row is the authority's own, at its very epoch. */
  SideRow requireCurrent(Optional<SideRow> found, Authority authority) {
    SideRow row = requireOwn(found, authority);
    if (!row.side().epoch().equals(authority.epoch())) {
      throw fenced("knows epoch " + row.side().epoch() + " and not ours", row, authority);
    }
    return row;
  }

  SideRow requireOwn(Optional<SideRow> found, Authority authority) {
    SideRow row =
        found.orElseThrow(
            () -> new Fenced("F42 " + store + ": run " + authority.run() + " lost its row", null));
    if (!row.isOf(authority)) {
      throw fenced("is held by another run", row, authority);
    }
    return row;
  }

  SideRow requireClosable(Optional<SideRow> found, Authority authority, Move move) {
    return requireStep(BY_BARRIER, requireCurrent(found, authority), authority, move);
  }

  SideRow requireMovable(Optional<SideRow> found, Authority authority, Move move) {
    return requireStep(BY_ROW, requireCurrent(found, authority), authority, move);
  }

  private SideRow requireStep(Set<Step> steps, SideRow row, Authority authority, Move move) {
    if (!steps.contains(new Step(move.from(), move.to(), row.side().role()))) {
      throw new IllegalStateException("no such move of a " + row.side().role() + ": " + move);
    }
    if (row.settled()) {
      throw fenced("is settled", row, authority);
    }
    if (row.side().state() != move.from() || row.side().attempt() != move.attempt()) {
      String found = row.side().state() + " in attempt " + row.side().attempt();
      throw fenced("is " + found + ", not as " + move + " expects", row, authority);
    }
    return row;
  }

  /** A lost holder may be followed only upwards; the same node may say the same again. */
  SideRow requireRaisable(Optional<SideRow> found, Authority authority) {
    SideRow row = requireOwn(found, authority);
    int order = row.side().epoch().compareTo(authority.epoch());
    if (order > 0 || order == 0 && !row.node().equals(authority.node())) {
      throw fenced("knows an epoch that is not below ours", row, authority);
    }
    return row;
  }

  /** Only sides on which clients may write anyway, or that were emptied, can lose their fence. */
  SideRow requireSettled(Optional<SideRow> found, Authority authority) {
    SideRow row = requireCurrent(found, authority);
    if (!MAY_BE_LEFT.contains(row.side().state())) {
      throw fenced("is closed, its fence must stay", row, authority);
    }
    return row;
  }

  /** Nobody else holds the store, unless that run is done with it. */
  void requireClaimable(Optional<SideRow> found, Authority authority) {
    found
        .filter(row -> !row.settled() && !row.isOf(authority))
        .ifPresent(
            row -> {
              throw fenced(
                  row.side().state() == SideState.SEALED
                      ? "was retired by run " + row.side().run()
                      : "is held by another run",
                  row,
                  authority);
            });
  }

  /** The row this run left here before is for the same side of the same shard. */
  SideRow requireSame(Optional<SideRow> found, Authority authority, ShardId shard, Side.Role role) {
    SideRow row = requireCurrent(found, authority);
    if (row.side().role() != role || !row.side().shard().equals(shard)) {
      throw fenced("is already the " + row.side().role() + " of this run", row, authority);
    }
    return row;
  }

  Fenced fenced(String why, SideRow row, Authority authority) {
    return new Fenced(
        "F42 %s %s: %s; asked by run %s, epoch %s of %s"
            .formatted(
                store, why, row.text(), authority.run(), authority.epoch(), authority.node()),
        null);
  }
}
