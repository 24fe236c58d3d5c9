package io.plimsoll.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.Epoch;
import io.plimsoll.common.ObjectName;
import io.plimsoll.common.RunId;
import io.plimsoll.common.Secret;
import io.plimsoll.common.ShardId;
import io.plimsoll.store.Authority;
import io.plimsoll.store.BlockSink;
import io.plimsoll.store.ChangeFeed.Changed;
import io.plimsoll.store.ChangeFeed.Purpose;
import io.plimsoll.store.Fingerprint;
import io.plimsoll.store.Replay;
import io.plimsoll.store.Replay.Tick;
import io.plimsoll.store.Replay.Unexpected;
import io.plimsoll.store.Side;
import io.plimsoll.store.TableInfo;
import io.plimsoll.testing.Postgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Two databases with the same tables: one changes and is captured, the other is held by a run and
 * replayed into.
 */
final class ReplayedPair implements AutoCloseable {
  static final long SEED = 77;
  static final Duration BOUND = Duration.ofSeconds(10);
  final Database from = new Database(Postgres.one(), "from");
  final Database to = new Database(Postgres.two(), "to");
  final PostgresStore store = new PostgresStore(to.connections());
  final List<ObjectName> objects;
  final Purpose purpose;
  final CapturedSide captured;
  final Replay replay;

  ReplayedPair(Purpose purpose, String... ddl) {
    this.purpose = purpose;
    from.execute(ddl);
    to.execute(ddl);
    List<TableInfo> tables = new PostgresStore(from.connections()).catalogue().tables();
    objects = tables.stream().map(TableInfo::name).toList();
    captured = new CapturedSide(from, tables, purpose);
    Side.Role role = purpose == Purpose.FORWARD ? Side.Role.TARGET : Side.Role.SOURCE;
    store.fence().claim(authority(1), new ShardId("s00"), role, objects, BOUND);
    replay = replayer(1);
  }

  static Authority authority(long epoch) {
    return new Authority(
        new RunId("run-1"),
        "control",
        "node-" + epoch,
        new Epoch(epoch),
        new Secret("test", () -> "the token"));
  }

  Replay replayer(long epoch) {
    return store.replay(authority(epoch), purpose, objects, SEED);
  }

  /** What a tick is to do about rows that are not what was changed. */
  enum Then {
    STOP,
    SET_ASIDE
  }

  void tick() {
    assertThat(tick(replay, Then.STOP)).isEmpty();
  }

  /** One tick; stopped before anything is written when something was unexpected. */
  List<Unexpected> tick(Replay by, Then then) {
    try (var moment = captured.moment();
        Tick tick = by.begin(moment.watermark())) {
      moment.changed().forEach(c -> tick.keys(c, sink -> moment.keys(c, sink)));
      List<Unexpected> unexpected = tick.unexpected();
      if (!unexpected.isEmpty()) {
        if (then == Then.STOP) {
          return unexpected;
        }
        tick.setAside();
      }
      tick.delete();
      fill(tick, moment, unexpected.isEmpty());
      tick.commit();
      moment.forget();
      return unexpected;
    }
  }

  private void fill(Tick tick, CapturedSide.Moment moment, boolean all) {
    Map<Changed, Fingerprint> sent = new HashMap<>();
    for (Changed each : moment.changed()) {
      tick.rows(each, sink -> sent.put(each, moment.rows(each, SEED, sink)));
    }
    for (Changed each : moment.changed()) {
      Fingerprint back = tick.readBack(each);
      if (all) {
        assertThat(back).as(each.toString()).isEqualTo(sent.get(each));
      }
    }
  }

  /** The stream of a query on the changing side. */
  void copy(String query, BlockSink sink) {
    try (var moment = captured.moment()) {
      moment.copy(query, sink);
    }
  }

  /** Both sides, table by table, as text. */
  void assertEqual() {
    for (ObjectName object : objects) {
      String all =
          """
          select count(*), md5(string_agg(t::text, '|' order by t::text collate "C"))
          from %s t
          """
              .formatted(object.quoted());
      if (!to.query(all).equals(from.query(all))) {
        String rows =
            "select t::text from %s t order by t::text collate \"C\"".formatted(object.quoted());
        assertThat(to.query(rows)).as(object.toString()).isEqualTo(from.query(rows));
      }
    }
  }

  /** Changes the held side as a fault would, behind every trigger. */
  void damage(String... sql) {
    List<String> all = new ArrayList<>(List.of("set session_replication_role = replica"));
    objects.forEach(o -> all.add("alter table " + o.quoted() + " disable trigger all"));
    all.addAll(List.of(sql));
    to.execute(all.toArray(String[]::new));
    for (ObjectName object : objects) {
      to.execute("alter table %s enable trigger all".formatted(object.quoted()));
      for (String trigger :
          to.query(
              "select tgname from pg_trigger where tgname like 'plimsoll%%' and tgrelid = '%s'::regclass"
                  .formatted(object.quoted()))) {
        to.execute("alter table %s enable always trigger %s".formatted(object.quoted(), trigger));
      }
    }
  }

  @Override
  public void close() {
    replay.close();
    from.close();
    to.close();
  }
}
