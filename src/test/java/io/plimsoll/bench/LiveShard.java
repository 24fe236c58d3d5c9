package io.plimsoll.bench;

import io.plimsoll.common.CrashPoints;
import io.plimsoll.common.Epoch;
import io.plimsoll.common.Guards;
import io.plimsoll.common.ObjectName;
import io.plimsoll.common.RunId;
import io.plimsoll.common.Secret;
import io.plimsoll.common.ShardId;
import io.plimsoll.control.ControlDatabase;
import io.plimsoll.plan.Configuration.PostgresConfig;
import io.plimsoll.plan.FailureDomain;
import io.plimsoll.plan.Plan;
import io.plimsoll.route.RehearsalRoute;
import io.plimsoll.route.Route.Destination;
import io.plimsoll.shard.CaptureMode;
import io.plimsoll.shard.Errand;
import io.plimsoll.shard.ReplayTurns;
import io.plimsoll.shard.ShardEnds;
import io.plimsoll.shard.ShardTools;
import io.plimsoll.store.Authority;
import io.plimsoll.store.postgres.PostgresStore;
import io.plimsoll.testing.Postgres;
import io.plimsoll.transfer.Pass;
import io.plimsoll.transfer.TransferListener;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One live shard between two servers, with everything its way needs and nothing around it. */
final class LiveShard implements AutoCloseable {
  static final ObjectName ITEMS = new ObjectName("public", "items");
  static final ShardId SHARD = new ShardId("s00");

  private final RunId run;
  private final ControlDatabase control;
  private final String source;
  private final String target;
  private final int rows;
  private final ShardEnds ends;

  LiveShard(ControlDatabase control, RunId run, int rows) {
    this.control = control;
    this.run = run;
    this.rows = rows;
    this.source = Postgres.one().database("bench_old");
    this.target = Postgres.two().database("bench_new");
    Postgres.one()
        .execute(
            source,
            "create table items (id bigint primary key, value bigint not null, text text not null)",
            "insert into items select i, 0, md5(i::text) from generate_series(1, %d) i"
                .formatted(rows),
            "vacuum analyze items");
    var runs = control.runs(Duration.ofHours(1));
    runs.create(run, "a benchmark");
    runs.acquire(run, "bench", new Epoch(0)).orElseThrow();
    control.shards().declare(run, List.of(SHARD));
    this.ends =
        new ShardEnds(
            SHARD,
            store("old", Postgres.one(), source),
            store("new", Postgres.two(), target),
            new RehearsalRoute(),
            List.of(ITEMS),
            Set.of());
  }

  private static PostgresStore store(String name, Postgres server, String database) {
    return PostgresStore.open(
        new PostgresConfig(
            name, server.url(database), server.user(), Optional.empty(), FailureDomain.UNKNOWN, ""),
        SHARD);
  }

  ShardEnds ends() {
    return ends;
  }

  ShardTools tools() {
    return new ShardTools(
        new ShardTools.Ports(null, null, control.journal(), control.ledger(), control.shards()),
        new ShardTools.Conditions(
            Guards.all(), CrashPoints.NONE, Clock.systemUTC(), TransferListener.NONE),
        new ReplayTurns(),
        2);
  }

  Errand errand() {
    return new Errand(
        new Authority(run, "bench", "bench", new Epoch(1), new Secret("bench", () -> "bench")),
        "bench",
        Pass.REHEARSAL,
        CaptureMode.LIVE,
        1,
        new Plan.CutOver("bench", Duration.ofSeconds(2), 5, 0, Optional.empty()));
  }

  int rows() {
    return rows;
  }

  /** To wherever clients are sent now. */
  Connection connect() throws SQLException {
    boolean moved = ends.route().observe(SHARD).orElseThrow().destination() == Destination.TARGET;
    Connection connection = moved ? Postgres.two().connect(target) : Postgres.one().connect(source);
    connection.setAutoCommit(true);
    return connection;
  }

  @Override
  public void close() {
    ends.close();
    Postgres.one().execute("postgres", "drop database %s with (force)".formatted(source));
    Postgres.two().execute("postgres", "drop database %s with (force)".formatted(target));
  }
}
