package io.plimsoll.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.ObjectName;
import io.plimsoll.store.SequenceState;
import io.plimsoll.store.StoreWriter;
import io.plimsoll.testing.Postgres;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("F24")
class SequenceSetterTest {
  private static final ObjectName S = Database.named("s");
  private Database database;
  private StoreWriter writer;

  @BeforeEach
  void open() {
    database = new Database(Postgres.one(), "sequences").claimed(1);
    writer = database.writer(1);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private long next(String sequence, Long last, long increment, long cache, Long columnMaximum) {
    database.execute("create sequence s " + sequence);
    set(last, increment, cache, columnMaximum);
    return Long.parseLong(database.query("select nextval('s')").get(0));
  }

  private void set(Long last, long increment, long cache, Long columnMaximum) {
    writer.setSequences(
        List.of(
            new SequenceState(
                S,
                Optional.ofNullable(last),
                increment,
                cache,
                Optional.ofNullable(columnMaximum))));
  }

  @Test
  void nextIsPastTheLastValueAndWhatSessionsHoldBack() {
    assertThat(next("", 100L, 1, 1, null)).isEqualTo(103);
    database.execute("drop sequence s");
    assertThat(next("increment 10 cache 20", 1000L, 10, 20, 500L)).isEqualTo(1000 + 10 * 21 + 10);
  }

  @Test
  void nextIsPastTheColumnsMaximumWhenRowsWereInsertedByHand() {
    assertThat(next("", 5L, 1, 1, 900L)).isGreaterThan(900);
    database.execute("drop sequence s");
    assertThat(next("", null, 1, 1, 900L)).isGreaterThan(900);
  }

  @Test
  void aDescendingOneGoesDown() {
    assertThat(next("increment -2", -50L, -2, 1, -80L)).isEqualTo(-80 - 2 * 2 - 2);
  }

  @Test
  void oneThatWasNeverUsedStartsAsDeclared() {
    assertThat(next("start 1000", null, 1, 1, null)).isEqualTo(1000);
  }

  @Test
  void anExhaustedOneStaysExhausted() {
    database.execute("create sequence s maxvalue 100");
    set(100L, 1, 1, null);
    assertThat(database.query("select last_value, is_called from s")).containsExactly("100|t");
    database.execute("drop sequence s", "create sequence s");
    set(Long.MAX_VALUE - 1, 1, 1, null);
    assertThat(database.query("select last_value from s"))
        .containsExactly(Long.toString(Long.MAX_VALUE));
  }

  @Test
  void doingItAgainMovesNothingAndItNeverGoesBack() {
    database.execute("create sequence s");
    set(100L, 1, 1, null);
    set(100L, 1, 1, null);
    set(50L, 1, 1, null);
    assertThat(database.query("select last_value from s")).containsExactly("102");
  }

  @Test
  void undoGivesTheOwnersSequenceItsFormerState() {
    database.execute("create sequence s", "select setval('s', 7, false)");
    set(100L, 1, 1, null);
    set(200L, 1, 1, null);
    writer.clean();
    assertThat(database.query("select last_value, is_called from s")).containsExactly("7|f");
  }
}
