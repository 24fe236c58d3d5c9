package io.plimsoll.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.ObjectName;
import io.plimsoll.store.BlockSink;
import io.plimsoll.store.Chunk;
import io.plimsoll.store.ConsistentView;
import io.plimsoll.store.Fingerprint;
import io.plimsoll.testing.Postgres;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChunksTest {
  private static final long SEED = 3;
  private static final ObjectName T = Database.named("t");
  private static Database database;

  @BeforeAll
  static void open() {
    database = new Database(Postgres.one(), "chunks");
  }

  @AfterAll
  static void close() {
    database.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "k int primary key # i - 2500",
        "k bigint primary key # (i - 2500) * 1000000000000",
        "k smallint primary key # i",
        "k numeric primary key # (i - 2500) / 7.0",
        "k uuid primary key # md5(i::text)::uuid",
        "k date primary key # date '0001-01-01' + i * 100",
        "k timestamptz primary key # now() + i * interval '1 hour'",
        "k timestamp primary key # timestamp '2000-01-01' - i * interval '1 second'",
        "k text collate \"C\" primary key # chr(33 + i % 90) || 'é''\\😀' || i",
        "k varchar(40) collate \"C\" primary key # md5(i::text)",
        "k bytea primary key # decode(md5(i::text), 'hex')"
      })
  void partitionTheTable(String column, String value) {
    table(
        column + ", p text",
        "select %s, repeat('p', 50) from generate_series(1, 5000) i".formatted(value));
    List<Chunk> chunks = assertPartition(5000);
    assertThat(chunks).hasSizeGreaterThan(5);
    assertThat(chunks.get(0).lower()).isEmpty();
    assertThat(chunks.get(chunks.size() - 1).upper()).isEmpty();
  }

  @Test
  void partitionACompositeKey() {
    table(
        "a int, b text collate \"C\", c bigint, primary key (a, b, c)",
        "select i % 7, chr(65 + i % 26), i from generate_series(1, 5000) i");
    assertThat(assertPartition(5000)).hasSizeGreaterThan(5);
  }

  @Test
  void areOneWithoutAKeyOrWithTextInAnotherOrder() {
    table("a int, b int", "select i % 3, 1 from generate_series(1, 5000) i");
    assertThat(assertPartition(5000)).containsExactly(Chunk.whole(T));
    table(
        "k text collate \"en-x-icu\" primary key",
        "select 'k' || i from generate_series(1, 5000) i");
    assertThat(assertPartition(5000)).containsExactly(Chunk.whole(T));
  }

  @Test
  void areOneForAnEmptyTableAndForOneRow() {
    table("k int primary key", "select 1 where false");
    assertThat(assertPartition(0)).containsExactly(Chunk.whole(T));
    table("k int primary key", "select -5");
    assertThat(assertPartition(1)).containsExactly(Chunk.whole(T));
  }

  @Test
  void findRowsBeyondEveryKeyOfTheSource() {
    table("k int primary key, p text", "select i, repeat('p', 50) from generate_series(1, 5000) i");
    List<Chunk> chunks = assertPartition(5000);
    database.execute("insert into t values (-1000000, 'below'), (1000000, 'above')");
    assertThat(read(chunks).stream().mapToLong(Fingerprint::rows).sum()).isEqualTo(5002);
  }

  @Test
  void meanTheSameWhereTextHasAnotherOrder() {
    table(
        "k text collate \"C\" primary key, p text",
        "select chr(65 + i % 58) || i, repeat('p', 50) from generate_series(1, 5000) i");
    List<Chunk> chunks = assertPartition(5000);
    List<Fingerprint> here = read(chunks);
    database.execute("alter table t alter k type text collate \"en-x-icu\"");
    List<Fingerprint> there = new ArrayList<>();
    var info = database.table(T);
    var ranged =
        new io.plimsoll.store.TableInfo(
            T,
            info.columns(),
            java.util.Optional.of(new io.plimsoll.store.TableInfo.Key("pk", List.of("k"), true)),
            -1,
            0);
    try (ConsistentView view =
            new PostgresView(database.connections(), n -> ranged, List.of(T), SEED);
        var reader = view.reader()) {
      chunks.forEach(chunk -> there.add(reader.read(chunk, BlockSink.NONE)));
    }
    assertThat(there).isEqualTo(here);
  }

  private static void table(String columns, String rows) {
    database.execute(
        "drop table if exists t", "create table t (" + columns + ")", "insert into t " + rows);
  }

  /** The chunks' fingerprints sum up to the whole's, so no row is in two or in none. */
  private static List<Chunk> assertPartition(long rows) {
    List<Chunk> chunks;
    try (ConsistentView view = database.view(SEED, "t")) {
      chunks = view.chunks(T, 32 * 1024);
      assertThat(view.count(T)).isEqualTo(rows);
    }
    Fingerprint whole = database.fingerprint(SEED, "t");
    Fingerprint sum = read(chunks).stream().reduce(Fingerprint::plus).orElseThrow();
    assertThat(sum).isEqualTo(whole);
    assertThat(sum.rows()).isEqualTo(rows);
    return chunks;
  }

  private static List<Fingerprint> read(List<Chunk> chunks) {
    try (ConsistentView view = database.view(SEED, "t");
        var reader = view.reader()) {
      return chunks.stream().map(chunk -> reader.read(chunk, BlockSink.NONE)).toList();
    }
  }
}
