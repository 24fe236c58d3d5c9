package io.plimsoll.route;

import static io.plimsoll.route.Route.Destination.SOURCE;
import static io.plimsoll.route.Route.Destination.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.common.ShardId;
import io.plimsoll.route.Route.Destination;
import io.plimsoll.route.Route.Position;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every route promises, whatever keeps it. */
abstract class RouteContract {
  static final ShardId SHARD = new ShardId("s00");
  static final ShardId OTHER = new ShardId("s01");
  private static final int AT_ONCE = 4;

  /** One more way to the same switch, on which nothing was established yet. */
  abstract Route open();

  private static Optional<String> brief(Optional<Position> position) {
    return position.map(p -> p.destination() + " " + p.version());
  }

  private static String brief(Position position) {
    return brief(Optional.of(position)).orElseThrow();
  }

  @Test
  void knowsNothingBeforeItIsEstablished() {
    Route route = open();
    assertThat(route.check(SHARD)).isEmpty();
    assertThat(route.observe(SHARD)).isEmpty();
    assertThatThrownBy(() -> route.switchTo(SHARD, TARGET, 1))
        .isInstanceOfAny(StaleRouteException.class, RouteException.class);
    assertThat(route.observe(SHARD)).isEmpty();
  }

  @Test
  void beginsAtTheSourceAndKeepsWhatIsThere() {
    Route route = open();
    assertThat(brief(route.establish(SHARD))).isEqualTo("SOURCE 1");
    assertThat(route.check(SHARD)).isEmpty();
    route.switchTo(SHARD, TARGET, 1);
    assertThat(brief(open().establish(SHARD))).isEqualTo("TARGET 2");
  }

  @Test
  void isEstablishedOnceByManyAtATime() {
    assertThat(atOnce(route -> brief(route.establish(SHARD)))).containsOnly("SOURCE 1");
  }

  @Test
  void sendsClientsToTheTargetAndBack() {
    Route route = open();
    route.establish(SHARD);
    Position there = route.switchTo(SHARD, TARGET, 1);
    assertThat(brief(there)).isEqualTo("TARGET 2");
    assertThat(open().observe(SHARD)).contains(there);
    Position back = open().switchTo(SHARD, SOURCE, 2);
    assertThat(brief(back)).isEqualTo("SOURCE 3");
    assertThat(route.observe(SHARD)).contains(back);
    assertThat(back.address()).isNotEqualTo(there.address());
  }

  @Test
  void raisesTheVersionAlsoWhenClientsAreThereAlready() {
    Route route = open();
    route.establish(SHARD);
    assertThat(brief(route.switchTo(SHARD, SOURCE, 1))).isEqualTo("SOURCE 2");
    assertThat(brief(open().observe(SHARD))).contains("SOURCE 2");
  }

  @Test
  void refusesALateSwitchAfterABump() {
    Route route = open();
    route.establish(SHARD);
    assertThat(brief(open().bump(SHARD, 1))).isEqualTo("SOURCE 2");
    assertThatThrownBy(() -> route.switchTo(SHARD, TARGET, 1))
        .isInstanceOf(StaleRouteException.class);
    assertThatThrownBy(() -> route.bump(SHARD, 1)).isInstanceOf(StaleRouteException.class);
    assertThat(brief(route.observe(SHARD))).contains("SOURCE 2");
  }

  @Test
  void bumpsWhereverClientsAre() {
    Route route = open();
    route.establish(SHARD);
    route.switchTo(SHARD, TARGET, 1);
    assertThat(brief(route.bump(SHARD, 2))).isEqualTo("TARGET 3");
  }

  @Test
  void letsOneOfManySwitchersWin() {
    open().establish(SHARD);
    assertThat(atOnce(route -> switches(route, TARGET))).containsOnlyOnce(true);
    assertThat(brief(open().observe(SHARD))).contains("TARGET 2");
  }

  @Test
  void letsASwitchOrABumpWin() {
    open().establish(SHARD);
    var switching = CompletableFuture.supplyAsync(() -> switches(open(), TARGET));
    boolean bumped = wins(() -> open().bump(SHARD, 1));
    assertThat(switching.join()).isNotEqualTo(bumped);
    assertThat(brief(open().observe(SHARD))).contains(bumped ? "SOURCE 2" : "TARGET 2");
  }

  @Test
  void leavesOtherShardsAlone() {
    Route route = open();
    Position before = route.establish(OTHER);
    route.establish(SHARD);
    route.switchTo(SHARD, TARGET, 1);
    assertThat(route.observe(OTHER)).contains(before);
  }

  @Test
  void resumesThoughNobodyWaits() {
    Route route = open();
    route.establish(SHARD);
    route.resume(SHARD);
    route.resume(SHARD);
    assertThat(brief(route.observe(SHARD))).contains("SOURCE 1");
  }

  @Test
  void knowsOnlyTheShardsItWasOpenedFor() {
    assertThatThrownBy(() -> open().establish(new ShardId("s99")))
        .isInstanceOf(IllegalStateException.class);
  }

  private static boolean switches(Route route, Destination to) {
    return wins(() -> route.switchTo(SHARD, to, 1));
  }

  private static boolean wins(Runnable change) {
    try {
      change.run();
      return true;
    } catch (StaleRouteException e) {
      return false;
    }
  }

  private <T> List<T> atOnce(Function<Route, T> work) {
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    try {
      return Stream.generate(this::open)
          .limit(AT_ONCE)
          .map(route -> CompletableFuture.supplyAsync(() -> work.apply(route), threads))
          .toList()
          .stream()
          .map(CompletableFuture::join)
          .toList();
    } finally {
      threads.shutdown();
    }
  }
}
