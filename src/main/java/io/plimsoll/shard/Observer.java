package io.plimsoll.shard;

import io.plimsoll.shard.Observation.Orders;
import io.plimsoll.shard.Observation.Proofs;
import io.plimsoll.shard.Observation.Sides;
import io.plimsoll.store.Authority;
import io.plimsoll.store.Side;
import io.plimsoll.store.SideState;
import io.plimsoll.store.Store;
import java.util.Optional;

/**
 * Looks at both sides and the route. A store this run never claimed, or has left, is as it was
 * before the run: its source open, its target never opened.
 */
final class Observer {
  private final ShardEnds ends;
  private final Authority authority;

  Observer(ShardEnds ends, Authority authority) {
    this.ends = ends;
    this.authority = authority;
  }

  Observation look(Orders orders, Proofs proofs) {
    Optional<Side> source = ours(ends.source());
    Optional<Side> target = ours(ends.target());
    var sides =
        new Sides(
            source.map(Side::state).orElse(SideState.OPEN),
            source.map(Side::attempt).orElse(0),
            target.map(Side::state).orElse(SideState.NEW),
            mine(source) && mine(target));
    return new Observation(
        sides, ends.route().observe(ends.shard()), orders, proofs.outOfBudget(lapsed(source)));
  }

  Optional<Side> source() {
    return ours(ends.source());
  }

  Optional<Side> target() {
    return ours(ends.target());
  }

  /** A cut whose instant has passed belongs to the first writer that comes. */
  private boolean lapsed(Optional<Side> source) {
    return source
        .filter(side -> side.state() == SideState.CUT)
        .flatMap(Side::until)
        .filter(until -> !ends.source().fence().now().isBefore(until))
        .isPresent();
  }

  private Optional<Side> ours(Store store) {
    return store.fence().observe().filter(side -> side.run().equals(authority.run()));
  }

  private boolean mine(Optional<Side> side) {
    return side.isEmpty() || side.get().epoch().equals(authority.epoch());
  }
}
