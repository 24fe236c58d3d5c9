package io.plimsoll.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.testing.Postgres;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("F25")
class PostgresHeadroomTest {

  private static List<Finding> findings(String... ddl) {
    Databases database = Databases.on(Postgres.one(), ddl);
    return database.read(session -> new PostgresHeadroom(session, database.tables()).findings());
  }

  /** 80 % and 95 % of 2147483647 lie at 1717986917.6 and 2040109464.65. */
  @ParameterizedTest
  @CsvSource({
    "1717986917, none",
    "1717986918, WARNING",
    "2040109464, WARNING",
    "2040109465, BLOCKING",
    "2147483647, BLOCKING"
  })
  void refusesAKeyCloseToTheLimitOfItsType(int id, String severity) {
    List<Finding> findings =
        findings("create table t (id int primary key)", "insert into t values (" + id + ")");
    if (severity.equals("none")) {
      assertThat(findings).isEmpty();
    } else {
      assertThat(findings).extracting(f -> f.severity().name()).containsExactly(severity);
      assertThat(findings.get(0).guard()).contains(GuardId.F25);
      assertThat(findings.get(0).subject()).isEqualTo("column public.t.id");
      assertThat(findings.get(0).message())
          .isEqualTo(
              "is at %d of 2147483647: room for %d more values in steps of 1"
                  .formatted(id, 2147483647 - id));
    }
  }

  @Test
  void looksAtTheSequenceOfAnEmptyTableToo() {
    assertThat(
            findings(
                "create table t (id bigserial primary key, n int)",
                "alter table t alter column id type int",
                "select setval('t_id_seq', 2100000000)"))
        .extracting(Finding::text)
        .containsExactly(
            "F25 column public.t.id: is at 2100000000 of 2147483647: room for 47483647 more values"
                + " in steps of 1 → widen the column or the sequence before the move");
  }

  @Test
  void countsInTheStepsOfASequenceThatFalls() {
    assertThat(
            findings(
                "create sequence s increment -10 minvalue -1000 maxvalue -1",
                "select setval('s', -990)"))
        .extracting(Finding::message)
        .containsExactly("is at -990 of -1000: room for 1 more values in steps of -10");
  }

  @Test
  void saysNothingOfKeysSpreadOverTheirWholeTypeNorOfASequenceThatGoesRound() {
    assertThat(
            findings(
                "create table t (hash int primary key, b bigint unique, c smallint)",
                "insert into t values (2147483000, 5, 32767), (-2147483000, 7, 32767)",
                "create sequence s maxvalue 10 cycle",
                "select setval('s', 10)"))
        .isEmpty();
  }
}
