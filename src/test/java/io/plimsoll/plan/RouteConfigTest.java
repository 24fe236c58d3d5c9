package io.plimsoll.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.ShardId;
import io.plimsoll.plan.Configuration.HttpRouteConfig;
import io.plimsoll.plan.Configuration.PgBouncerRouteConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteConfigTest {
  private static final String ALL = ConfigurationSamples.FULL + ConfigurationSamples.ROUTES;
  private static final ShardId SHARD = new ShardId("s01");

  private static EffectiveConfiguration read(String yaml) {
    return new ConfigurationReader(
            Map.of("POOL_PASSWORD", "hunter", "OWN_TOKEN", "hunter"), Path.of("/w"), Path.of("/h"))
        .read("site.yaml", yaml, Path.of("/etc/plimsoll"), Map.of());
  }

  private static List<String> problems(String yaml) {
    try {
      read(yaml);
      return List.of();
    } catch (InvalidFileException e) {
      return e.problems().stream().map(Problem::text).toList();
    }
  }

  @Test
  void readsOneOfEachKind() {
    var routes = read(ALL).configuration().routes();
    var pooled = (PgBouncerRouteConfig) routes.get("pooled");
    assertThat(pooled.url()).isEqualTo("jdbc:postgresql://pool.example:6432/pgbouncer");
    assertThat(pooled.databaseFor(SHARD)).isEqualTo("app_s01");
    assertThat(pooled.entries().file()).isEqualTo(Path.of("/etc/plimsoll/pool/databases.ini"));
    var own = (HttpRouteConfig) routes.get("own");
    assertThat(own.urlFor(SHARD)).isEqualTo(URI.create("https://routes.example/s01"));
    assertThat(own.timeout()).isEqualTo(Duration.ofSeconds(3));
    assertThat(own.pause()).isTrue();
    assertThat(own.token().orElseThrow().reveal()).isEqualTo("hunter");
    assertThat(routes.keySet()).containsExactly("sidekick", "pooled", "own");
  }

  @Test
  void needsNothingMoreThanAUrlForHttp() {
    var plain =
        (HttpRouteConfig)
            read("routes: {x: {type: http, url: \"http://r.example/{shard}\"}}")
                .configuration()
                .routes()
                .get("x");
    assertThat(plain.timeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(plain.pause()).isFalse();
    assertThat(plain.token()).isEmpty();
  }

  @Test
  void showsNoSecret() {
    EffectiveConfiguration effective = read(ALL);
    assertThat(effective.describe())
        .contains(
            "routes.pooled.password = ****  # site.yaml:24; from env POOL_PASSWORD",
            "routes.pooled.file = /etc/plimsoll/pool/databases.ini  # site.yaml:25",
            "routes.own.token = ****  # site.yaml:27; from env OWN_TOKEN",
            "routes.own.pause = true  # site.yaml:27");
    assertThat(effective.describe() + effective.toString()).doesNotContain("hunter");
  }

  @ParameterizedTest
  @Tag("F36")
  @CsvSource({
    "url, url: jdbc:postgresql://pool.example:6432/pgbouncer",
    "file, file: pool/databases.ini",
    "database, database: app_{shard}",
    "user, user: plimsoll # of the pool"
  })
  void hasNoUseForAPgBouncerRouteWithout(String key, String line) {
    String noted =
        ALL.replace(
            "plimsoll\n    password: {env: POOL",
            "plimsoll # of the pool\n    password: {env: POOL");
    assertThat(problems(noted.replace("    " + line + "\n", "")))
        .singleElement()
        .asString()
        .contains("routes.pooled." + key + ": F36 missing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jdbc:postgresql://pool.example:6432/pgbouncer | postgresql://u:hunter@p/x | another kind of URL",
        "pool.example:6432/pgbouncer | u:hunter@pool.example/pgbouncer | user or password in the URL",
        "pool.example:6432/pgbouncer | pool.example/{shard} | the one console",
        "database: app_{shard} | database: app {shard} | letters, digits, dot",
        "database: app_{shard} | database: app_{shrad} | letters, digits, dot",
        "password: {env: POOL_PASSWORD} | password: hunter | found a plain value",
        "token: {env: OWN_TOKEN} | token: hunter | found a plain value",
        "https://routes.example/{shard} | http://routes.example/{shard} | expected https",
        "https://routes.example/{shard} | https://u:hunter@routes.example/{shard} | expected none",
        "https://routes.example/{shard} | https://routes.example/{shard}?key=hunter | a plain path",
        "https://routes.example/{shard} | https://routes.example/{shard}/ | a plain path",
        "https://routes.example/{shard} | https://routes.example/{shrad} | expected one such as",
        "https://routes.example/{shard} | ftp://routes.example/{shard} | expected one such as",
        "https://routes.example/{shard} | hunter | expected one such as",
        "timeout: 3s | timeout: 0s | longer than zero",
        "timeout: 3s | timeout: 6m | up to 5m",
        "timeout: 3s | timeout: soon | a duration",
        "pause: true | pause: maybe | true or false"
      })
  void refusesWhatCannotWork(String right, String wrong, String sentence) {
    assertThat(ALL).contains(right);
    assertThat(problems(ALL.replace(right, wrong)))
        .singleElement()
        .asString()
        .startsWith("site.yaml:")
        .contains("routes.", sentence)
        .doesNotContain("hunter");
  }

  @Test
  void mayCarryATokenInTheOpenOnThisMachine() {
    assertThat(problems(ALL.replace("https://routes.example", "http://127.0.0.1:8080"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"pooled, app_{shard}, app", "own, example/{shard}, example/all"})
  void needsOneOfEachPerShard(String route, String template, String fixed) {
    String plan = Samples.sidekick().replace("route: sidekick", "route: " + route);
    assertThat(PlanCheckTest.check(plan, ALL)).isEmpty();
    assertThat(
            PlanCheckTest.check(
                plan,
                ALL.replace("database: " + template, "database: " + fixed)
                    .replace("routes." + template, "routes." + fixed)))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.path()).isEqualTo("spec.cutOver.route");
              assertThat(problem.message()).contains("the same for all shards", "write {shard}");
            });
  }

  @Test
  void refusesStoresWithSeveralHostsBehindPgBouncer() {
    String plan = Samples.sidekick().replace("route: sidekick", "route: pooled");
    assertThat(PlanCheckTest.check(plan, ALL.replace("//new.example:5432/", "//new.example,b/")))
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("several hosts"));
  }
}
