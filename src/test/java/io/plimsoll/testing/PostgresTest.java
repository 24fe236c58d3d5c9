package io.plimsoll.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PostgresTest {
  @Test
  void givesEachTestADatabaseOfItsOwn() {
    String database = Postgres.one().database("own");
    Postgres.one().execute(database, "create table t(a int)", "insert into t values (1)");
    assertThat(Postgres.one().query(database, "select a, null from t")).containsExactly("1|null");
  }
}
