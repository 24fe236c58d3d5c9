package io.plimsoll.route;

import static io.plimsoll.route.Route.Destination.ELSEWHERE;
import static io.plimsoll.route.Route.Destination.SOURCE;
import static io.plimsoll.route.Route.Destination.TARGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.plimsoll.common.Finding;
import io.plimsoll.route.Route.Position;
import io.plimsoll.testing.PgBouncer;
import io.plimsoll.testing.Postgres;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PgBouncerRouteTest extends RouteContract {
  private static final Duration GENEROUS = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir private Path folder;
  private String database;
  private PgBouncer bouncer;

  @BeforeEach
  void start() {
    assumeTrue(PgBouncer.installed(), "pgbouncer is not installed: apt-get install pgbouncer");
    database = Postgres.one().database("pooled");
    Postgres.two().execute("postgres", "create database " + database);
    bouncer = start("");
  }

  private PgBouncer start(String setting) {
    String entries =
        """
        # of the house
        app_s00 = host=127.0.0.1 port=%1$d dbname=%2$s pool_size=5
        app_s01 = host=127.0.0.1 port=%1$d dbname=postgres
        third   = host=127.0.0.1 port=1
        """
            .formatted(Postgres.one().port(), database);
    return PgBouncer.start(folder, entries, setting);
  }

  private void restart(String setting) {
    bouncer.close();
    bouncer = start(setting);
  }

  @AfterEach
  void stop() {
    if (bouncer != null) {
      bouncer.close();
    }
  }

  @Override
  Route open() {
    return route(PgBouncer.ADMIN, bouncer::console);
  }

  private PgBouncerRoute route(String user, BouncerConsole.Sessions sessions) {
    return route(user, sessions, PgBouncer.entries(folder), ports(), database);
  }

  private static int[] ports() {
    return new int[] {Postgres.one().port(), Postgres.two().port()};
  }

  static PgBouncerRoute route(
      String user, BouncerConsole.Sessions sessions, Path entries, int[] ports, String database) {
    return new PgBouncerRoute(
        "pooled",
        new BouncerConsole(user, sessions),
        new BouncerFile(entries, SHORT.multipliedBy(10)),
        Map.of(
            SHARD, sides("app_s00", ports, database),
            OTHER, sides("app_s01", ports, "postgres")));
  }

  private static PgBouncerRoute.Sides sides(String entry, int[] ports, String database) {
    return new PgBouncerRoute.Sides(
        entry,
        new Endpoint("127.0.0.1", ports[0], database),
        new Endpoint("127.0.0.1", ports[1], database));
  }

  /** The console of a process that dies when it opens the session of this number. */
  private BouncerConsole.Sessions dyingAt(int number) {
    var opened = new AtomicInteger();
    return () -> {
      if (opened.incrementAndGet() == number) {
        throw new SQLException("the process died here");
      }
      return bouncer.console();
    };
  }

  private String text() throws IOException {
    return Files.readString(PgBouncer.entries(folder));
  }

  private List<String> codes() {
    return open().check(SHARD).stream().map(Finding::code).toList();
  }

  /** The port of the server that a new client of the pool reaches. */
  private int reached() throws SQLException {
    try (Connection client = bouncer.connect("app_s00");
        var statement = client.createStatement();
        var result = statement.executeQuery("select inet_server_port()")) {
      result.next();
      return result.getInt(1);
    }
  }

  @Test
  void sendsRealClientsAndLeavesTheFileOtherwiseAlone() throws Exception {
    Set<?> mode = Files.getPosixFilePermissions(PgBouncer.entries(folder));
    String before = text();
    Route route = open();
    route.establish(SHARD);
    assertThat(reached()).isEqualTo(Postgres.one().port());
    route.switchTo(SHARD, TARGET, 1);

    assertThat(reached()).isEqualTo(Postgres.two().port());
    assertThat(text())
        .isEqualTo(
            before.replace(
                "app_s00 = host=127.0.0.1 port=" + Postgres.one().port(),
                "; plimsoll shard=s00 version=2 to=target\napp_s00 = host=127.0.0.1 port="
                    + Postgres.two().port()));
    assertThat(Files.getPosixFilePermissions(PgBouncer.entries(folder))).isEqualTo(mode);
  }

  @Test
  void writesThroughALinkAndKeepsTheMode() throws Exception {
    Path entries = PgBouncer.entries(folder);
    Path real = Files.move(entries, folder.resolve("real.ini"));
    Files.createSymbolicLink(entries, real);
    Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-r--r-x"));
    open().establish(SHARD);

    assertThat(entries).isSymbolicLink();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(real)))
        .isEqualTo("rw-r--r-x");
    assertThat(Files.readString(real)).contains("version=1");
  }

  @Test
  void letsAClientWaitThroughASwitchWithoutAnError() throws Exception {
    for (Postgres server : List.of(Postgres.one(), Postgres.two())) {
      server.execute(database, "create table written (number int primary key)");
    }
    Route route = open();
    route.establish(SHARD);
    var stop = new AtomicBoolean();
    var acknowledged = new AtomicInteger();
    var client = CompletableFuture.supplyAsync(() -> write(acknowledged, stop));

    await(client, acknowledged, 20);
    assertThat(route.pause(SHARD, GENEROUS)).isTrue();
    assertThat(route.observe(SHARD).orElseThrow().address()).endsWith(", paused");
    List<String> old = numbers(Postgres.one());
    route.switchTo(SHARD, TARGET, 1);
    assertThat(numbers(Postgres.two())).isEmpty();
    route.resume(SHARD);
    await(client, acknowledged, acknowledged.get() + 20);
    stop.set(true);

    int last = client.get(GENEROUS.toSeconds(), TimeUnit.SECONDS);
    assertThat(numbers(Postgres.one())).isEqualTo(old);
    List<String> fresh = numbers(Postgres.two());
    assertThat(fresh).hasSize(last - old.size()).hasSizeGreaterThanOrEqualTo(20);
    assertThat(fresh).first().isEqualTo(String.valueOf(old.size() + 1));
  }

  private List<String> numbers(Postgres server) {
    return server.query(database, "select number from written order by number");
  }

  /** Any error ends it, and with it the test. */
  private int write(AtomicInteger acknowledged, AtomicBoolean stop) {
    try (Connection client = bouncer.connect("app_s00");
        var insert = client.prepareStatement("insert into written values (?)")) {
      while (!stop.get()) {
        insert.setInt(1, acknowledged.get() + 1);
        insert.executeUpdate();
        acknowledged.incrementAndGet();
      }
      return acknowledged.get();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(CompletableFuture<?> client, AtomicInteger count, int atLeast)
      throws InterruptedException {
    for (int i = 0; i < 3000 && count.get() < atLeast && !client.isDone(); i++) {
      Thread.sleep(10);
    }
    assertThat(client.isCompletedExceptionally()).isFalse();
    assertThat(count.get()).isGreaterThanOrEqualTo(atLeast);
  }

  @Test
  void letsClientsGoOnWhenTheirWorkDoesNotEndInTime() throws Exception {
    Route route = open();
    route.establish(SHARD);
    try (Connection client = bouncer.connect("app_s00");
        var statement = client.createStatement()) {
      client.setAutoCommit(false);
      statement.execute("create table half (a int)");
      assertThat(route.pause(SHARD, SHORT)).isFalse();
      assertThat(route.observe(SHARD).orElseThrow().address()).doesNotContain("paused");
      assertThat(reached()).isEqualTo(Postgres.one().port());
      client.commit();
    }
    assertThat(Postgres.one().query(database, "select * from half")).isEmpty();
  }

  @Test
  void doesNotTakeADeadNodesPauseForItsOwn() throws Exception {
    Route route = open();
    route.establish(SHARD);
    try (Connection client = bouncer.connect("app_s00");
        Connection dead = bouncer.console();
        var pausing = dead.createStatement()) {
      client.setAutoCommit(false);
      client.createStatement().execute("select 1");
      dead.setNetworkTimeout(Runnable::run, (int) SHORT.toMillis());
      assertThatThrownBy(() -> pausing.execute("PAUSE app_s00")).isInstanceOf(SQLException.class);
      assertThat(route.observe(SHARD).orElseThrow().address()).endsWith(", paused");
      assertThat(route.pause(SHARD, SHORT)).isFalse();
      client.commit();
    }
    assertThat(reached()).isEqualTo(Postgres.one().port());
  }

  @Test
  void takesASwitchBackThatDiedBeforeReload() throws Exception {
    open().establish(SHARD);
    Route dying = route(PgBouncer.ADMIN, dyingAt(2));
    assertThatThrownBy(() -> dying.switchTo(SHARD, TARGET, 1)).isInstanceOf(RouteException.class);
    assertThat(text()).contains("version=2 to=target");
    assertThat(codes()).containsExactly("route-unread");

    Position settled = open().observe(SHARD).orElseThrow();
    assertThat(settled.destination()).isEqualTo(SOURCE);
    assertThat(settled.version()).isEqualTo(3);
    bouncer.command("RELOAD");
    assertThat(reached()).isEqualTo(Postgres.one().port());
    assertThatThrownBy(() -> open().switchTo(SHARD, TARGET, 2))
        .isInstanceOf(StaleRouteException.class);
    assertThat(open().switchTo(SHARD, TARGET, 3).version()).isEqualTo(4);
    assertThat(codes()).containsExactly("route-elsewhere");
  }

  @Test
  void endsAnUnreadSwitchByABumpOrAnotherSwitch() throws Exception {
    open().establish(SHARD);
    assertThatThrownBy(() -> route(PgBouncer.ADMIN, dyingAt(2)).switchTo(SHARD, TARGET, 1))
        .isInstanceOf(RouteException.class);
    assertThat(open().bump(SHARD, 2).destination()).isEqualTo(SOURCE);
    bouncer.command("RELOAD");
    assertThat(reached()).isEqualTo(Postgres.one().port());

    assertThatThrownBy(() -> route(PgBouncer.ADMIN, dyingAt(2)).switchTo(SHARD, TARGET, 3))
        .isInstanceOf(RouteException.class);
    assertThat(open().switchTo(SHARD, TARGET, 4).version()).isEqualTo(5);
    assertThat(reached()).isEqualTo(Postgres.two().port());
  }

  @Test
  void findsASwitchThatDiedAfterReload() throws Exception {
    open().establish(SHARD);
    assertThatThrownBy(() -> route(PgBouncer.ADMIN, dyingAt(3)).switchTo(SHARD, TARGET, 1))
        .isInstanceOf(RouteException.class);
    Position settled = open().observe(SHARD).orElseThrow();
    assertThat(settled.destination()).isEqualTo(TARGET);
    assertThat(settled.version()).isEqualTo(2);
    assertThat(open().switchTo(SHARD, SOURCE, 2).destination()).isEqualTo(SOURCE);
  }

  @Test
  void keepsOthersOutUntilAKilledSwitcherIsGone() throws Exception {
    open().establish(SHARD);
    Process child = child("switch");
    try (BufferedReader said = child.inputReader()) {
      assertThat(said.readLine()).isEqualTo("between file and reload");
      assertThatThrownBy(() -> open().observe(SHARD))
          .isInstanceOf(RouteException.class)
          .hasMessageContaining("held by process " + child.pid());
      child.destroyForcibly().waitFor();
    }
    assertThat(open().observe(SHARD)).map(Position::destination).contains(SOURCE);
    assertThat(open().observe(SHARD)).map(Position::version).contains(3L);
    assertThat(open().switchTo(SHARD, TARGET, 3).destination()).isEqualTo(TARGET);
  }

  @Test
  void freesClientsThatAKilledSwitcherLeftWaiting() throws Exception {
    open().establish(SHARD);
    Process child = child("pause");
    try (BufferedReader said = child.inputReader()) {
      assertThat(said.readLine()).isEqualTo("paused");
      child.destroyForcibly().waitFor();
    }
    assertThat(open().observe(SHARD).orElseThrow().address()).endsWith(", paused");
    assertThat(codes()).containsExactly("route-paused");
    var client = CompletableFuture.supplyAsync(() -> silently(this::reached));
    open().switchTo(SHARD, TARGET, 1);
    assertThat(client).isNotDone();
    open().resume(SHARD);
    assertThat(client.get(GENEROUS.toSeconds(), TimeUnit.SECONDS)).isEqualTo(Postgres.two().port());
  }

  private interface Asking {
    int ask() throws SQLException;
  }

  private static int silently(Asking asking) {
    try {
      return asking.ask();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private Process child(String what) throws IOException {
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            DyingSwitcher.class.getName(),
            what,
            bouncer.consoleUrl(),
            PgBouncer.entries(folder).toString(),
            String.valueOf(ports()[0]),
            String.valueOf(ports()[1]),
            database);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return builder.redirectError(folder.resolve("child.log").toFile()).start();
  }

  @Test
  void touchesNothingThatAPersonWrote() throws Exception {
    open().establish(SHARD);
    String edited =
        text().replace("port=" + Postgres.one().port() + " dbname=pool", "port=1 dbname=pool");
    Files.writeString(PgBouncer.entries(folder), edited);

    Position seen = open().observe(SHARD).orElseThrow();
    assertThat(seen.destination()).isEqualTo(ELSEWHERE);
    assertThat(seen.address()).contains("the file says 127.0.0.1:1/", "but PgBouncer serves");
    assertThat(text()).isEqualTo(edited);
    bouncer.command("RELOAD");
    assertThat(open().observe(SHARD)).map(Position::destination).contains(ELSEWHERE);
    assertThat(open().switchTo(SHARD, SOURCE, 1).destination()).isEqualTo(SOURCE);
  }

  @Test
  void saysSoWhenPgBouncerDoesNotFollow() throws Exception {
    open().establish(SHARD);
    Files.writeString(folder.resolve("pgbouncer.ini"), "nonsense\n");

    assertThatThrownBy(() -> open().switchTo(SHARD, TARGET, 1))
        .isInstanceOf(RouteException.class)
        .hasMessageContaining("but PgBouncer serves 127.0.0.1:" + Postgres.one().port());
    assertThat(open().observe(SHARD)).map(Position::destination).contains(SOURCE);
    assertThat(text()).contains("version=3 to=source");
  }

  @Test
  void needsAnEntryToEstablish() throws Exception {
    Files.writeString(PgBouncer.entries(folder), "third = host=a\n");
    assertThatThrownBy(() -> open().establish(SHARD))
        .isInstanceOf(RouteException.class)
        .hasMessageContaining("the file has no entry 'app_s00'; write one that points at");
    assertThat(codes()).contains("route-entry");
  }

  @ParameterizedTest
  @CsvSource({
    "pool_mode = session, route-pooling",
    "so_reuseport = 1, route-peers",
    "query_wait_timeout = 0, route-waits",
    "admin_users = someone-else, route-privilege"
  })
  void findsSettingsThatWouldSpoilASwitch(String setting, String code) throws Exception {
    if (code.equals("route-privilege")) {
      Route viewer =
          route(
              PgBouncer.VIEWER,
              () -> PgBouncer.console(bouncer.consoleUrl(), PgBouncer.VIEWER, "x"));
      assertThat(viewer.check(SHARD)).map(Finding::code).containsExactly(code);
      return;
    }
    restart(setting);
    assertThat(codes()).containsExactly(code);
  }

  @Test
  void findsUsersWhoseSessionsArePooled() throws Exception {
    Files.writeString(
        folder.resolve("pgbouncer.ini"),
        Files.readString(folder.resolve("pgbouncer.ini"))
            + "\n[users]\npostgres = pool_mode=session\n");
    bouncer.command("RELOAD");
    assertThat(codes()).containsExactly("route-pooling");
  }

  @Test
  void findsAConsoleThatDoesNotAnswerAndKeepsTheSecret() {
    Route wrong =
        route(
            PgBouncer.ADMIN,
            () -> PgBouncer.console(bouncer.consoleUrl(), PgBouncer.ADMIN, "wrong-secret"));
    assertThat(wrong.check(SHARD)).map(Finding::code).containsExactly("route-unreachable");
    assertThat(wrong.check(SHARD).toString()).doesNotContain("wrong-secret");
    assertThatThrownBy(() -> wrong.observe(SHARD))
        .isInstanceOf(RouteException.class)
        .hasMessageNotContaining("wrong-secret");
    assertThatThrownBy(() -> wrong.pause(SHARD, SHORT)).isInstanceOf(RouteException.class);
  }

  @Test
  void findsAFileThatIsNotThere() throws Exception {
    Files.delete(PgBouncer.entries(folder));
    assertThat(codes()).contains("route-file");
    assertThatThrownBy(() -> open().observe(SHARD)).isInstanceOf(RouteException.class);
  }
}
