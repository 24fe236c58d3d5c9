package io.plimsoll.sidekick;

import static io.plimsoll.sidekick.ShardServer.change;
import static io.plimsoll.sidekick.ShardServer.select;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SidekickLoaderTest {
  private static final SidekickSample SAMPLE = SidekickSample.of(2009, 300);

  private static ShardServer server;
  private static Map<String, Database> loaded;
  private static Loaded counts;

  @BeforeAll
  static void load() {
    server = new ShardServer();
    loaded = server.empty(SAMPLE);
    counts = load(LoadRequest.of(SAMPLE, loaded));
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Test
  void writesTheSameContentWithAnyNumberOfThreads() {
    var again = server.empty(SAMPLE);
    load(LoadRequest.of(SAMPLE, again).withThreads(1));
    var parallel = server.empty(SAMPLE);
    load(LoadRequest.of(SAMPLE, parallel).withThreads(4));

    assertThat(contentOf(again)).isEqualTo(contentOf(loaded));
    assertThat(contentOf(parallel)).isEqualTo(contentOf(loaded));
  }

  @Test
  void writesOtherContentFromAnotherSeed() {
    var other = server.empty(SAMPLE);
    load(LoadRequest.of(SidekickSample.of(2010, 300), other));

    assertThat(contentOf(other)).doesNotContainAnyElementsOf(contentOf(loaded));
  }

  /** The digest changes only with the sample itself; then every stored sample is another one. */
  @Test
  void makesTheSameBytesOnEveryMachine() throws Exception {
    var digest = MessageDigest.getInstance("SHA-256");
    for (String shard : SAMPLE.shards()) {
      for (Table table : Table.values()) {
        var rows = new ShardRows(SAMPLE, shard, table);
        while (rows.next()) {
          digest.update(rows.row().bytes(), 0, rows.row().length());
        }
      }
    }
    assertThat(HexFormat.of().formatHex(digest.digest()))
        .isEqualTo("24efa797358b4844e03b56039d29882e702e5a56119862adf656707bba2a3670");
  }

  @Test
  void countsWhatItWrote() {
    for (var line : counts.lines()) {
      assertThat(select(loaded.get(line.shard()), "SELECT count(*) FROM " + line.table()))
          .containsExactly(Long.toString(line.records()));
    }
    assertThat(counts.lines()).hasSize(4 * 5).allMatch(line -> line.records() > 0);
    assertThat(counts.records()).isEqualTo(SAMPLE.records());
  }

  @Test
  void reportsEveryRecordAsProgress() {
    var reported = new LongAdder();
    new SidekickLoader((shard, table, records) -> reported.add(records))
        .load(LoadRequest.of(SAMPLE, server.empty(SAMPLE)));

    assertThat(reported.sum()).isEqualTo(SAMPLE.records());
  }

  @Test
  void givesFewAccountsMuchAndMostLittle() {
    var contacts = new ArrayList<Long>();
    loaded
        .values()
        .forEach(
            shard ->
                select(
                        shard,
                        """
                        SELECT count(c.id) FROM accounts a LEFT JOIN contacts c ON c.account_id = a.id
                        GROUP BY a.id
                        """)
                    .forEach(count -> contacts.add(Long.valueOf(count))));
    contacts.sort(null);

    assertThat(contacts.get(299)).isGreaterThan(2_000);
    assertThat(contacts.get(150)).isLessThan(10);
  }

  @Test
  void holdsAboutThirtyOneRecordsAnAccountWhenThereAreMany() {
    assertThat(SidekickSample.of(1, 50_000).records() / 50_000.0).isBetween(30.0, 32.0);
  }

  @Test
  void bringsOddValuesBackAsTheyWereWritten() {
    Database shard = loaded.get(SAMPLE.shardOf(42));
    var odds = new ArrayList<String>();
    for (int i = 0; i < Phrases.odds(); i++) {
      odds.add(Phrases.odd(i));
    }

    assertThat(select(shard, "SELECT name FROM contacts WHERE account_id = 42 ORDER BY id"))
        .containsExactlyElementsOf(odds);
    assertThat(select(shard, "SELECT title FROM todos WHERE account_id = 42 ORDER BY number"))
        .containsExactlyElementsOf(odds);
    assertThat(
            select(
                shard,
                """
                SELECT name FROM contacts
                 WHERE account_id = 42 AND cardinality(phones) > 0 AND phones[1] <> name
                """))
        .as("odd names are the first phone, too")
        .isEmpty();
  }

  @Test
  void writesValuesOfAHundredThousandCharacters() {
    assertThat(
            select(
                loaded.get(SAMPLE.shardOf(7)),
                "SELECT max(length(note)) FROM contacts WHERE account_id = 7"))
        .allSatisfy(length -> assertThat(Integer.parseInt(length)).isGreaterThan(100_000));
  }

  @Test
  void keepsBothNormalFormsOfAName() {
    assertThat(
            select(
                loaded.get(SAMPLE.shardOf(53)),
                "SELECT normalize(key) FROM photos WHERE account_id = 53 AND key ~ 'caf'"))
        .hasSize(2)
        .allMatch(key -> key.endsWith("caf\u00E9.jpg"));
  }

  @Test
  void leavesSequencesPastTheMaximum() {
    var shards = server.copyOf(loaded);
    Database shard = shards.get(SAMPLE.shardOf(42));
    change(
        shard,
        "INSERT INTO contacts (account_id, name) VALUES (42, 'new')",
        "INSERT INTO events (account_id, title, starts_at) VALUES (42, 'new', now())");

    assertThat(
            select(
                shard,
                "SELECT id = max(id) OVER () FROM contacts ORDER BY name = 'new' DESC LIMIT 1"))
        .containsExactly("t");
    assertThat(
            select(
                shard,
                "SELECT revision = max(revision) OVER () FROM events ORDER BY title = 'new' DESC LIMIT 1"))
        .containsExactly("t");
  }

  @Test
  void leavesTablesSequencesAndIndexesOnly() {
    Database shard = loaded.get("s00");

    assertThat(
            select(
                shard,
                """
                SELECT DISTINCT relkind FROM pg_class
                 WHERE relnamespace = 'public'::regnamespace ORDER BY 1
                """))
        .containsExactly("S", "i", "r");
    assertThat(select(shard, "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")).isEmpty();
    assertThat(
            select(
                shard, "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"))
        .isEmpty();
    assertThat(select(shard, "SELECT conname FROM pg_constraint WHERE contype = 'f'")).hasSize(4);
    assertThat(
            select(
                shard,
                "SELECT relname FROM pg_class WHERE reltuples < 0 AND relkind = 'r'"
                    + " AND relnamespace = 'public'::regnamespace"))
        .as("tables without statistics")
        .isEmpty();
  }

  @Test
  void refusesAShardThatHoldsATableAndChangesNone() {
    var shards = server.empty(SAMPLE);
    change(shards.get("s02"), "CREATE TABLE todos (mine int)");

    assertThatThrownBy(() -> load(LoadRequest.of(SAMPLE, shards)))
        .isInstanceOf(SidekickRefusal.class)
        .hasMessageContaining("shard s02")
        .hasMessageContaining("holds table todos")
        .hasMessageContaining("nothing was changed")
        .hasMessageNotContaining("password");
    assertThat(tablesIn(shards.get("s00"))).isEmpty();
    assertThat(tablesIn(shards.get("s02"))).containsExactly("todos");
  }

  @Test
  void replacesAnEarlierLoadWhenTold() {
    var shards = server.copyOf(loaded);
    change(shards.get("s01"), "DELETE FROM todos", "UPDATE contacts SET note = 'x'");

    load(LoadRequest.of(SAMPLE, shards).replacing());

    assertThat(contentOf(shards)).isEqualTo(contentOf(loaded));
  }

  @Test
  void neverReplacesATableItDidNotMake() {
    var shards = server.copyOf(loaded);
    change(shards.get("s03"), "ALTER TABLE events ADD COLUMN theirs text");

    assertThatThrownBy(() -> load(LoadRequest.of(SAMPLE, shards).replacing()))
        .isInstanceOf(SidekickRefusal.class)
        .hasMessageContaining("holds table events");
    assertThat(contentOf(shards).subList(0, 5)).isEqualTo(contentOf(loaded).subList(0, 5));
  }

  @Test
  void publishesTheRouteClientsRead() {
    var shards = server.empty(SAMPLE);
    var directory = new Directory(server.empty(), "sidekick");

    load(LoadRequest.of(SAMPLE, shards).publishedTo(directory, "old"));

    assertThat(directory.find("s02"))
        .contains(new Directory.Destination("s02", 1, "old", shards.get("s02").url()));
    assertThat(directory.find("s99")).isEmpty();
  }

  @Test
  void refusesARouteThatHasRowsAndLoadsNothing() {
    var directory = new Directory(server.empty(), "sidekick");
    directory.publish("old", loaded, false);
    var shards = server.empty(SAMPLE);

    assertThatThrownBy(() -> load(LoadRequest.of(SAMPLE, shards).publishedTo(directory, "new")))
        .isInstanceOf(SidekickRefusal.class)
        .hasMessageContaining("route sidekick has 4 rows already");
    assertThat(tablesIn(shards.get("s00"))).isEmpty();
    assertThat(directory.find("s00").orElseThrow().destination()).isEqualTo("old");
  }

  @Test
  void neverPublishesAPassword() {
    var shards = server.empty(SAMPLE);
    Database first = shards.get("s00");
    shards.put("s00", first.at(first.url().replaceAll("[?].*", "") + "?password=hunter2"));
    var directory = new Directory(server.empty(), "sidekick");

    assertThatThrownBy(() -> load(LoadRequest.of(SAMPLE, shards).publishedTo(directory, "old")))
        .isInstanceOf(SidekickRefusal.class)
        .hasMessageContaining("shard s00")
        .hasMessageContaining("its URL holds a password")
        .hasMessageNotContaining("hunter2");
    assertThat(tablesIn(first)).isEmpty();
  }

  @Test
  void saysWhichShardCannotBeReached() {
    var shards = server.empty(SAMPLE);
    shards.put("s01", shards.get("s01").at("jdbc:postgresql://localhost:1/none?password=hunter2"));

    assertThatThrownBy(() -> load(LoadRequest.of(SAMPLE, shards)))
        .isInstanceOf(SidekickException.class)
        .hasMessageContaining("shard s01 (jdbc:postgresql://localhost:1/none)")
        .hasMessageNotContaining("hunter2");
    assertThat(tablesIn(shards.get("s00"))).isEmpty();
  }

  private static Loaded load(LoadRequest request) {
    return new SidekickLoader(SidekickProgress.NONE).load(request);
  }

  private static List<String> tablesIn(Database database) {
    return select(database, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
  }

  /** A digest per shard and table. */
  private static List<String> contentOf(Map<String, Database> shards) {
    var content = new ArrayList<String>();
    for (String shard : SAMPLE.shards()) {
      for (Table table : Table.values()) {
        content.addAll(
            select(
                shards.get(shard),
                "SELECT md5(string_agg(t::text, chr(10) ORDER BY %s)) FROM %s t"
                    .formatted(table.order(), table.sqlName())));
      }
    }
    return content;
  }
}
