package io.plimsoll.route;

import io.plimsoll.common.Finding;
import io.plimsoll.common.ShardId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The switch clients follow. Every change raises the version, so that a late one fails. */
public interface Route extends AutoCloseable {

  /** What stands in the way of using it; reads only. */
  List<Finding> check(ShardId shard);

  /**
   * Where clients of the shard are sent now; empty when the route does not know it. It moves no
   * client, but may take back a switch that died half way; that raises the version.
   */
  Optional<Position> observe(ShardId shard);

  /**
   * Creates the shard's row pointing at the source, when there is none; otherwise returns what is
   * there.
   */
  Position establish(ShardId shard);

  /**
   * Switches by compare-and-set.
   *
   * @throws StaleRouteException when the version is no longer {@code expectedVersion}
   */
  Position switchTo(ShardId shard, Destination to, long expectedVersion);

  /** Raises the version without moving clients, so that a late switch fails. */
  Position bump(ShardId shard, long expectedVersion);

  /** Whether clients can wait at the route. */
  default boolean holdsClients() {
    return false;
  }

  /**
   * Lets clients wait at the route instead of failing at the fence, where the route can do that.
   *
   * @param bound how long clients' work under way may take to end; then they are let on again
   * @return whether they wait now; a route that cannot hold them does nothing and says false
   */
  default boolean pause(ShardId shard, Duration bound) {
    return false;
  }

  /** Lets waiting clients go on, to wherever the route points. Safe to repeat. */
  default void resume(ShardId shard) {}

  @Override
  void close();

  enum Destination {
    SOURCE,
    TARGET,
    /** Somewhere this run does not know. */
    ELSEWHERE
  }

  /**
   * @param address what clients read, for people
   */
  record Position(Destination destination, long version, String address) {}
}
