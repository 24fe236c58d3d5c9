package io.plimsoll.sidekick;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class MergeTest {
  private static final int TITLE = 0;
  private static final int DONE = 1;
  private static final int PRIORITY = 3;

  private final Entry base = todo(5, "call", "f", "3");

  private static Entry todo(long version, String title, String done, String priority) {
    return new Entry(
        PhoneTable.TODOS,
        1,
        "7",
        Arrays.asList(title, done, null, priority),
        new Mark(version, "0123456789ab"));
  }

  @Test
  @Tag("F57")
  void keepsBothFieldsThatBothSidesEdited() {
    Merge merged = Merge.of(base, todo(6, "call Ann", "f", "3"), todo(7, "call", "t", "3"));

    assertThat(merged.result().values()).containsExactly("call Ann", "t", null, "3");
    assertThat(merged.score()).isEqualTo(new MergeScore(1, 1, 0));
  }

  @Test
  void letsTheHigherVersionWinWhereBothEditedOneField() {
    Entry mine = base.with(PRIORITY, "1").withMark(new Mark(6, "a"));
    Entry theirs = base.with(PRIORITY, "9").withMark(new Mark(7, "b"));

    assertThat(Merge.of(base, mine, theirs).result().values().get(PRIORITY)).isEqualTo("9");
    Entry later = mine.withMark(new Mark(8, "c"));
    assertThat(Merge.of(base, later, theirs).result().values().get(PRIORITY)).isEqualTo("1");
    assertThat(Merge.of(base, later, theirs).score().conflicts()).isOne();
  }

  @Test
  @Tag("F57")
  void takesAnOlderRecordForNoEdit() {
    Entry older = todo(4, "old", "t", "0");

    assertThat(Merge.of(base, base, older).result()).isEqualTo(base);
    assertThat(Merge.of(base, base, older).changes(older)).isTrue();
    assertThat(Merge.of(base, base, older, Set.of()).result()).isEqualTo(older);
  }

  @Test
  void takesWhatOnlyTheServiceChanged() {
    Entry theirs = base.with(DONE, "t").with(TITLE, "called").withMark(new Mark(6, "b"));

    assertThat(Merge.of(base, base, theirs).result()).isEqualTo(theirs);
    assertThat(Merge.of(base, base, theirs).changes(theirs)).isFalse();
  }
}
