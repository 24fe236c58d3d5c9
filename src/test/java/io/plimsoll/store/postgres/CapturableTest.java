package io.plimsoll.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.Finding;
import io.plimsoll.common.ObjectName;
import io.plimsoll.common.ShardId;
import io.plimsoll.plan.Configuration.PostgresConfig;
import io.plimsoll.plan.FailureDomain;
import io.plimsoll.store.Side.Role;
import io.plimsoll.testing.Postgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What stands in the way of a live move: each thing is seen, named and put right as it says. */
class CapturableTest {
  private static final String TABLE = "create table t (id int primary key, v text)";
  private static final Duration LONG = Duration.ofHours(1);

  /** Few locks, prepared transactions, and it can publish: settings that need a restart. */
  private static Postgres server;

  @BeforeAll
  static void start() {
    server =
        Postgres.started(
            Map.of(
                "max_prepared_transactions", "2",
                "max_locks_per_transaction", "10",
                "max_connections", "20",
                "wal_level", "logical"));
  }

  @AfterAll
  static void stop() {
    server.stop();
  }

  private static PostgresConfig config(String user, String database) {
    return new PostgresConfig(
        "old", server.url(database), user, Optional.empty(), FailureDomain.UNKNOWN, "");
  }

  private static List<Finding> findings(
      String user, Databases database, Role role, Duration budget) {
    List<ObjectName> objects = database.tables();
    try (var store = PostgresStore.open(config(user, database.name()), new ShardId("s00"))) {
      return store.capturable(role, objects, budget);
    }
  }

  /** Seen from both sides, and the same from both. */
  private static List<Finding> both(Databases database) {
    List<Finding> source = findings("postgres", database, Role.SOURCE, LONG);
    assertThat(findings("postgres", database, Role.TARGET, LONG)).isEqualTo(source);
    return source;
  }

  private static String role(String name) {
    server.execute("postgres", "drop role if exists " + name, "create role " + name + " login");
    return name;
  }

