package io.plimsoll.route;

import io.plimsoll.common.ShardId;
import io.plimsoll.plan.Configuration;
import io.plimsoll.plan.Configuration.PostgresConfig;
import io.plimsoll.plan.Configuration.RouteConfig;
import io.plimsoll.plan.Plan.ShardPlan;
import java.sql.DriverManager;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** Opens the table routes of a configuration. Clients' addresses are the stores' own URLs. */
public record TableRoutes(Configuration configuration) implements Routes {
  private static final String CONNECT_SECONDS = "10";
  private static final String ANSWER_SECONDS = "30";

  @Override
  public Route open(String route, List<ShardPlan> shards) {
    RouteConfig config = configuration.routes().get(route);
    if (config == null) {
      throw new IllegalStateException("the configuration has no route " + route);
    }
    PostgresConfig holder = postgres(config.store());
    Map<ShardId, TableRoute.Addresses> addresses = new HashMap<>();
    for (ShardPlan shard : shards) {
      addresses.put(
          shard.name(),
          new TableRoute.Addresses(
              postgres(shard.source()).urlFor(shard.name()),
              postgres(shard.target()).urlFor(shard.name())));
    }
    return new TableRoute(
        route, () -> DriverManager.getConnection(holder.url(), login(holder)), addresses);
  }

  private PostgresConfig postgres(String name) {
    return Optional.ofNullable(configuration.stores().get(name))
        .filter(PostgresConfig.class::isInstance)
        .map(PostgresConfig.class::cast)
        .orElseThrow(() -> new IllegalStateException("no PostgreSQL store named " + name));
  }

  private static Properties login(PostgresConfig config) {
    var login = new Properties();
    login.setProperty("user", config.user());
    login.setProperty("connectTimeout", CONNECT_SECONDS);
    login.setProperty("socketTimeout", ANSWER_SECONDS);
    login.setProperty("ApplicationName", "plimsoll route");
    config.password().ifPresent(p -> login.setProperty("password", p.reveal()));
    return login;
  }
}
