package io.plimsoll.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.common.Finding;
import io.plimsoll.store.BlockSink;
import io.plimsoll.store.Chunk;
import io.plimsoll.store.ConsistentView;
import io.plimsoll.store.SchemaStep;
import io.plimsoll.store.SequenceState;
import io.plimsoll.store.Side;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.StoreWriter;
import io.plimsoll.testing.Postgres;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rows of a partitioned table: read, loaded, locked and cleaned up as one table. */
class PartitionedDataTest {
  private static final Chunk T = Chunk.whole(Database.named("t"));

  /** Two levels, and a leaf whose columns stand in another order. */
  private static final String[] TREE = {
    "create table t (id int, day int, name text, n int generated always as (day * 2) stored,"
        + " primary key (id, day)) partition by range (day)",
    "create table t_1 partition of t for values from (0) to (10)",
    "create table t_2 (gone int, name text, n int generated always as (day * 2) stored,"
        + " day int not null, id int not null, primary key (day, id))",
    "alter table t_2 drop column gone",
    "alter table t_2 drop constraint t_2_pkey",
    "alter table t attach partition t_2 for values from (10) to (20)",
    "create table t_rest partition of t default partition by list (day)",
    "create table t_rest_a partition of t_rest default"
  };

  private Database source;
  private Database target;

  @BeforeEach
  void open() {
    source = new Database(Postgres.one(), "parted").execute(TREE);
    source.execute("insert into t select i, i % 30, 'row ' || i from generate_series(1, 3000) i");
    target = new Database(Postgres.two(), "parted").claimed(5);
  }

  @AfterEach
  void close() {
    source.close();
    target.close();
  }

  private static List<String> rows(Database database) {
    return database.query("select tableoid::regclass, id, day, name, n from t order by id");
  }

  private void copy(StoreWriter writer, long bytes) {
    try (ConsistentView view = source.view(1, "t");
        var reader = view.reader()) {
      long id = 0;
      for (Chunk chunk : view.chunks(T.object(), bytes)) {
        var stream = new ByteArrayOutputStream();
        reader.read(chunk, stream::write);
        try (var load = writer.load(++id, 1, chunk)) {
          load.accept(stream.toByteArray(), 0, stream.size());
          load.commit();
        }
      }
    }
  }

  private void build(StoreWriter writer) {
    var database = new Databases(Postgres.one(), source.name());
    database.mirror().forEach(writer::build);
  }

  @Test
  @Tag("F15")
  void comesOutTheSameThoughALeafHasItsColumnsInAnotherOrder() {
    try (StoreWriter writer = target.writer(5)) {
      build(writer);
      copy(writer, 20_000);
      assertThat(rows(target)).hasSize(3000).isEqualTo(rows(source));
      assertThat(target.fingerprint(7, "t")).isEqualTo(source.fingerprint(7, "t"));
      assertThat(
              target.query(
                  "select attname from pg_attribute where attrelid = 't_2'::regclass"
                      + " and attnum > 0 and not attisdropped order by attnum"))
          .containsExactly("name", "n", "day", "id");
      writer.analyze(T.object());
      assertThat(
              target.query(
                  "select count(*) from pg_class where relname like 't\\_%'"
                      + " and relkind = 'r' and reltuples = 1000"))
          .containsExactly("3");
    }
  }

  @Test
  @Tag("F15")
  void isCutIntoChunksByItsWholeSizeAndNoRowIsReadTwice() {
    try (ConsistentView view = source.view(1, "t");
        var reader = view.reader()) {
      List<Chunk> chunks = view.chunks(T.object(), 20_000);
      assertThat(chunks).hasSizeBetween(4, 40);
      assertThat(chunks.stream().mapToLong(c -> reader.read(c, BlockSink.NONE).rows()).sum())
          .isEqualTo(view.count(T.object()))
          .isEqualTo(3000);
    }
  }

