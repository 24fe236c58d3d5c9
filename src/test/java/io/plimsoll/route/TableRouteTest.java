package io.plimsoll.route;

import static io.plimsoll.route.Route.Destination.ELSEWHERE;
import static io.plimsoll.route.Route.Destination.SOURCE;
import static io.plimsoll.route.Route.Destination.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.common.Finding;
import io.plimsoll.route.Route.Position;
import io.plimsoll.testing.Postgres;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableRouteTest extends RouteContract {
  private static final String OLD = "jdbc:postgresql://old/s00";
  private static final String NEW = "jdbc:postgresql://new/s00";

  private final Postgres server = Postgres.one();
  private final String database = server.database("route");
  private final TableRoute route = route(() -> server.connect(database));

  private static TableRoute route(TableRoute.Sessions sessions) {
    return new TableRoute(
        "main",
        sessions,
        Map.of(
            SHARD, new Addresses(OLD, NEW),
            OTHER, new Addresses(OLD.replace("s00", "s01"), NEW.replace("s00", "s01"))));
  }

  @Override
  Route open() {
    return route(() -> server.connect(database));
  }

  @Test
  void keepsWhatClientsReadInItsRow() {
    route.establish(SHARD);
    assertThat(route.switchTo(SHARD, TARGET, 1)).isEqualTo(new Position(TARGET, 2, NEW));
    assertThat(server.query(database, "select url, version, destination from plimsoll_route"))
        .containsExactly(NEW + "|2|TARGET");
    assertThat(route.switchTo(SHARD, SOURCE, 2)).isEqualTo(new Position(SOURCE, 3, OLD));
    assertThat(route.observe(SHARD)).contains(new Position(SOURCE, 3, OLD));
  }

  @Test
  void saysElsewhereWhenClientsAreSentToNeitherSide() {
    route.establish(SHARD);
    server.execute(database, "update plimsoll_route set url = 'jdbc:postgresql://third/s00'");
    assertThat(route.observe(SHARD)).map(Position::destination).contains(ELSEWHERE);
    assertThat(route.check(SHARD)).map(Finding::code).containsExactly("route-elsewhere");
  }

  @Test
  void findsARoleThatMayNotSwitch() {
    server.execute(
        database,
        "do $$ begin create role router login; exception when duplicate_object then null; end $$");
    TableRoute poor = route(() -> DriverManager.getConnection(server.url(database), "router", ""));
    assertThat(poor.check(SHARD)).map(Finding::remedy).first().asString().contains("grant create");
    route.establish(SHARD);
    List<Finding> findings = poor.check(SHARD);
    assertThat(findings).map(Finding::code).containsExactly("route-privilege");
    server.execute(database, findings.get(0).remedy().replace("Run: ", ""));
    assertThat(poor.check(SHARD)).isEmpty();
    assertThat(poor.switchTo(SHARD, TARGET, 1).destination()).isEqualTo(TARGET);
  }

  @Test
  void findsAStoreThatDoesNotAnswer() {
    TableRoute dead =
        route(() -> DriverManager.getConnection("jdbc:postgresql://127.0.0.1:1/none", "x", ""));
    assertThat(dead.check(SHARD)).map(Finding::code).containsExactly("route-unreachable");
    assertThatThrownBy(() -> dead.observe(SHARD)).isInstanceOf(RouteException.class);
  }
}
