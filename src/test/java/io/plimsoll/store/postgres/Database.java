package io.plimsoll.store.postgres;

import io.plimsoll.common.Epoch;
import io.plimsoll.common.ObjectName;
import io.plimsoll.common.RunId;
import io.plimsoll.common.Secret;
import io.plimsoll.plan.Configuration.PostgresConfig;
import io.plimsoll.plan.FailureDomain;
import io.plimsoll.store.Authority;
import io.plimsoll.store.Chunk;
import io.plimsoll.store.ConsistentView;
import io.plimsoll.store.Fingerprint;
import io.plimsoll.store.StoreWriter;
import io.plimsoll.store.TableInfo;
import io.plimsoll.testing.Postgres;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One database of a test with its sessions, and a small stand-in for the fence's functions. */
public final class Database implements AutoCloseable {
  public static final String TOKEN = "test-token";
  private final Postgres server;
  private final String name;
  private final PostgresConnections connections;

  public Database(Postgres server, String prefix) {
    this.server = server;
    this.name = server.database(prefix);
    this.connections = new PostgresConnections(prefix + "/s00", config(), server.url(name));
  }

  private PostgresConfig config() {
    return new PostgresConfig(
        "test", server.url(name), server.user(), Optional.empty(), FailureDomain.UNKNOWN, "");
  }

  public String name() {
    return name;
  }

  public PostgresConnections connections() {
    return connections;
  }

  public Database execute(String... statements) {
    server.execute(name, statements);
    return this;
  }

  public List<String> query(String sql) {
    return server.query(name, sql);
  }

  /** Claims the database: the run's tables, an epoch, and functions as the fence has them. */
  public Database claimed(long epoch) {
    return execute(
        "create schema plimsoll",
        "create table plimsoll.side (token text, epoch bigint, state text)",
        "insert into plimsoll.side values ('%s', %d, 'NEW')".formatted(TOKEN, epoch),
        """
        create function plimsoll.check_epoch() returns void language plpgsql as $$
        declare own plimsoll.side;
        begin
          select * into own from plimsoll.side for share;
          if own.token is distinct from current_setting('plimsoll.token', true)
             or own.epoch is distinct from nullif(current_setting('plimsoll.epoch', true), '')::bigint then
            raise exception using errcode = '55000',
              message = 'PLIMSOLL: epoch ' || own.epoch || ' is not yours';
          end if;
        end $$
        """,
        """
        create function plimsoll.refuse() returns trigger language plpgsql as $$
        begin perform plimsoll.check_epoch(); return null; end $$
        """,
        """
        create function plimsoll.fence_table(t regclass) returns void language plpgsql as $$
        begin
          execute 'create trigger plimsoll_fence before insert or update or delete or truncate on '
            || t || ' execute function plimsoll.refuse()';
          execute 'alter table ' || t || ' enable always trigger plimsoll_fence';
        end $$
        """,
        OwnSchema.ddl());
  }

  public StoreWriter writer(long epoch) {
    return new PostgresWriter(
        connections,
        new Authority(
            new RunId("run-1"),
            "control",
            "node",
            new Epoch(epoch),
            new Secret("test", () -> TOKEN)));
  }

  public ConsistentView view(long seed, String... tables) {
    return new PostgresView(
        connections, this::table, Arrays.stream(tables).map(Database::named).toList(), seed);
  }

  public static ObjectName named(String table) {
    return new ObjectName("public", table);
  }

  /** The whole table in one piece. */
  public Fingerprint fingerprint(long seed, String table) {
    try (ConsistentView view = view(seed, table);
        var reader = view.reader()) {
      return reader.read(Chunk.whole(named(table)), io.plimsoll.store.BlockSink.NONE);
    }
  }

  public TableInfo table(ObjectName table) {
    List<TableInfo.Column> columns = new ArrayList<>();
    for (String row :
        query(
            """
            select attname, format_type(atttypid, atttypmod), attnotnull, attgenerated <> ''
            from pg_attribute where attrelid = '%s'::regclass and attnum > 0 and not attisdropped
            order by attnum
            """
                .formatted(table.quoted()))) {
      String[] part = row.split("\\|");
      columns.add(new TableInfo.Column(part[0], part[1], part[2].equals("f"), part[3].equals("t")));
    }
    return new TableInfo(table, columns, key(table), -1, 0);
  }

  private Optional<TableInfo.Key> key(ObjectName table) {
    List<String> columns =
        query(
            """
            select a.attname from pg_index i
            cross join unnest(i.indkey::int2[]) with ordinality k(n, place)
            join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.n
            where i.indrelid = '%s'::regclass and i.indisprimary order by k.place
            """
                .formatted(table.quoted()));
    Map<String, String> unranged = unrangedColumns(table);
    return columns.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new TableInfo.Key("pk", columns, columns.stream().noneMatch(unranged::containsKey)));
  }

  private Map<String, String> unrangedColumns(ObjectName table) {
    Map<String, String> found = new java.util.HashMap<>();
    query(
            """
            select a.attname from pg_attribute a join pg_collation c on c.oid = a.attcollation
            where a.attrelid = '%s'::regclass and c.collname not in ('C', 'POSIX')
            """
                .formatted(table.quoted()))
        .forEach(column -> found.put(column, column));
    return found;
  }

  @Override
  public void close() {
    connections.close();
  }
}
