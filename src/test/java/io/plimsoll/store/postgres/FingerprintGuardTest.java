package io.plimsoll.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.store.Fingerprint;
import io.plimsoll.testing.Postgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each edit keeps the row count; where named, it also fools a weaker sum. */
class FingerprintGuardTest {
  private static final long SEED = 42;
  private static final String VALUES_ONLY = "select count(*), sum(hashtext(a)::bigint + n) from t";
  private Database database;
  private Fingerprint before;
  private String weakBefore;

  @BeforeEach
  void fill() {
    database =
        new Database(Postgres.one(), "guard")
            .execute(
                "create table t (id int primary key, a text, n int)",
                "insert into t select i, 'v' || i, i * 10 from generate_series(1, 100) i");
    before = database.fingerprint(SEED, "t");
    weakBefore = database.query(VALUES_ONLY).get(0);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void assertOnlyTheKeyedSumSeesIt() {
    assertThat(database.query(VALUES_ONLY)).as("the weaker sum").containsExactly(weakBefore);
    assertThat(database.fingerprint(SEED, "t").matches(before)).isFalse();
  }

  @Test
  void isTheSameForTheSameRowsInAnotherOrder() {
    database.execute("create table u as select * from t order by random()", "truncate t");
    database.execute("insert into t select * from u");
    assertThat(database.fingerprint(SEED, "t")).isEqualTo(before);
  }

  @Test
  @Tag("F15")
  void seesOneChangedCell() {
    database.execute("update t set a = 'w50' where id = 50");
    assertThat(database.fingerprint(SEED, "t").matches(before)).isFalse();
  }

  @Test
  @Tag("F15")
  void seesTwoRowsWithSwappedValues() {
    database.execute(
        "update t set a = case id when 1 then 'v2' else 'v1' end, n = 30 - n where id in (1, 2)");
    assertOnlyTheKeyedSumSeesIt();
  }

  @Test
  @Tag("F16")
  void seesOneDeletedAndOneDuplicated() {
    database.execute(
        "alter table t drop constraint t_pkey",
        "delete from t where id = 1",
        "insert into t select * from t where id = 2");
    assertThat(database.fingerprint(SEED, "t").rows()).isEqualTo(before.rows());
    assertThat(database.fingerprint(SEED, "t").matches(before)).isFalse();
  }

  @Test
  @Tag("F16")
  void twoEqualRowsDoNotCancelOut() {
    database.execute(
        "alter table t drop constraint t_pkey",
        "insert into t values (900, 'x', 1), (900, 'x', 1)");
    Fingerprint pair = database.fingerprint(SEED, "t");
    database.execute("update t set a = 'y' where id = 900");
    assertThat(database.fingerprint(SEED, "t").matches(pair)).isFalse();
  }

  @Test
  @Tag("F16")
  void seesEqualAndOppositeEdits() {
    database.execute("update t set n = n + case id when 1 then 5 else -5 end where id in (1, 2)");
    assertOnlyTheKeyedSumSeesIt();
  }

  @Test
  @Tag("F15")
  void refusesToCompareOtherColumnsOrAnotherSeed() {
    Fingerprint otherSeed = database.fingerprint(SEED + 1, "t");
    assertThatThrownBy(() -> otherSeed.matches(before)).hasMessageContaining("encodings");
    database.execute("alter table t rename a to b");
    Fingerprint otherColumns = database.fingerprint(SEED, "t");
    assertThatThrownBy(() -> otherColumns.matches(before)).hasMessageContaining("encodings");
  }
}
