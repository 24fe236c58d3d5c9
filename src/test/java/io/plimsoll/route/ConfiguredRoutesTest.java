package io.plimsoll.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.common.Finding;
import io.plimsoll.common.ShardId;
import io.plimsoll.plan.ConfigurationReader;
import io.plimsoll.plan.Plan.ShardPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfiguredRoutesTest {
  private static final ShardId SHARD = new ShardId("s00");
  private static final String CONFIGURATION =
      """
      stores:
        old: {type: postgresql, url: "jdbc:postgresql://old:5432/app_{shard}", user: u}
        new: {type: postgresql, url: "jdbc:postgresql://new:5433/app_{shard}?ssl=true", user: u}
        directory: {type: postgresql, url: "jdbc:postgresql://127.0.0.1:1/d", user: u}
      routes:
        table: {type: table, store: directory}
        pooled: {type: pgbouncer, url: "jdbc:postgresql://127.0.0.1:1/pgbouncer", user: u, file: d.ini, database: "app_{shard}"}
        own: {type: http, url: "http://127.0.0.1:1/{shard}"}
      """;

  @TempDir private Path folder;

  private Route open(String route) {
    var configuration =
        new ConfigurationReader(Map.of(), folder, folder)
            .read("site.yaml", CONFIGURATION, folder, Map.of())
            .configuration();
    return new ConfiguredRoutes(configuration)
        .open(route, List.of(new ShardPlan(SHARD, "old", "new")));
  }

  @Test
  void opensEachKindOfRouteWithoutTouchingIt() throws Exception {
    Files.writeString(folder.resolve("d.ini"), "app_s00 = host=old\n");
    assertThat(open("table")).isInstanceOf(TableRoute.class);
    assertThat(open("pooled")).isInstanceOf(PgBouncerRoute.class);
    assertThat(open("own")).isInstanceOf(HttpRoute.class);
    for (String route : List.of("table", "pooled", "own")) {
      try (Route opened = open(route)) {
        assertThat(opened.check(SHARD)).map(Finding::code).containsExactly("route-unreachable");
        assertThatThrownBy(() -> opened.observe(SHARD)).isInstanceOf(RouteException.class);
      }
    }
  }

  @Test
  void knowsNoOtherRoutes() {
    assertThatThrownBy(() -> open("nowhere")).isInstanceOf(IllegalStateException.class);
  }
}
