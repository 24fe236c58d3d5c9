package io.plimsoll.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.testing.Postgres;
import org.junit.jupiter.api.Test;

class NestedOperatorsTest {
  @Test
  void survivesBeingParsedAgain() {
    String database = Postgres.one().database("nested");
    Postgres.one()
        .execute(
            database,
            """
            create table t (a int, b int, c text,
              constraint k check (a between 1 and 2 and b between 3 and 4
                and (c = 'x AND (y' or (c is null or a = 1)) and not (a = 1 and b = 2)))
            """);
    String first = definition(database, "t");
    Postgres.one()
        .execute(database, "create table u (a int, b int, c text, constraint k " + first + ")");
    String second = definition(database, "u");
    assertThat(second).as("the server's own words change").isNotEqualTo(first);
    assertThat(NestedOperators.flattened(second)).isEqualTo(NestedOperators.flattened(first));
  }

  @Test
  void keepsWhatMattersApart() {
    assertThat(NestedOperators.flattened("((a AND (b OR c)))")).isEqualTo("((a AND (b OR c)))");
    assertThat(NestedOperators.flattened("(((a AND b) OR c))")).isEqualTo("(((a AND b) OR c))");
    assertThat(NestedOperators.flattened("((f(a AND b) AND c))")).isEqualTo("((f(a AND b) AND c))");
    assertThat(NestedOperators.flattened("((NOT (a AND b)) AND c)"))
        .isEqualTo("((NOT (a AND b)) AND c)");
    assertThat(NestedOperators.flattened("((a AND b) AND (c AND d))"))
        .isEqualTo("(a AND b AND c AND d)");
    assertThat(NestedOperators.flattened("((a || ')' AND b) AND c)"))
        .isEqualTo("(a || ')' AND b AND c)");
    assertThat(NestedOperators.flattened("((unbalanced")).isEqualTo("((unbalanced");
  }

  private static String definition(String database, String table) {
    return Postgres.one()
        .query(
            database,
            "select pg_get_constraintdef(oid) from pg_constraint where contype = 'c' and conrelid = '%s'::regclass"
                .formatted(table))
        .get(0);
  }
}
