package io.plimsoll.route;

import io.plimsoll.common.Secret;
import io.plimsoll.common.ShardId;
import io.plimsoll.plan.Configuration;
import io.plimsoll.plan.Configuration.HttpRouteConfig;
import io.plimsoll.plan.Configuration.PgBouncerRouteConfig;
import io.plimsoll.plan.Configuration.PostgresConfig;
import io.plimsoll.plan.Configuration.RouteConfig;
import io.plimsoll.plan.Configuration.TableRouteConfig;
import io.plimsoll.plan.Plan.ShardPlan;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Opens the routes of a configuration by their type. Addresses are the stores' own URLs. */
public record ConfiguredRoutes(Configuration configuration) implements Routes {
  private static final String CONNECT_SECONDS = "10";
  private static final String ANSWER_SECONDS = "30";
  private static final Duration WRITER_PATIENCE = Duration.ofSeconds(10);

  @Override
  public Route open(String route, List<ShardPlan> shards) {
    RouteConfig config = configuration.routes().get(route);
    if (config == null) {
      throw new IllegalStateException("the configuration has no route " + route);
    }
    return config.match(new Opening(shards));
  }

  private final class Opening implements RouteConfig.Cases<Route> {
    private final List<ShardPlan> shards;

    private Opening(List<ShardPlan> shards) {
      this.shards = shards;
    }

    @Override
    public Route table(TableRouteConfig config) {
      PostgresConfig holder = postgres(config.store());
      return new TableRoute(
          config.name(),
          () -> connect(holder.url(), login(holder.user(), holder.password())),
          perShard(ConfiguredRoutes.this::addresses));
    }

    @Override
    public Route pgbouncer(PgBouncerRouteConfig config) {
      var console =
          new BouncerConsole(
              config.user(),
              () -> {
                Properties login = login(config.user(), config.password());
                login.putAll(BouncerConsole.dialect());
                return connect(config.url(), login);
              });
      return new PgBouncerRoute(
          config.name(),
          console,
          new BouncerFile(config.entries().file(), WRITER_PATIENCE),
          perShard(
              shard -> {
                Addresses addresses = addresses(shard);
                return new PgBouncerRoute.Sides(
                    config.databaseFor(shard.name()),
                    Endpoint.of(addresses.source()),
                    Endpoint.of(addresses.target()));
              }));
    }

    @Override
    public Route http(HttpRouteConfig config) {
      return new HttpRoute(
          config.name(),
          new HttpService(config.token(), config.timeout()),
          config.pause(),
          perShard(shard -> new HttpRoute.Resource(config.urlFor(shard.name()), addresses(shard))));
    }

    private <T> Map<ShardId, T> perShard(Function<ShardPlan, T> value) {
      return shards.stream().collect(Collectors.toMap(ShardPlan::name, value));
    }
  }

  private Addresses addresses(ShardPlan shard) {
    return new Addresses(
        postgres(shard.source()).urlFor(shard.name()),
        postgres(shard.target()).urlFor(shard.name()));
  }

  private PostgresConfig postgres(String name) {
    return Optional.ofNullable(configuration.stores().get(name))
        .filter(PostgresConfig.class::isInstance)
        .map(PostgresConfig.class::cast)
        .orElseThrow(() -> new IllegalStateException("no PostgreSQL store named " + name));
  }

  private static Connection connect(String url, Properties login) throws SQLException {
    return DriverManager.getConnection(url, login);
  }

  private static Properties login(String user, Optional<Secret> password) {
    var login = new Properties();
    login.setProperty("user", user);
    login.setProperty("connectTimeout", CONNECT_SECONDS);
    login.setProperty("socketTimeout", ANSWER_SECONDS);
    login.setProperty("ApplicationName", "plimsoll route");
    password.ifPresent(p -> login.setProperty("password", p.reveal()));
    return login;
  }
}
