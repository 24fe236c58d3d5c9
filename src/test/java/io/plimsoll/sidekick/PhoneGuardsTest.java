package io.plimsoll.sidekick;

import static io.plimsoll.sidekick.PhoneStand.without;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A thousand phones against a service that is not whole. */
@Timeout(300)
class PhoneGuardsTest {
  private static final int PHONES = 1_000;
  private static final String SHARD = "s00";

  /** Records that every phone's owner has edited since the last copy of the store. */
  private static final String SET_BACK =
      """
      UPDATE %1$s c SET (%2$s) = (SELECT %2$s FROM old_%1$s o WHERE o.%3$s)
       WHERE EXISTS (SELECT FROM old_%1$s o WHERE o.%3$s)
      """;

  @TempDir Path folder;
  private PhoneStand stand;
  private Database whole;
  private Phones phones;

  @BeforeEach
  void load() {
    stand = new PhoneStand(new SidekickSample(9, PHONES, List.of(SHARD)), 9, folder);
    whole = stand.shards.get(SHARD);
  }

  @AfterEach
  void stop() {
    phones.close();
  }

  private void fill(Set<PhoneGuard> guards) {
    phones = Phones.idle(stand.request(100, PHONES, guards));
    phones.turnAll();
    assertThat(phones.now().takenOver().refills()).isEqualTo(PHONES);
  }

  private void takeOver() {
    phones.phones().forEach(Phone::takeOverNext);
    phones.turnAll();
  }

  private List<Map<Entry.Id, Entry>> shown() {
    return phones.phones().stream().map(Phone::shown).toList();
  }

  /** Sends the phones to a copy of the store, damaged like this. */
  private void damaged(String... statements) {
    phones.turnAll();
    stand.disconnect(whole);
    Database copy = stand.server.copyOf(Map.of(SHARD, whole)).get(SHARD);
    ShardServer.change(copy, statements);
    stand.send(SHARD, copy);
    stand.disconnect(whole);
  }

  private long phonesWithNothing() {
    return phones.phones().stream().filter(phone -> phone.shown().isEmpty()).count();
  }

  private void requireWholeAgain() {
    stand.send(SHARD, whole);
    stand.disconnect(whole);
    for (Phone phone : phones.phones()) {
      phone.takeOverNext();
    }
    phones.turnAll();
    phones.turnAll();
    stand.requireClean();
  }

  @Test
  @Tag("F56")
  void keepWhatTheyHoldWhenTheServiceIsEmpty() {
    fill(PhoneGuard.all());
    damaged("DELETE FROM contacts", "DELETE FROM events", "DELETE FROM todos");
    long empty = phonesWithNothing();
    List<Map<Entry.Id, Entry>> before = shown();

    takeOver();

    assertThat(shown()).isEqualTo(before);
    assertThat(phones.now().takenOver().alarms()).isEqualTo(PHONES - empty);
    requireWholeAgain();
    assertThat(phonesWithNothing()).isLessThan(PHONES / 20);
  }

  @Test
  @Tag("F56")
  void keepWhatTheyHoldWhenTheServiceForgotThem() {
    fill(PhoneGuard.all());
    damaged("TRUNCATE accounts, contacts, events, todos, photos");
    List<Map<Entry.Id, Entry>> before = shown();

    takeOver();

    assertThat(shown()).isEqualTo(before);
    assertThat(phones.now().takenOver().alarms()).isEqualTo(PHONES);
    requireWholeAgain();
  }

  @Test
  @Tag("F56")
  void keepWhatTheyHoldWhenTheClientEpochIsLower() {
    fill(PhoneGuard.all());
    damaged(
        "UPDATE accounts SET settings = settings - 'client_epoch'",
        "DELETE FROM contacts WHERE id % 5 = 0");
    List<Map<Entry.Id, Entry>> before = shown();

    takeOver();

    assertThat(shown()).isEqualTo(before);
    assertThat(phones.now().takenOver().alarms()).isEqualTo(PHONES);
    requireWholeAgain();
  }

  @Test
  @Tag("F56")
  void loseEverythingToAnEmptyServiceWithoutTheGuard() {
    fill(without(PhoneGuard.F56));
    damaged("DELETE FROM contacts", "DELETE FROM events", "DELETE FROM todos");

    takeOver();

    assertThat(phonesWithNothing()).isEqualTo(PHONES);
    assertThat(phones.now().takenOver().alarms()).isZero();
  }

  /** Every phone writes, then the records, but not the accounts, are as they were before. */
  private void writeAndSetBack(Set<PhoneGuard> guards) {
    fill(guards);
    ShardServer.change(
        whole,
        "CREATE TABLE old_contacts AS TABLE contacts",
        "CREATE TABLE old_events AS TABLE events",
        "CREATE TABLE old_todos AS TABLE todos",
        "ALTER TABLE old_contacts ADD PRIMARY KEY (id)",
        "ALTER TABLE old_events ADD PRIMARY KEY (id)",
        "ALTER TABLE old_todos ADD PRIMARY KEY (account_id, number)");
    for (int turn = 0; turn < 4; turn++) {
      phones.turnAll();
    }
    ShardServer.change(
        whole,
        SET_BACK.formatted("contacts", "name, email, note, favourite, updated_at", "id = c.id"),
        SET_BACK.formatted("events", "revision, title, location, notes", "id = c.id"),
        SET_BACK.formatted(
            "todos",
            "title, done, due, priority",
            "account_id = c.account_id AND o.number = c.number"));
  }

  private long edited(List<Map<Entry.Id, Entry>> before, List<Map<Entry.Id, Entry>> after) {
    var changed = new ArrayList<Entry>();
    for (int i = 0; i < before.size(); i++) {
      Map<Entry.Id, Entry> now = after.get(i);
      before.get(i).values().stream()
          .filter(
              entry ->
                  !now.containsKey(entry.id())
                      || !content(now.get(entry.id())).equals(content(entry)))
          .forEach(changed::add);
    }
    return changed.size();
  }

  /** What people see of it, without the stamp of the write. */
  private static List<String> content(Entry entry) {
    int stamp = entry.table().stamp();
    return stamp < 0 ? entry.values() : entry.with(stamp, null).values();
  }

  @Test
  @Tag("F57")
  void giveAnOlderServiceTheirNewerEditsBack() {
    writeAndSetBack(PhoneGuard.all());
    List<Map<Entry.Id, Entry>> before = shown();
    assertThat(stand.audit().altered()).isPositive();

    takeOver();

    assertThat(edited(before, shown())).isZero();
    assertThat(phones.now().scores()).isNotEmpty();
    for (int turn = 0; turn < 5; turn++) {
      phones.turnAll();
    }
    stand.requireClean();
  }

  @Test
  @Tag("F57")
  void loseTheirNewerEditsToAnOlderServiceWithoutTheGuard() {
    writeAndSetBack(without(PhoneGuard.F57));
    List<Map<Entry.Id, Entry>> before = shown();

    takeOver();

    assertThat(edited(before, shown())).isPositive();
    assertThat(stand.audit().altered()).isPositive();
  }
}
