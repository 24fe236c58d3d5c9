package io.plimsoll.route;

import io.plimsoll.common.Finding;
import io.plimsoll.common.ShardId;
import java.util.List;
import java.util.Optional;

/**
 * The dry run's own route: it sends nobody anywhere, and keeps the same compare-and-set as the real
 * ones, so that the same steps can be rehearsed.
 */
public final class RehearsalRoute implements Route {
  private Position position = new Position(Destination.SOURCE, 1, "rehearsal: source");

  @Override
  public List<Finding> check(ShardId shard) {
    return List.of();
  }

  @Override
  public synchronized Optional<Position> observe(ShardId shard) {
    return Optional.of(position);
  }

  @Override
  public synchronized Position establish(ShardId shard) {
    return position;
  }

  @Override
  public synchronized Position switchTo(ShardId shard, Destination to, long expectedVersion) {
    if (position.version() != expectedVersion) {
      throw new StaleRouteException(
          "the rehearsal's route is at version %d, not %d"
              .formatted(position.version(), expectedVersion));
    }
    position = new Position(to, expectedVersion + 1, "rehearsal: " + to.name().toLowerCase());
    return position;
  }

  @Override
  public Position bump(ShardId shard, long expectedVersion) {
    return switchTo(shard, position.destination(), expectedVersion);
  }

  @Override
  public void close() {
    // Holds nothing.
  }
}
