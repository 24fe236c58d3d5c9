package io.plimsoll.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.Finding;
import io.plimsoll.testing.Postgres;
import java.util.List;
import org.junit.jupiter.api.Test;

class BinaryFormTest {
  @Test
  void refusesWhatMeansSomethingElseOnAnotherServer() {
    try (Database database = new Database(Postgres.one(), "form")) {
      database.execute(
          "create type mood as enum ('a', 'b')",
          "create domain whole as int",
          "create domain wholes as whole[]",
          "create type plain as (a int, b text[])",
          "create type pair as (a int, m mood)",
          "create type moods as range (subtype = mood)",
          """
          create table t (
            ok1 mood, ok2 int[], ok3 whole, ok4 plain, ok5 moods, ok6 int4multirange, ok7 oid,
            ok8 jsonb, ok9 text collate "C",
            bad1 regclass, bad2 mood[], bad3 wholes, bad4 pair, bad5 plain[], bad6 aclitem,
            bad7 regtype[], bad8 moods[])
          """);
      List<Finding> findings =
          database
              .connections()
              .inTransaction(
                  "testing", c -> BinaryForm.unsupported(c, List.of(Database.named("t"))));
      assertThat(findings)
          .extracting(f -> f.subject().replace("column public.t.", ""))
          .containsExactly("bad1", "bad2", "bad3", "bad4", "bad5", "bad6", "bad7", "bad8");
      assertThat(findings).allMatch(Finding::blocks);
    }
  }
}
