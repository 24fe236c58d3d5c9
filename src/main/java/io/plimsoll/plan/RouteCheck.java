package io.plimsoll.plan;

import io.plimsoll.plan.Configuration.HttpRouteConfig;
import io.plimsoll.plan.Configuration.PgBouncerRouteConfig;
import io.plimsoll.plan.Configuration.PostgresConfig;
import io.plimsoll.plan.Configuration.RouteConfig;
import io.plimsoll.plan.Configuration.TableRouteConfig;
import io.plimsoll.plan.Plan.ShardPlan;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Why a route cannot serve the shards of a plan, as a clause after its name; empty when it can. */
record RouteCheck(Configuration configuration, List<ShardPlan> shards)
    implements RouteConfig.Cases<Optional<String>> {

  @Override
  public Optional<String> table(TableRouteConfig config) {
    if (!(configuration.stores().get(config.store()) instanceof PostgresConfig table)) {
      return Optional.empty();
    }
    boolean moves =
        shards.stream()
            .anyMatch(
                shard ->
                    storesOf(shard)
                        .anyMatch(store -> address(store, shard).equals(address(table, shard))));
    return moves
        ? Optional.of(
            "whose table lies in a database that this plan moves, expected one elsewhere; name another store for the route")
        : Optional.empty();
  }

  @Override
  public Optional<String> pgbouncer(PgBouncerRouteConfig config) {
    // PgBouncer takes turns between several hosts of one entry, so "where" would mean nothing.
    boolean severalHosts =
        shards.stream()
            .flatMap(this::storesOf)
            .anyMatch(store -> store.url().split("\\?", 2)[0].contains(","));
    return severalHosts
        ? Optional.of(
            "a pgbouncer route between stores whose url has several hosts, expected one host each; name one")
        : shared(config.entries().database(), "database");
  }

  @Override
  public Optional<String> http(HttpRouteConfig config) {
    return shared(config.url(), "url");
  }

  private Optional<String> shared(String template, String key) {
    return shards.size() > 1 && !template.contains("{shard}")
        ? Optional.of(
            "whose %s is the same for all shards, expected one each; write {shard} into it"
                .formatted(key))
        : Optional.empty();
  }

  private Stream<PostgresConfig> storesOf(ShardPlan shard) {
    return Stream.of(shard.source(), shard.target())
        .map(configuration.stores()::get)
        .filter(PostgresConfig.class::isInstance)
        .map(PostgresConfig.class::cast);
  }

  private static String address(PostgresConfig store, ShardPlan shard) {
    return store.urlFor(shard.name()).split("\\?", 2)[0];
  }
}
