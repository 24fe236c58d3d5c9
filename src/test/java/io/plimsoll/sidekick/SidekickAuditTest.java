package io.plimsoll.sidekick;

import static io.plimsoll.sidekick.Difference.Kind.ALTERED;
import static io.plimsoll.sidekick.Difference.Kind.DUPLICATED;
import static io.plimsoll.sidekick.Difference.Kind.LOST;
import static io.plimsoll.sidekick.Difference.Kind.UNEXPECTED;
import static io.plimsoll.sidekick.Difference.Kind.WRONG_SHARD;
import static io.plimsoll.sidekick.ShardServer.change;
import static io.plimsoll.sidekick.ShardServer.select;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.sidekick.AuditResult.FieldTotal;
import io.plimsoll.sidekick.AuditResult.Total;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SidekickAuditTest {
  private static final SidekickSample SAMPLE = SidekickSample.of(2009, 300);

  /** Its home has everything: thousands of contacts, and a note of 100,000 characters. */
  private static final String LARGE = SAMPLE.shardOf(7);

  private static final long FIRST = 7 * ContactRows.IDS_PER_ACCOUNT + 1;

  private static ShardServer server;
  private static Map<String, Database> loaded;

  private Map<String, Database> shards;

  @BeforeAll
  static void load() {
    server = new ShardServer();
    loaded = server.empty(SAMPLE);
    new SidekickLoader(SidekickProgress.NONE).load(LoadRequest.of(SAMPLE, loaded));
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @BeforeEach
  void untouched() {
    shards = new LinkedHashMap<>(loaded);
  }

  @Test
  void isCleanWhenNothingWasTouched() {
    AuditResult result = audit();

    assertThat(result.clean()).as(() -> result.sample().toString()).isTrue();
    assertThat(result.records())
        .isEqualTo(new AuditResult.Records(300, SAMPLE.records(), SAMPLE.records()));
    assertThat(result.accountsAffected()).isZero();
    assertThat(result.lost()).isZero();
  }

  @Test
  void isCleanWhateverIsPrintedByDefault() {
    everyShardDamaged()
        .forEach(
            shard ->
                change(
                    shard,
                    "ALTER DATABASE %s SET bytea_output = 'escape'".formatted(name(shard)),
                    "ALTER DATABASE %s SET extra_float_digits = 0".formatted(name(shard))));

    TimeZone before = TimeZone.getDefault();
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Apia"));
      assertThat(audit().clean()).as("the driver gives a session the zone of the machine").isTrue();
    } finally {
      TimeZone.setDefault(before);
    }
  }

  @Test
  void findsADeletedRecord() {
    change(damaged(LARGE), "DELETE FROM contacts WHERE id = " + (FIRST + 63));

    AuditResult result = audit();

    assertThat(result.totals()).containsExactly(new Total(LOST, "contacts", 1));
    assertThat(result.lost()).isOne();
    assertThat(result.accountsAffected()).isOne();
    assertThat(result.sample())
        .singleElement()
        .satisfies(
            lost ->
                assertThat(lost.place())
                    .isEqualTo(
                        new Difference.Place(LARGE, "contacts", 7, String.valueOf(FIRST + 63))));
  }

  @Test
  void findsTheFirstAndTheLastRecordOfEveryTable() {
    for (Table table : Table.values()) {
      for (String end : new String[] {"", " DESC"}) {
        change(
            damaged(LARGE),
            "SET session_replication_role = replica",
            """
            DELETE FROM %1$s WHERE ctid =
              (SELECT ctid FROM %1$s ORDER BY %2$s LIMIT 1)
            """
                .formatted(table.sqlName(), table.order().replace(",", end + ",") + end));
      }
    }

    assertThat(audit().totals())
        .containsExactly(
            new Total(LOST, "accounts", 2),
            new Total(LOST, "contacts", 2),
            new Total(LOST, "events", 2),
            new Total(LOST, "todos", 2),
            new Total(LOST, "photos", 2));
  }

  @Test
  void findsAChangedFieldAndShowsBothValues() {
    change(damaged(LARGE), "UPDATE accounts SET email = 'other@sidekick.example' WHERE id = 7");

    AuditResult result = audit();

    assertThat(result.totals()).containsExactly(new Total(ALTERED, "accounts", 1));
    assertThat(result.fields()).containsExactly(new FieldTotal("accounts", "email", 1));
    assertThat(result.sample())
        .singleElement()
        .satisfies(
            altered -> {
              assertThat(altered.place())
                  .isEqualTo(new Difference.Place(LARGE, "accounts", 7, "7"));
              assertThat(altered.field()).isEqualTo("email");
              assertThat(altered.expected())
                  .isEqualTo(
                      select(loaded.get(LARGE), "SELECT email FROM accounts WHERE id = 7").get(0));
              assertThat(altered.found()).isEqualTo("other@sidekick.example");
            });
  }

  @Test
  void tellsNullFromEmptyAndOneNormalFormFromTheOther() {
    Database shard = damaged(SAMPLE.shardOf(42));
    change(
        shard,
        "UPDATE contacts SET note = NULL WHERE account_id = 42 AND note = ''",
        "UPDATE todos SET title = normalize(title) WHERE account_id = 42 AND title = E'cafe\\u0301'");

    assertThat(audit().totals())
        .containsExactlyInAnyOrder(
            new Total(ALTERED, "contacts", 1), new Total(ALTERED, "todos", 1));
  }

  @Test
  void seesOneLastCharacterOfALongValue() {
    change(damaged(LARGE), "UPDATE contacts SET note = left(note, -1) WHERE id = " + FIRST);

    AuditResult result = audit();

    assertThat(result.fields()).containsExactly(new FieldTotal("contacts", "note", 1));
    assertThat(result.sample()).allMatch(difference -> difference.expected().length() < 300);
  }

  @Test
  void findsTwoSwappedValues() {
    change(
        damaged(LARGE),
        """
        UPDATE contacts c SET updated_at = o.updated_at FROM contacts o
         WHERE (c.id, o.id) IN ((%1$d, %2$d), (%2$d, %1$d))
        """
            .formatted(FIRST + 1, FIRST + 2));

    AuditResult result = audit();

    assertThat(result.totals()).containsExactly(new Total(ALTERED, "contacts", 2));
    assertThat(result.fields()).containsExactly(new FieldTotal("contacts", "updated_at", 2));
    assertThat(result.accountsAffected()).isOne();
  }

  @Test
  void findsTheSameContentUnderAnotherKey() {
    change(
        damaged(LARGE),
        """
        INSERT INTO contacts (account_id, name, phones, email, note, favourite, updated_at)
        SELECT account_id, name, phones, email, note, favourite, updated_at
          FROM contacts WHERE id = %d
        """
            .formatted(FIRST + 5),
        """
        INSERT INTO events (account_id, title, starts_at, ends_at, all_day, location, notes)
        SELECT account_id, title, starts_at, ends_at, all_day, location, notes
          FROM events ORDER BY id LIMIT 1
        """,
        """
        INSERT INTO accounts SELECT id + 1000000, 'other', name, created_at, locale
          FROM accounts WHERE id = 7
        """);

    assertThat(audit().totals())
        .containsExactly(
            new Total(DUPLICATED, "contacts", 1),
            new Total(DUPLICATED, "events", 1),
            new Total(UNEXPECTED, "accounts", 1));
  }

  @Test
  void findsTheSameAccountUnderAnotherId() {
    change(
        damaged(LARGE),
        "ALTER TABLE accounts DROP CONSTRAINT accounts_email_key",
        """
        INSERT INTO accounts
        SELECT 1000007, email, name, created_at, locale, quota_bytes, balance, settings
          FROM accounts WHERE id = 7
        """);

    assertThat(audit().totals()).containsExactly(new Total(DUPLICATED, "accounts", 1));
  }

  @Test
  void findsTheSameKeyTwice() {
    change(
        damaged(LARGE),
        "ALTER TABLE contacts DROP CONSTRAINT contacts_pkey",
        "INSERT INTO contacts (id, account_id, name) VALUES (%d, 7, 'impostor')".formatted(FIRST),
        """
        INSERT INTO contacts SELECT id, account_id, name, phones, email, note, favourite, updated_at
          FROM contacts WHERE id = %d
        """
            .formatted(FIRST + 9));

    AuditResult result = audit();

    assertThat(result.totals()).containsExactly(new Total(DUPLICATED, "contacts", 2));
    assertThat(result.records().found()).isEqualTo(SAMPLE.records() + 2);
  }

  @Test
  void isNotFooledByOneLostAndOneDuplicated() {
    change(
        damaged(LARGE),
        "DELETE FROM contacts WHERE id = " + FIRST,
        """
        INSERT INTO contacts (account_id, name, phones, email, note, favourite, updated_at)
        SELECT account_id, name, phones, email, note, favourite, updated_at
          FROM contacts WHERE id = %d
        """
            .formatted(FIRST + 1));

    AuditResult result = audit();

    assertThat(result.records().found()).isEqualTo(result.records().expected());
    assertThat(result.totals())
        .containsExactly(new Total(LOST, "contacts", 1), new Total(DUPLICATED, "contacts", 1));
  }

  @Test
  void findsARecordNobodyWrote() {
    change(damaged(LARGE), "INSERT INTO todos (account_id, number, title) VALUES (7, 0, 'x')");

    assertThat(audit().totals()).containsExactly(new Total(UNEXPECTED, "todos", 1));
  }

  @Test
  void findsARecordOnAnotherShard() {
    String other = SAMPLE.shards().stream().filter(s -> !s.equals(LARGE)).findFirst().orElseThrow();
    String row =
        select(
                damaged(LARGE),
                "SELECT format('%L, %L, %L, %L', id, account_id, name, updated_at) FROM contacts"
                    + " WHERE id = "
                    + FIRST)
            .get(0);
    change(damaged(LARGE), "DELETE FROM contacts WHERE id = " + FIRST);
    change(
        damaged(other),
        "SET session_replication_role = replica",
        "INSERT INTO contacts (id, account_id, name, updated_at) VALUES (" + row + ")");

    AuditResult result = audit();

    assertThat(result.totals())
        .containsExactly(new Total(LOST, "contacts", 1), new Total(WRONG_SHARD, "contacts", 1));
    assertThat(result.onWrongShard()).isOne();
    assertThat(result.accountsAffected()).isOne();
    assertThat(result.sample().get(1).place().shard()).isEqualTo(other);
    assertThat(result.sample().get(1).expected()).isEqualTo(LARGE);
  }

  @Test
  void findsEverythingWhenTwoShardsAreSwapped() {
    var swapped = new LinkedHashMap<>(shards);
    swapped.put("s00", shards.get("s01"));
    swapped.put("s01", shards.get("s00"));

    AuditResult result =
        new SidekickAudit(SidekickProgress.NONE).audit(AuditRequest.of(SAMPLE, swapped));

    assertThat(result.lost()).isEqualTo(result.onWrongShard()).isGreaterThan(1_000);
  }

  @Test
  void countsAllAndShowsFew() {
    everyShardDamaged().forEach(shard -> change(shard, "UPDATE todos SET done = NOT done"));

    AuditResult result =
        new SidekickAudit(SidekickProgress.NONE)
            .audit(AuditRequest.of(SAMPLE, shards).withSamples(3));

    long todos =
        shards.values().stream()
            .mapToLong(shard -> Long.parseLong(select(shard, "SELECT count(*) FROM todos").get(0)))
            .sum();
    assertThat(result.altered()).isEqualTo(todos);
    assertThat(result.fields()).containsExactly(new FieldTotal("todos", "done", todos));
    assertThat(result.sample()).hasSize(3);
  }

  @Test
  void findsTheShardsThroughTheDirectory() {
    change(damaged(LARGE), "DELETE FROM photos WHERE account_id = 7");
    var directory = new Directory(server.empty(), "sidekick");
    directory.publish("old", shards, false);
    Database login = shards.get("s00").at("jdbc:postgresql://nowhere/none");

    AuditResult result =
        new SidekickAudit(SidekickProgress.NONE)
            .audit(AuditRequest.through(SAMPLE, directory, login));

    assertThat(result.totals()).hasSize(1);
    assertThat(result.lost()).isPositive();
  }

  @Test
  void givesNoResultWhenATableIsGone() {
    change(damaged("s02"), "DROP TABLE photos");

    assertThatThrownBy(this::audit)
        .isInstanceOf(SidekickException.class)
        .hasMessageContaining("shard s02")
        .hasMessageContaining("could not be audited")
        .hasMessageContaining("photos");
  }

  @Test
  @Timeout(60)
  void endsWhenTheFirstOfManyShardsFails() {
    change(damaged("s00"), "DROP TABLE photos");

    assertThatThrownBy(
            () ->
                new SidekickAudit(SidekickProgress.NONE)
                    .audit(AuditRequest.of(SAMPLE, shards).withThreads(1)))
        .isInstanceOf(SidekickException.class)
        .hasMessageContaining("shard s00");
  }

  @Test
  void reportsEveryRecordAsProgress() {
    var reported = new LongAdder();

    new SidekickAudit((shard, table, records) -> reported.add(records))
        .audit(AuditRequest.of(SAMPLE, shards).withThreads(1));

    assertThat(reported.sum()).isEqualTo(SAMPLE.records());
  }

  /** This test's own copy of a shard; the others stay the untouched ones. */
  private Database damaged(String shard) {
    Database mine = shards.get(shard);
    if (mine.equals(loaded.get(shard))) {
      mine = server.copyOf(Map.of(shard, mine)).get(shard);
      shards.put(shard, mine);
    }
    return mine;
  }

  private List<Database> everyShardDamaged() {
    return SAMPLE.shards().stream().map(this::damaged).toList();
  }

  private AuditResult audit() {
    return new SidekickAudit(SidekickProgress.NONE).audit(AuditRequest.of(SAMPLE, shards));
  }

  private static String name(Database database) {
    return database.url().replaceAll(".*/([^?]+).*", "$1");
  }
}