  /** The finding is there, and its remedy makes it go away. */
  private static void curedByItsRemedy(Databases database, String code, String... words) {
    assertThat(both(database))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.blocks()).isTrue();
              assertThat(finding.code()).isEqualTo(code);
              assertThat(finding.text()).contains(words);
              database.execute(finding.remedy().split(", or ")[0]);
            });
    assertThat(both(database)).isEmpty();
  }

  @Test
  void findsNothingWhereAllIsWellAndChangesNothing() {
    Databases database =
        Databases.on(
            server,
            TABLE,
            "create table keyed (id int not null unique, k int primary key deferrable)",
            "create function f() returns trigger language plpgsql as 'begin return new; end'",
            "create trigger own after insert on t for each row execute function f()",
            "create table copies (id int primary key)",
            "create rule also as on insert to t do also insert into copies values (new.id)");
    List<String> before = everything(database);

    assertThat(both(database)).isEmpty();
    assertThat(everything(database)).isEqualTo(before);
  }

  /** All that a check could have left behind. */
  private static List<String> everything(Databases database) {
    return server.query(
        database.name(),
        """
        select 'schema ' || nspname from pg_namespace where nspname !~ '^pg_'
        union all select 'relation ' || relname || ' ' || xmin from pg_class where oid >= 16384
        union all select 'trigger ' || tgname || ' ' || xmin from pg_trigger
        union all select 'function ' || proname from pg_proc where oid >= 16384
        union all select 'setting ' || setconfig::text from pg_db_role_setting
        order by 1
        """);
  }

  @Test
  void wantsAKeyOfEveryTable() {
    Databases database = Databases.on(server, "create table \"Log\" (line text)");

    assertThat(both(database))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.blocks()).isTrue();
              assertThat(finding.code()).isEqualTo("no-key");
              assertThat(finding.text())
                  .startsWith("table public.\"Log\": has no key, so its changed rows")
                  .contains("alter table \"public\".\"Log\" add primary key (…)", "mode: frozen");
            });
    database.execute("alter table public.\"Log\" add primary key (line)");
    assertThat(both(database)).isEmpty();
  }

  @Test
  void trustsNoKeyThatMayBeDoubleWithinATransaction() {
    Databases database = Databases.on(server, "create table t (id int primary key deferrable)");

    assertThat(both(database))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.code()).isEqualTo("no-key");
              assertThat(finding.message()).startsWith("its only key is deferrable");
            });
  }

  @Test
  void refusesATableThatASubscriptionWrites() {
    Databases publisher = Databases.on(server, TABLE, "create publication p for table t");
    String slot = publisher.name() + "_slot";
    publisher.execute(
        "select pg_create_logical_replication_slot('%s', 'pgoutput')".formatted(slot));
    Databases database = Databases.on(server, TABLE, "create table free (id int primary key)");
    database.execute(
        """
        create subscription feed connection 'host=127.0.0.1 port=%d dbname=%s user=postgres'
        publication p with (enabled = false, create_slot = false, slot_name = '%s')
        """
            .formatted(server.port(), publisher.name(), slot));
    try {
      assertThat(both(database))
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.blocks()).isTrue();
                assertThat(finding.code()).isEqualTo("written-by-subscription");
                assertThat(finding.subject()).isEqualTo("table public.t");
                assertThat(finding.text())
                    .contains("subscription feed writes it", "drop subscription feed first");
              });
    } finally {
      database.execute("alter subscription feed set (slot_name = none)", "drop subscription feed");
      publisher.execute("select pg_drop_replication_slot('%s')".formatted(slot));
    }
    assertThat(both(database)).isEmpty();
  }

  @Test
  void refusesARuleThatRewritesWrites() {
    curedByItsRemedy(
        Databases.on(server, TABLE, "create rule never as on delete to t do instead nothing"),
        "instead-rule",
        "table public.t",
        "rule never puts other statements");
  }

  @Test
  void refusesWhatWouldFireForReplayedRows() {
    curedByItsRemedy(
        Databases.on(
            server,
            TABLE,
            "create function f() returns trigger language plpgsql as 'begin return new; end'",
            "create trigger loud after insert on t for each row execute function f()",
            "alter table t enable always trigger loud"),
        "trigger-always",
        "trigger loud is enabled for replayed rows");
    curedByItsRemedy(
        Databases.on(
            server,
            TABLE,
            "create rule also as on insert to t do also select 1",
            "alter table t enable replica rule also"),
        "instead-rule",
        "rule also is enabled for replayed rows");
  }

  @Test
  void printsTheStatementForEachMissingRight() {
    String role = role("live_poor");
    Databases database = Databases.on(server, TABLE, "alter table t enable row level security");
    database.execute("revoke temporary on database %s from public".formatted(database.name()));

    List<Finding> findings = findings(role, database, Role.SOURCE, LONG);
    assertThat(findings)
        .extracting(finding -> finding.severity() + " " + finding.code() + " " + finding.remedy())
        .containsExactly(
            "BLOCKING missing-privilege grant select, insert, delete on table public.t to " + role,
            "BLOCKING missing-privilege alter role " + role + " bypassrls",
            "BLOCKING missing-privilege grant set on parameter session_replication_role to " + role,
            "WARNING deadlock-timeout grant set on parameter deadlock_timeout to " + role,
            "BLOCKING missing-privilege grant temporary on database %s to %s"
                .formatted(database.name(), role),
            "WARNING sessions-hidden grant pg_read_all_stats to " + role);
    assertThat(findings(role, database, Role.TARGET, LONG)).isEqualTo(findings);

    findings.forEach(finding -> database.execute(finding.remedy()));
    assertThat(findings(role, database, Role.SOURCE, LONG)).isEmpty();
    assertThat(findings(role, database, Role.TARGET, LONG)).isEmpty();
  }

  @Test
  void wantsTheSameOfTheRehearsal() {
    String role = role("live_scratch");
    Databases database = Databases.on(server);
    try (var scratch = PostgresScratch.open(config(role, database.name()))) {
      assertThat(scratch.capturable())
          .extracting(Finding::text)
          .containsExactly(
              "scratch old: role live_scratch may not set session_replication_role, so user"
                  + " triggers and foreign keys would fire for replayed rows"
                  + " → grant set on parameter session_replication_role to live_scratch");
      database.execute("grant set on parameter session_replication_role to live_scratch");
      assertThat(scratch.capturable()).isEmpty();
    }
  }

  @Test
  void namesThePreparedTransactionThatNoCutOverGetsPast() throws Exception {
    Databases database = Databases.on(server, TABLE, "create table free (id int primary key)");
    prepare(database, "insert into t values (1)", "order 17");
    prepare(database, "select * from t", "reader");
    try {
      assertThat(findings("postgres", database, Role.SOURCE, LONG)).isEmpty();
      assertThat(findings("postgres", database, Role.TARGET, Duration.ZERO)).isEmpty();
      assertThat(findings("postgres", database, Role.SOURCE, Duration.ZERO))
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.blocks()).isTrue();
                assertThat(finding.code()).isEqualTo("prepared-transaction");
                assertThat(finding.text())
                    .startsWith("prepared transaction 'order 17': of postgres has been open for")
                    .contains("holds locks on public.t:", "rollback prepared 'order 17'");
              });
    } finally {
      database.execute("rollback prepared 'order 17'", "rollback prepared 'reader'");
    }
    assertThat(findings("postgres", database, Role.SOURCE, Duration.ZERO)).isEmpty();
  }

  private static void prepare(Databases database, String sql, String gid) throws SQLException {
    try (Connection client = server.connect(database.name());
        var statement = client.createStatement()) {
      client.setAutoCommit(false);
      statement.execute(sql);
      statement.execute("prepare transaction '" + gid + "'");
      client.setAutoCommit(true);
    }
  }

  @Test
  void namesTheTransactionThatLastsLongerThanTheBudget() throws Exception {
    Databases database = Databases.on(server, TABLE);
    try (Connection client = server.connect(database.name());
        var statement = client.createStatement()) {
      client.setAutoCommit(false);
      statement.execute("update t set v =\n 'x'");

      assertThat(findings("postgres", database, Role.SOURCE, LONG)).isEmpty();
      assertThat(findings("postgres", database, Role.TARGET, Duration.ZERO)).isEmpty();
      assertThat(findings("postgres", database, Role.SOURCE, Duration.ZERO))
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.blocks()).isFalse();
                assertThat(finding.code()).isEqualTo("long-transaction");
                assertThat(finding.text())
                    .matches("pid \\d+ user postgres: has been in one transaction for \\d+ s.*")
                    .contains("longer than cutOver.budget: update t set v = 'x'");
              });
      client.rollback();
    }
    assertThat(findings("postgres", database, Role.SOURCE, Duration.ZERO)).isEmpty();
  }

  @Test
  void countsTheLocksThatOneTransactionNeeds() {
    Databases few = Databases.on(server, tables(50));
    Databases many = Databases.on(server, tables(60));

    assertThat(both(few)).isEmpty();
    assertThat(both(many))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.blocks()).isTrue();
              assertThat(finding.code()).isEqualTo("too-few-locks");
              assertThat(finding.text())
                  .contains(
                      "needs 120 locks, more than half of the 220",
                      "alter system set max_locks_per_transaction = 11, then restart");
            });
  }

  private static String[] tables(int count) {
    return Stream.iterate(1, i -> i + 1)
        .limit(count)
        .map("create table t%d (id int primary key)"::formatted)
        .toArray(String[]::new);
  }

  @Test
  void warnsOfSessionsThatFireNoUserTrigger() {
    Databases database = Databases.on(server, TABLE);
    Databases other = Databases.on(server, TABLE);
    String loader = role("live_loader");
    database.execute(
        "alter role %s in database %s set session_replication_role = replica"
            .formatted(loader, database.name()));
    try {
      assertThat(both(other)).isEmpty();
      assertThat(both(database))
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.blocks()).isFalse();
                assertThat(finding.code()).isEqualTo("replica-sessions");
                assertThat(finding.message())
                    .startsWith("sessions of live_loader start with")
                    .contains("captured and fenced, but fire no other trigger and no foreign key");
              });
    } finally {
      database.execute("alter role %s in database %s reset all".formatted(loader, database.name()));
    }
    assertThat(both(database)).isEmpty();
  }

  @Test
  void warnsOfEventTriggersThatRunWithOurOwnSchemaChanges() {
    Databases database =
        Databases.on(
            server,
            TABLE,
            "create function watch() returns event_trigger language plpgsql as 'begin end'",
            "create event trigger typed on ddl_command_end when tag in ('CREATE TYPE')"
                + " execute function watch()");
    assertThat(both(database)).isEmpty();

    database.execute("create event trigger all_ddl on ddl_command_end execute function watch()");
    assertThat(both(database))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.blocks()).isFalse();
              assertThat(finding.code()).isEqualTo("event-trigger");
              assertThat(finding.text())
                  .contains("event trigger all_ddl: runs public.watch", "let it pass the role");
            });
    database.execute("alter event trigger all_ddl disable");
    assertThat(both(database)).isEmpty();
  }
}
