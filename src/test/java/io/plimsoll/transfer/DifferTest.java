package io.plimsoll.transfer;

import static io.plimsoll.transfer.TransferFixture.ALL;
import static io.plimsoll.transfer.TransferFixture.LOG;
import static io.plimsoll.transfer.TransferFixture.NOTES;
import static io.plimsoll.transfer.TransferFixture.SHARD;
import static io.plimsoll.transfer.TransferFixture.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.ObjectName;
import io.plimsoll.store.Chunk;
import io.plimsoll.transfer.Differences.Kind;
import io.plimsoll.transfer.Differences.Sample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DifferTest {
  private final TransferFixture it = new TransferFixture().filled();

  @BeforeEach
  void copy() {
    it.copy();
  }

  private Differences differ(ObjectName object) {
    return differ(object, it.view(it.source).chunks(object, 300), Differ.MAX_ENTRIES, 20);
  }

  private Differences differ(ObjectName object, List<Chunk> chunks, int entries, int sample) {
    return new Differ(it.view(it.source), it.view(it.target), entries, sample)
        .differ(SHARD, it.source.catalogue().table(object), chunks);
  }

  private List<String> user(int id) {
    return it.target.rows(USERS).stream()
        .filter(row -> row.get(0).equals("" + id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void findsNothingBetweenEqualSides() {
    assertThat(differ(USERS).total()).isZero();
    assertThat(differ(USERS).sample()).isEmpty();
  }

  @Test
  void namesKeyAndColumnOfOneCorruptedValue() {
    user(42).set(2, "evil");

    Differences found = differ(USERS);

    assertThat(found.changed()).isEqualTo(1);
    assertThat(found.total()).isEqualTo(1);
    assertThat(found.sample()).containsExactly(new Sample(Kind.CHANGED, "id=42", List.of("mail")));
  }

  @Test
  void tellsNullFromEmpty() {
    user(7).set(2, "");

    assertThat(differ(USERS).sample())
        .containsExactly(new Sample(Kind.CHANGED, "id=7", List.of("mail")));
  }

  @Test
  void namesADeletedRow() {
    it.target.rows(USERS).remove(user(13));

    assertThat(differ(USERS).missing()).isEqualTo(1);
    assertThat(differ(USERS).sample())
        .containsExactly(new Sample(Kind.MISSING, "id=13", List.of()));
  }

  @Test
  void namesAnAddedRow() {
    it.target.insert(USERS, "555", "new", null);

    assertThat(differ(USERS).unexpected()).isEqualTo(1);
    assertThat(differ(USERS).sample())
        .containsExactly(new Sample(Kind.UNEXPECTED, "id=555", List.of()));
  }

  @Test
  void namesADuplicatedAndADeletedRow() {
    it.target.rows(USERS).add(new ArrayList<>(user(20)));
    it.target.rows(USERS).remove(user(80));

    assertThat(differ(USERS).total()).isEqualTo(2);
    assertThat(differ(USERS).sample())
        .containsExactlyInAnyOrder(
            new Sample(Kind.UNEXPECTED, "id=20", List.of()),
            new Sample(Kind.MISSING, "id=80", List.of()));
  }

  /** The first row of the key is on both sides; the second is what changed. */
  @Test
  void namesTheColumnsThatChangedWhereTheTargetHoldsAKeyTwice() {
    it.source.insert(USERS, "20", "name 20 again", "b@x");
    it.target.rows(USERS).add(new ArrayList<>(List.of("20", "name 20 again", "evil")));

    assertThat(differ(USERS).sample())
        .containsExactly(new Sample(Kind.CHANGED, "id=20", List.of("mail")));
  }

  /**
   * One of the target's two rows is the source's; the changed one is found whatever their order.
   */
  @Test
  void namesTheColumnsWhereOneOfTwoDuplicatesIsTheChangedOne() {
    it.source.rows(USERS).stream()
        .filter(row -> row.get(0).equals("30"))
        .findFirst()
        .orElseThrow()
        .set(2, "only on the source");
    it.target.rows(USERS).add(0, new ArrayList<>(user(30)));

    Differences found = differ(USERS);

    assertThat(found.changed()).isEqualTo(1);
    assertThat(found.unexpected()).isEqualTo(1);
    assertThat(found.sample()).containsExactly(new Sample(Kind.CHANGED, "id=30", List.of("mail")));
  }

  @Test
  void namesBothRowsOfASwap() {
    user(1).set(1, "name 2");
    user(2).set(1, "name 1");

    assertThat(differ(USERS).changed()).isEqualTo(2);
    assertThat(differ(USERS).sample())
        .containsExactlyInAnyOrder(
            new Sample(Kind.CHANGED, "id=1", List.of("name")),
            new Sample(Kind.CHANGED, "id=2", List.of("name")));
  }

  @Test
  void namesAllColumnsOfACompositeKey() {
    List<String> note = it.target.rows(NOTES).get(5);
    String key = "owner=%s, n=%s".formatted(note.get(0), note.get(1));
    note.set(2, "other");

    assertThat(differ(NOTES).sample())
        .containsExactly(new Sample(Kind.CHANGED, key, List.of("text")));
  }

  @Test
  void comparesObjectsWithoutKeyAsMultisets() {
    it.target.rows(LOG).remove(0);
    it.target.insert(LOG, "9", "added");
    it.target.insert(LOG, "9", "added");

    Differences found = differ(LOG);

    assertThat(found.missing()).isEqualTo(1);
    assertThat(found.unexpected()).isEqualTo(2);
    assertThat(found.changed()).isZero();
    assertThat(found.sample()).allMatch(s -> s.key().startsWith("row "));
  }

  @Test
  void countsExactlyInSmallMemoryAndKeepsTheSampleSmall() {
    for (List<String> row : it.target.rows(USERS)) {
      row.set(1, row.get(1) + "!");
    }

    Differences found = differ(USERS, List.of(Chunk.whole(USERS)), 10, 20);

    assertThat(found.changed()).isEqualTo(100);
    assertThat(found.sample()).hasSize(20).doesNotHaveDuplicates();
  }

  @Test
  void agreesWithACountByHandForRandomDamage() {
    long seed = new Random().nextLong();
    System.out.println("DifferTest seed " + seed);
    var random = new Random(seed);
    for (int round = 0; round < 50; round++) {
      damage(random);
      for (ObjectName object : ALL) {
        Differences found =
            differ(
                object,
                it.view(it.source).chunks(object, 10L * (1 + random.nextInt(200))),
                1 + random.nextInt(300),
                20);
        assertThat(found.total()).as("seed %d", seed).isEqualTo(byHand(object));
      }
    }
  }

  private void damage(Random random) {
    for (ObjectName object : ALL) {
      List<List<String>> rows = it.target.rows(object);
      int at = random.nextInt(rows.size());
      switch (random.nextInt(4)) {
        case 0 -> rows.remove(at);
        case 1 -> rows.add(new ArrayList<>(rows.get(at)));
        case 2 -> rows.get(at).set(1, object.equals(NOTES) ? "" + random.nextInt(200) : "changed");
        default -> rows.get(at).set(0, "" + random.nextInt(150));
      }
    }
  }

  private long byHand(ObjectName object) {
    int keyColumns =
        it.source.catalogue().table(object).key().map(k -> k.columns().size()).orElse(2);
    Map<List<String>, Map<List<String>, Integer>> net = new HashMap<>();
    it.source.rows(object).forEach(row -> count(net, row, keyColumns, 1));
    it.target.rows(object).forEach(row -> count(net, row, keyColumns, -1));
    return net.values().stream().mapToLong(DifferTest::larger).sum();
  }

  private static void count(
      Map<List<String>, Map<List<String>, Integer>> net,
      List<String> row,
      int keyColumns,
      int sign) {
    net.computeIfAbsent(List.copyOf(row.subList(0, keyColumns)), k -> new HashMap<>())
        .merge(new ArrayList<>(row), sign, Integer::sum);
  }

  private static long larger(Map<List<String>, Integer> versions) {
    long source = versions.values().stream().filter(n -> n > 0).mapToLong(n -> n).sum();
    long target = versions.values().stream().filter(n -> n < 0).mapToLong(n -> -n).sum();
    return Math.max(source, target);
  }
}
