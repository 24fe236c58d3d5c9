package io.plimsoll.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.store.Chunk;
import io.plimsoll.store.SchemaStep;
import io.plimsoll.store.SchemaStep.Phase;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.StoreWriter;
import io.plimsoll.testing.Postgres;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresWriterTest {
  private static final Chunk T = Chunk.whole(Database.named("t"));
  private static final SchemaStep TABLE =
      new SchemaStep(
          Phase.TABLES, "table public.t", "create table public.t (id int primary key, name text)");
  private Database database;
  private StoreWriter writer;
  private byte[] rows;

  @BeforeEach
  void open() {
    database = new Database(Postgres.one(), "writer").claimed(5);
    writer = database.writer(5);
    rows = threeRows();
  }

  @AfterEach
  void close() {
    writer.close();
    database.close();
  }

  private static byte[] threeRows() {
    var bytes = new ByteArrayOutputStream();
    try (Database source = new Database(Postgres.one(), "rows")) {
      source.execute(
          "create table t (id int primary key, name text)",
          "insert into t values (1, 'a'), (2, null), (3, '')");
      try (var view = source.view(1, "t");
          var reader = view.reader()) {
        reader.read(T, bytes::write);
      }
    }
    return bytes.toByteArray();
  }

  private long load(StoreWriter by, long id, int attempt) {
    try (var load = by.load(id, attempt, T)) {
      load.accept(rows, 0, rows.length);
      return load.commit();
    }
  }

  private List<String> ids() {
    return database.query("select id from t order by id");
  }

  @Test
  void loadsAChunkOnceEvenIfTheReplyToTheFirstCommitWasLost() {
    writer.build(TABLE);
    assertThat(load(writer, 17, 1)).isEqualTo(3);
    try (var retry = database.writer(5).load(17, 2, T)) {
      assertThat(retry.applied()).isTrue();
      retry.accept(rows, 0, rows.length);
      assertThat(retry.commit()).isEqualTo(3);
    }
    assertThat(ids()).containsExactly("1", "2", "3");
  }

  @Test
  void aRetryWaitsForAnAttemptWhoseOutcomeIsOpen() throws Exception {
    writer.build(TABLE);
    var pool = Executors.newSingleThreadExecutor();
    try (var first = writer.load(17, 1, T)) {
      first.accept(rows, 0, rows.length);
      Future<Long> retry = pool.submit(() -> load(writer, 17, 2));
      assertThatThrownBy(() -> retry.get(500, TimeUnit.MILLISECONDS))
          .isInstanceOf(java.util.concurrent.TimeoutException.class);
      first.commit();
      assertThat(retry.get(10, TimeUnit.SECONDS)).isEqualTo(3);
    } finally {
      pool.shutdown();
    }
    assertThat(ids()).hasSize(3);
  }

  @Test
  void leavesNothingOfALoadThatWasNotCommitted() {
    writer.build(TABLE);
    try (var load = writer.load(17, 1, T)) {
      load.accept(rows, 0, rows.length);
    }
    assertThat(ids()).isEmpty();
    assertThatThrownBy(() -> writer.flush(List.of(17L)))
        .hasMessageContaining("1 of 1 chunks thought to be loaded are not there: 17");
    assertThat(load(writer, 17, 2)).isEqualTo(3);
    writer.flush(List.of(17L, 17L));
  }

  /** As after a crash that lost the end of the log: the mark and its rows went together. */
  @Test
  void noticesAChunkThatWasLostBetweenCopyAndFlush() {
    writer.build(TABLE);
    load(writer, 17, 1);
    database.execute(
        "begin; select set_config('plimsoll.token', '%s', true), set_config('plimsoll.epoch', '5', true); delete from t; delete from plimsoll.applied; commit"
            .formatted(Database.TOKEN));
    assertThatThrownBy(() -> writer.flush(List.of(17L))).isInstanceOf(StoreException.class);
    assertThat(load(writer, 17, 2)).isEqualTo(3);
    assertThat(ids()).hasSize(3);
  }

  @Test
  void aStaleEpochCanDoNothing() {
    writer.build(TABLE);
    load(writer, 1, 1);
    database.execute("update plimsoll.side set epoch = 6");
    var sequence =
        new io.plimsoll.store.SequenceState(
            Database.named("s"), java.util.Optional.of(1L), 1, 1, java.util.Optional.empty());
    List<Runnable> actions =
        List.of(
            () -> load(writer, 2, 1),
            () -> writer.flush(List.of(1L)),
            () ->
                writer.build(
                    new SchemaStep(
                        Phase.INDEXES, "index public.i", "create index i on public.t (name)")),
            () -> writer.setSequences(List.of(sequence)),
            () -> writer.analyze(T.object()),
            () -> writer.clean());
    for (Runnable action : actions) {
      assertThatThrownBy(action::run)
          .isInstanceOf(StoreException.Fenced.class)
          .hasMessageContaining("PLIMSOLL");
    }
    assertThat(ids()).hasSize(3);
  }

  @Test
  void anEpochIsNotRaisedUnderALoadThatProvedIt() throws Exception {
    writer.build(TABLE);
    try (var load = writer.load(1, 1, T)) {
      assertThatThrownBy(
              () ->
                  database.execute(
                      "set lock_timeout = '300ms'; update plimsoll.side set epoch = 6"))
          .rootCause()
          .hasMessageContaining("lock timeout");
      load.accept(rows, 0, rows.length);
      load.commit();
    }
    assertThat(ids()).hasSize(3);
  }

  @Test
  void refusesAStreamThatWasCutOffBetweenTwoRows() {
    writer.build(TABLE);
    try (var load = writer.load(1, 1, T)) {
      load.accept(rows, 0, rows.length - 2);
      assertThatThrownBy(load::commit).hasMessageContaining("cut off after 3 rows");
    }
    try (var load = writer.load(1, 1, T)) {
      byte[] flipped = rows.clone();
      flipped[3] ^= 1;
      assertThatThrownBy(() -> load.accept(flipped, 0, flipped.length))
          .hasMessageContaining("header");
    }
    assertThat(ids()).isEmpty();
  }

  @Test
  void takesBlocksCutAnywhere() {
    writer.build(TABLE);
    try (var load = writer.load(1, 1, T)) {
      for (int i = 0; i < rows.length; i++) {
        load.accept(rows, i, 1);
      }
      assertThat(load.commit()).isEqualTo(3);
    }
    assertThat(database.query("select id, name from t order by id"))
        .containsExactly("1|a", "2|null", "3|");
  }

  @Test
  void fencesATableAsItIsMade() {
    writer.build(TABLE);
    assertThatThrownBy(() -> database.execute("insert into t values (9, 'foreign')"))
        .rootCause()
        .hasMessageContaining("PLIMSOLL");
  }

  @Test
  void buildsAStepOnce() {
    writer.build(TABLE);
    writer.build(TABLE);
    assertThatThrownBy(
            () -> writer.build(new SchemaStep(Phase.TABLES, "table public.u", "create table nope")))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("building table public.u");
    assertThat(database.query("select object from plimsoll.created"))
        .containsExactly("table public.t");
  }

  @Test
  void cleansUpWhatItMadeAndOnlyThat() {
    database.execute("create schema theirs", "create table theirs.keep (a int)");
    build("schema app", "create schema app");
    build("schema theirs", "create schema if not exists theirs");
    build("sequence app.s", "create sequence app.s");
    build(
        "table app.\"Odd.Name\"",
        "create table app.\"Odd.Name\" (id int primary key default nextval('app.s'))");
    build(
        "table app.other",
        "create table app.other (id int primary key references app.\"Odd.Name\")");
    build("table public.t", "create table public.t (id int, other int)");
    database.execute(
        "alter table app.\"Odd.Name\" add foreign key (id) references app.other",
        "drop table t",
        "create table t (namesake int)");
    writer.clean();
    assertThat(
            database.query(
                "select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = relnamespace where relkind in ('r', 'S') and nspname not in ('pg_catalog', 'information_schema', 'plimsoll') order by 1"))
        .containsExactly("public.t", "theirs.keep");
    assertThat(
            database.query("select nspname from pg_namespace where nspname in ('app', 'theirs')"))
        .containsExactly("theirs");
    writer.clean();
    database.execute("drop schema plimsoll cascade");
    writer.clean();
  }

  private void build(String object, String sql) {
    writer.build(new SchemaStep(Phase.TABLES, object, sql));
  }

  @Test
  void refusesToCleanASideThatIsOpen() {
    writer.build(TABLE);
    load(writer, 1, 1);
    database.execute("update plimsoll.side set state = 'OPEN'");
    assertThatThrownBy(writer::clean)
        .isInstanceOf(StoreException.Fenced.class)
        .hasMessageContaining("OPEN");
    assertThat(ids()).hasSize(3);
  }

  @Test
  void emptiesATableThatWasThereBeforeAndLetsNoTriggerOrKeyFire() {
    database.execute(
        "create table parent (id int primary key)",
        "create table log (what text)",
        "create table t (id int primary key references parent, name text)",
        "create function note() returns trigger language plpgsql as"
            + " 'begin insert into log values (''fired''); return new; end'",
        "create trigger note after insert on t for each row execute function note()");
    assertThat(load(writer, 1, 1)).isEqualTo(3);
    assertThat(database.query("select * from log")).isEmpty();
    writer.clean();
    assertThat(ids()).isEmpty();
    assertThat(load(writer, 1, 1)).isEqualTo(3);
  }

  @Test
  void refusesToLoadIntoSomebodysRows() {
    database.execute("create table t (id int, name text)", "insert into t values (1, 'theirs')");
    assertThatThrownBy(() -> load(writer, 1, 1)).hasMessageContaining("not empty");
    writer.clean();
    assertThat(ids()).containsExactly("1");
  }

  @Test
  void writesIdentityColumnsAsTheyWere() {
    writer.build(
        new SchemaStep(
            Phase.TABLES,
            "table public.t",
            "create table public.t (id int generated always as identity primary key, name text)"));
    load(writer, 1, 1);
    writer.analyze(T.object());
    assertThat(ids()).containsExactly("1", "2", "3");
    assertThat(database.query("select reltuples::int from pg_class where relname = 't'"))
        .containsExactly("3");
  }

  @Test
  void namesTheChunkAndTheServersWordsWhenARowIsRefused() {
    writer.build(
        new SchemaStep(
            Phase.TABLES,
            "table public.t",
            "create table public.t (id int check (id < 3), name text)"));
    var range =
        new Chunk(
            T.object(),
            4,
            java.util.Optional.of(List.of("0")),
            java.util.Optional.of(List.of("9")));
    try (var load = writer.load(1, 1, range)) {
      load.accept(rows, 0, rows.length);
      assertThatThrownBy(load::commit)
          .hasMessageContaining("writer/s00: writing public.t (0, 9]: ")
          .hasMessageContaining("t_id_check");
    }
  }
}
