package io.plimsoll.scenario;

import static io.plimsoll.scenario.Scenario.fresh;
import static io.plimsoll.scenario.Scenario.old;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.run.RunState;
import io.plimsoll.scenario.Scenario.Result;
import org.junit.jupiter.api.Test;

/** What a plan accepts as left out is missing in the rehearsal, too. */
class AcceptedTriggerTest {
  @Test
  void rehearsesAndMovesWithoutATriggerThatThePlanLeavesOut() {
    try (var scenario =
        new Scenario(1)
            .plan(
                "include: [\"public.*\"]",
                """
                include: ["public.*"], accept: [
                      {object: function public.touch(), reason: the service does it},
                      {object: trigger touch on public.users, reason: the service does it}]\
                """)) {
      old()
          .execute(
              scenario.source("s00"),
              """
              create function touch() returns trigger language plpgsql as $$ begin
                new.name := new.name; return new; end $$
              """,
              "create trigger touch before insert on users for each row execute function touch()");
      Result moved = scenario.run();
      assertThat(moved.run().state()).as(moved.text()).isEqualTo(RunState.FINALIZED);
      assertThat(fresh().query(scenario.target("s00"), "select count(*) from users"))
          .containsExactly("300");
    }
  }
}