  @Test
  @Tag("F12")
  void holdsOffATruncateOfALeafUntilItIsClosed() {
    try (ConsistentView view = source.view(1, "t");
        var reader = view.reader()) {
      for (String ddl : List.of("truncate t_rest_a", "alter table t detach partition t_1")) {
        assertThatThrownBy(() -> source.execute("set lock_timeout = '200ms'; " + ddl))
            .rootCause()
            .hasMessageContaining("lock timeout");
      }
      assertThat(reader.read(T, BlockSink.NONE).rows()).isEqualTo(3000);
    }
  }

  @Test
  @Tag("F12")
  void namesWhoHoldsALeaf() throws SQLException {
    try (Connection holder = Postgres.one().connect(source.name());
        var statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("set local application_name = 'leaf-vacuum'");
      statement.execute("lock table t_rest_a in access exclusive mode");
      assertThatThrownBy(
              () ->
                  new PostgresView(
                      source.connections(),
                      source::table,
                      List.of(T.object()),
                      1,
                      Duration.ofMillis(300)))
          .isInstanceOf(StoreException.Blocked.class)
          .hasMessageContaining("leaf-vacuum");
    }
  }

  /** No lock of a reader stops it, and its rows are seen at once although they are not of then. */
  @Test
  @Tag("F12")
  void voidsAViewInWhichAPartitionWasAttached() {
    source.execute(
        "drop table t_rest",
        "create table late (like t including generated)",
        "alter table late alter id set not null, alter day set not null",
        "insert into late values (9001, 21, 'late')");
    try (ConsistentView view = source.view(1, "t");
        var reader = view.reader()) {
      assertThat(view.count(T.object())).isEqualTo(2000);
      source.execute("alter table t attach partition late for values from (20) to (30)");
      assertThatThrownBy(() -> reader.read(T, BlockSink.NONE))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("a partition of public.t was attached or detached");
      assertThatThrownBy(() -> view.count(T.object())).isInstanceOf(StoreException.class);
    }
  }

  @Test
  @Tag("F26")
  void takesAwayTheTreesItMadeAndNothingOfOthers() {
    try (StoreWriter writer = target.writer(5)) {
      build(writer);
      copy(writer, 1_000_000);
      target.execute(
          "create table theirs (id int not null, day int not null, name text,"
              + " n int generated always as (day * 2) stored)",
          "insert into theirs values (1, 7000, 'theirs')",
          "alter table t_rest attach partition theirs for values in (7000)");
      assertThatThrownBy(writer::clean)
          .hasMessageContaining("somebody attached public.theirs to a table of this run");
      assertThat(rows(target)).hasSize(3001);
      target.execute("alter table t_rest detach partition theirs");
      writer.clean();
      assertThat(
              target.query(
                  "select relname from pg_class where relnamespace = 'public'::regnamespace"
                      + " and relkind in ('r', 'p')"))
          .containsExactly("theirs");
      assertThat(target.query("select name from theirs")).containsExactly("theirs");
    }
  }

  @Test
  @Tag("F26")
  void emptiesATreeThatWasThereBeforeAndLetsNoTriggerOfALeafFire() {
    target.execute(TREE);
    target.execute(
        "create table log (what text)",
        "create function note() returns trigger language plpgsql as"
            + " 'begin insert into log values (''fired''); return new; end'",
        "create trigger note after insert on t_rest_a for each row execute function note()");
    try (StoreWriter writer = target.writer(5)) {
      copy(writer, 1_000_000);
      assertThat(rows(target)).isEqualTo(rows(source));
      assertThat(target.query("select * from log")).isEmpty();
      target.execute("create table late partition of t for values from (100) to (200)");
      assertThatThrownBy(writer::clean).hasMessageContaining("somebody attached public.late");
      target.execute("drop table late");
      writer.clean();
      assertThat(rows(target)).isEmpty();
      target.execute("insert into t values (1, 15, 'theirs')");
      assertThatThrownBy(() -> copy(writer, 1_000_000)).hasMessageContaining("not empty");
      writer.clean();
      assertThat(rows(target)).hasSize(1);
    }
  }

