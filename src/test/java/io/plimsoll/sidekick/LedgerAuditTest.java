package io.plimsoll.sidekick;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.sidekick.AuditResult.Total;
import io.plimsoll.sidekick.Difference.Kind;
import io.plimsoll.sidekick.LedgerLine.Content;
import io.plimsoll.sidekick.LedgerLine.Operation;
import io.plimsoll.sidekick.LedgerLine.Place;
import io.plimsoll.sidekick.LedgerLine.Step;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an audit with a ledger finds behind phones that have written and stopped. */
class LedgerAuditTest {
  private static final String SHARD = "s00";

  @TempDir static Path folder;
  private static PhoneStand stand;
  private static LedgerBook book;

  private Database damaged;

  @BeforeAll
  static void write() {
    long seed = Long.getLong("phones.seed", ThreadLocalRandom.current().nextInt());
    stand = new PhoneStand(new SidekickSample(3, 30, List.of(SHARD)), seed, folder);
    Phones phones = Phones.idle(stand.request(100, 30, PhoneGuard.all()));
    for (int turn = 0; turn < 25; turn++) {
      phones.turnAll();
    }
    phones.stop();
    stand.requireClean();
    book = LedgerBook.read(stand.ledger);
  }

  @BeforeEach
  void copy() {
    damaged = stand.server.copyOf(stand.shards).get(SHARD);
  }

  private AuditResult audit() {
    return stand.audit(Map.of(SHARD, damaged));
  }

  private static Map.Entry<RowKey, LedgerBook.Touched> any(Table table, Predicate<Content> wanted) {
    return book.touched(SHARD, table).entrySet().stream()
        .filter(entry -> wanted.test(entry.getValue().last()))
        .findFirst()
        .orElseThrow();
  }

  private static Predicate<Content> last(Operation operation) {
    return content -> content.operation() == operation;
  }

  private void found(Kind kind, Table table, String key) {
    AuditResult result = audit();
    assertThat(result.totals()).containsExactly(new Total(kind, table.sqlName(), 1));
    assertThat(result.sample())
        .singleElement()
        .satisfies(difference -> assertThat(difference.place().key()).isEqualTo(key));
  }

  @Test
  void findsALostAddition() {
    String key = any(Table.CONTACTS, last(Operation.ADD)).getValue().key();
    ShardServer.change(damaged, "DELETE FROM contacts WHERE id = " + key);

    found(Kind.LOST, Table.CONTACTS, key);
  }

  @Test
  void findsAnEditThatIsNoLongerTheLatest() {
    var touched = any(Table.TODOS, last(Operation.EDIT));
    String key = touched.getValue().key();
    ShardServer.change(
        damaged,
        "UPDATE todos SET title = 'before ~1.0123456789ab' WHERE account_id = %d AND number = %s"
            .formatted(touched.getKey().account(), key));

    found(Kind.ALTERED, Table.TODOS, key);
    assertThat(audit().sample().get(0).toString())
        .contains("version " + touched.getValue().last().version())
        .contains("is version 1: ");
  }

  @Test
  void findsOneChangedValue() {
    String key = any(Table.EVENTS, last(Operation.ADD)).getValue().key();
    ShardServer.change(
        damaged, "UPDATE events SET all_day = NOT all_day WHERE id = '%s'".formatted(key));

    found(Kind.ALTERED, Table.EVENTS, key);
  }

  @Test
  void findsASecondCopyUnderAnotherKey() {
    String key = any(Table.CONTACTS, last(Operation.ADD)).getValue().key();
    ShardServer.change(
        damaged,
        """
        INSERT INTO contacts (account_id, name, phones, email, note, favourite, updated_at)
        SELECT account_id, name, phones, email, note, favourite, updated_at
        FROM contacts WHERE id = %s
        """
            .formatted(key));
    String copy = ShardServer.select(damaged, "SELECT max(id) FROM contacts").get(0);

    found(Kind.DUPLICATED, Table.CONTACTS, copy);
  }

  @Test
  void findsADeletedRecordThatIsHereAgain() {
    var touched =
        book.touched(SHARD, Table.EVENTS).entrySet().stream()
            .filter(entry -> entry.getValue().last().deletes())
            .findFirst()
            .orElseThrow();
    String key = touched.getValue().key();
    ShardServer.change(
        damaged,
        "INSERT INTO events (account_id, id, title, starts_at) VALUES (%d, '%s', 'again', now())"
            .formatted(touched.getKey().account(), key));

    found(Kind.RESURRECTED, Table.EVENTS, key);
  }

  @Test
  void findsARecordNobodyWrote() {
    ShardServer.change(
        damaged, "INSERT INTO contacts (id, account_id, name) VALUES (4000000000, 1, 'nobody')");

    found(Kind.UNEXPECTED, Table.CONTACTS, "4000000000");
  }

  @Test
  void findsALostRecordOfTheSampleThatNoPhoneTouched() {
    String key =
        ShardServer.select(damaged, "SELECT id FROM contacts WHERE note NOT LIKE '% ~%'").stream()
            .findFirst()
            .orElseThrow();
    ShardServer.change(damaged, "DELETE FROM contacts WHERE id = " + key);

    found(Kind.LOST, Table.CONTACTS, key);
  }

  @Test
  void findsAnAccountThatWasSetBack() {
    ShardServer.change(
        damaged, "UPDATE accounts SET settings = settings - 'client_epoch' WHERE id = 5");

    found(Kind.ALTERED, Table.ACCOUNTS, "5");
  }

  @Test
  void allowsAWriteNobodyAnsweredOnce(@TempDir Path other) {
    Path file = other.resolve("ledger");
    Entry entry =
        Draft.stamped(
            new Entry(
                PhoneTable.TODOS, 2, null, List.of("call", "f", "2009-10-01", "3"), Mark.NONE),
            new Mark(9, "0123456789ab"),
            Clock.systemUTC().instant());
    try (var ledger = Ledger.open(file, Clock.systemUTC())) {
      ledger.write(
          Step.INTENT,
          ledger.nextNumber(),
          new Place(SHARD, Table.TODOS, 2, ""),
          new Content(Operation.ADD, 9, entry.digest()));
    }
    Database fresh = stand.server.empty(stand.sample).get(SHARD);
    new SidekickLoader(SidekickProgress.NONE)
        .load(LoadRequest.of(stand.sample, Map.of(SHARD, fresh)));
    AuditRequest request = AuditRequest.of(stand.sample, Map.of(SHARD, fresh)).withLedger(file);
    var audit = new SidekickAudit(SidekickProgress.NONE);
    assertThat(audit.audit(request).clean()).as("it did not happen").isTrue();
    String insert =
        "INSERT INTO todos VALUES (2, %d, 'call ~9.0123456789ab', false, '2009-10-01', 3)";

    ShardServer.change(fresh, insert.formatted(9_001));
    assertThat(audit.audit(request).clean()).as("it happened").isTrue();
    assertThat(audit.audit(request).records().written().orElseThrow().unanswered()).isOne();

    ShardServer.change(fresh, insert.formatted(9_002));
    assertThat(audit.audit(request).clean()).as("it happened twice").isFalse();
  }
}
