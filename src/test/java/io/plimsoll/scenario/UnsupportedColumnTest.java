package io.plimsoll.scenario;

import static io.plimsoll.scenario.Scenario.leftovers;
import static io.plimsoll.scenario.Scenario.old;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.run.Hold;
import io.plimsoll.run.RunState;
import org.junit.jupiter.api.Test;

/** Values whose bytes mean something only on one server would be "equal" and wrong. */
class UnsupportedColumnTest {
  @Test
  void refusesObjectIdsBeforeAnythingIsChanged() {
    try (var scenario = new Scenario(1)) {
      old()
          .execute(
              scenario.source("s00"),
              "create table bookmarks (id int primary key, leads_to regclass)",
              "insert into bookmarks values (1, 'users')");
      var result = scenario.run();
      assertThat(result.run().state()).as(result.text()).isEqualTo(RunState.PREFLIGHT);
      assertThat(result.run().hold().map(Hold::reason)).contains(Hold.Reason.REFUSED);
      assertThat(result.text()).contains("s00 source column public.bookmarks.leads_to");
      assertThat(leftovers(old(), scenario.source("s00"))).isEmpty();
    }
  }
}