  @Test
  void fencesEachPartOfATreeAsItIsMade() {
    try (StoreWriter writer = target.writer(5)) {
      new Databases(Postgres.one(), source.name())
          .mirror().stream()
              .filter(s -> s.phase() == SchemaStep.Phase.TABLES)
              .forEach(writer::build);
      for (String part : List.of("t", "t_1", "t_2", "t_rest", "t_rest_a")) {
        assertThatThrownBy(() -> target.execute("delete from " + part))
            .as(part)
            .rootCause()
            .hasMessageContaining("PLIMSOLL");
      }
    }
  }

  @Test
  @Tag("F25")
  void drawsFromTheSequencesOfRootAndLeaves() {
    Databases database =
        Databases.on(
            Postgres.one(),
            "create table s (id int generated always as identity (cache 3), own int, day int,"
                + " serial serial, primary key (id, day)) partition by range (day)",
            "create table s_1 partition of s for values from (0) to (10)",
            "create sequence leafs as int",
            "create table s_2 (day int not null, serial int not null, id int not null,"
                + " own int default nextval('leafs'))",
            "alter sequence leafs owned by s_2.own",
            "alter table s attach partition s_2 default",
            "insert into s overriding system value values (2100000000, 7, 1, 5), (8, 2000000000, 50, 9)",
            "select setval('leafs', 3)");
    List<SequenceState> states =
        database.read(
            session ->
                new PostgresSequences(session, ObjectIds.withPartitions(session, database.tables()))
                    .states());
    assertThat(states)
        .extracting(s -> s.name().name() + " " + s.columnMaximum().orElse(-1L))
        .containsExactlyInAnyOrder("leafs 2000000000", "s_id_seq 2100000000", "s_serial_seq 9");
    List<Finding> findings =
        database.read(session -> new PostgresHeadroom(session, database.tables()).findings());
    assertThat(findings)
        .extracting(Finding::subject)
        .containsExactlyInAnyOrder("column public.s.id", "column public.s_2.own");
    Databases mirrored = database.mirrorOn(Postgres.two());
    assertThat(database.differences(mirrored)).extracting(Finding::text).isEmpty();
  }

  @Test
  @Tag("F25")
  void countsTheLocksOfAllPartitionsAgainstTheServersRoom() {
    var database = new Databases(Postgres.one(), source.name());
    LockHeadroom.Locks locks =
        database.read(session -> new LockHeadroom(session, List.of(T.object())).locks());
    assertThat(locks.tables()).isEqualTo(5);
    assertThat(locks.indexes()).isEqualTo(5);
    assertThat(locks.room()).isGreaterThanOrEqualTo(64 * 200);
    assertThat(locks.finding()).isEmpty();
    assertThat(new LockHeadroom.Locks(400, 60, 40).finding()).isEmpty();
    assertThat(new LockHeadroom.Locks(400, 60, 41).finding())
        .hasValueSatisfying(f -> assertThat(f.blocks()).isFalse());
    assertThat(new LockHeadroom.Locks(400, 401, 0).finding())
        .hasValueSatisfying(f -> assertThat(f.blocks()).isTrue());
  }

  @Test
  void asksForTheRightsOnLeavesToo() {
    Postgres.one()
        .execute("postgres", "drop role if exists root_only", "create role root_only login");
    source.execute(
        "grant create on database %s to root_only".formatted(source.name()),
        "alter table t owner to root_only");
    List<Finding> lacking =
        CatalogueSession.read(
            "poor",
            () ->
                java.sql.DriverManager.getConnection(
                    Postgres.one().url(source.name()), "root_only", ""),
            session ->
                new PostgresPrivileges(session, List.of(T.object())).lacking(Side.Role.SOURCE));
    assertThat(lacking)
        .extracting(Finding::subject)
        .contains("public.t_1, public.t_2, public.t_rest, public.t_rest_a", "public.t_2");
    source.execute("alter table t owner to postgres");
    Postgres.one().execute(source.name(), "drop owned by root_only");
  }
}
