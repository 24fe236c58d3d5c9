package io.plimsoll.store.postgres;

import io.plimsoll.common.Epoch;
import io.plimsoll.common.ObjectName;
import io.plimsoll.common.RunId;
import io.plimsoll.common.Secret;
import io.plimsoll.common.ShardId;
import io.plimsoll.store.Authority;
import io.plimsoll.store.Fence.Move;
import io.plimsoll.store.Side;
import io.plimsoll.store.SideState;
import io.plimsoll.testing.Postgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A fresh database with two tables of an owner, a client role, and the fence of one run. */
final class FencedStore {
  static final ShardId SHARD = new ShardId("s00");
  static final ObjectName USERS = new ObjectName("public", "users");
  static final ObjectName NOTES = new ObjectName("public", "Odd \"notes");
  static final List<ObjectName> TABLES = List.of(USERS, NOTES);
  static final Duration BOUND = Duration.ofSeconds(2);
  static final Duration LONG = Duration.ofMinutes(10);
  static final String INSERT = "insert into users select count(*) + 100 from users";
  static final String REFUSED = "PLIMSOLL: storage is being cut over, retry";

  final Postgres server = Postgres.one();
  final String database = server.database("fence");
  final PostgresFence fence = new PostgresFence("old/s00", this::connect, List.of());

  FencedStore() {
    server.execute(
        database,
        "create table users (id bigint primary key)",
        "create table \"Odd \"\"notes\" (id bigint primary key)",
        "insert into users values (1), (2)",
        "do $$ begin create role clerk login; exception when duplicate_object then null; "
            + "when unique_violation then null; end $$",
        "grant select, insert, update, delete, truncate on users to clerk");
  }

  static Authority authority(String run, long epoch, String node) {
    return new Authority(
        new RunId(run),
        "control-of-" + run,
        node,
        new Epoch(epoch),
        new Secret("test", () -> "token of " + run));
  }

  static Authority node(long epoch) {
    return authority("run-a", epoch, "n" + epoch);
  }

  Connection connect() throws SQLException {
    return server.connect(database);
  }

  Connection clerk() throws SQLException {
    return DriverManager.getConnection(server.url(database), "clerk", "");
  }

  Side claim(Side.Role role) {
    return fence.claim(node(1), SHARD, role, TABLES, BOUND);
  }

  Side cut(Duration outage) {
    return cut(node(1), 0, outage);
  }

  Side cut(Authority authority, int attempt, Duration outage) {
    Instant until = fence.now().plus(outage);
    return fence.close(
        authority, new Move(SideState.OPEN, SideState.CUT, attempt), TABLES, until, BOUND);
  }

  Side back() {
    return fence.close(
        node(1), new Move(SideState.OPEN, SideState.BACK, 0), TABLES, Instant.EPOCH, BOUND);
  }

  Side move(SideState from, SideState to, int attempt) {
    return fence.move(node(1), new Move(from, to, attempt));
  }

  /** Begins a transaction as the run's writer and passes the epoch check. */
  Connection writer(Authority authority) throws SQLException {
    Connection connection = connect();
    connection.setAutoCommit(false);
    run(
        connection,
        "select set_config('plimsoll.token', '%s', true), set_config('plimsoll.epoch', '%s', true)"
            .formatted(authority.token().reveal(), authority.epoch()));
    run(connection, "select plimsoll.check_epoch()");
    return connection;
  }

  void client(String... statements) {
    server.execute(database, statements);
  }

  long users() {
    return Long.parseLong(server.query(database, "select count(*) from users").get(0));
  }

  static void run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
