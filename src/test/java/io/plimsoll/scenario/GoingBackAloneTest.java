package io.plimsoll.scenario;

import static io.plimsoll.scenario.Scenario.content;
import static io.plimsoll.scenario.Scenario.fresh;
import static io.plimsoll.scenario.Scenario.leftovers;
import static io.plimsoll.scenario.Scenario.old;
import static io.plimsoll.scenario.Scenario.writable;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.ShardId;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunState;
import io.plimsoll.run.ShardState;
import org.junit.jupiter.api.Test;

/** What happens when a cut-over fails without divergence, and when the outage ends too early. */
class GoingBackAloneTest {
  private static final String NOBODY_GOES_TO_THE_NEW_ARRAY =
      """
      create function refuse() returns trigger language plpgsql as
        $$ begin raise exception 'the switch is stuck'; end $$
      """;

  @Test
  void letsTheCanaryGoBackAloneAndStartAnewWithWhatClientsWroteMeanwhile() {
    try (var scenario = new Scenario(2)) {
      var waiting = scenario.run(StageName.SNAPSHOT);
      fresh()
          .execute(
              scenario.directory(),
              "create table public.plimsoll_route (route text not null, shard text not null, version bigint"
                  + " not null, destination text not null, url text not null, changed_at timestamptz not"
                  + " null default clock_timestamp(), primary key (route, shard))",
              NOBODY_GOES_TO_THE_NEW_ARRAY,
              "create trigger refuse before update on public.plimsoll_route for each row"
                  + " when (new.destination = 'TARGET') execute function refuse()");
      var held = scenario.resume(waiting);
      assertThat(held.run().state()).as(held.text()).isEqualTo(RunState.CANARY);
      assertThat(held.text()).contains("the switch is stuck").contains("s00 went back alone");
      assertThat(writable(old(), scenario.source("s00"), "users")).isTrue();
      assertThat(leftovers(old(), scenario.source("s00"))).isEmpty();
      assertThat(content(fresh(), scenario.target("s00"))).isEmpty();
      assertThat(writable(old(), scenario.source("s01"), "users")).isFalse();

      old()
          .execute(scenario.source("s00"), "insert into users (email) values ('late@example.org')");
      fresh().execute(scenario.directory(), "drop trigger refuse on public.plimsoll_route");
      var done = scenario.resume(held);
      assertThat(done.run().state()).as(done.text()).isEqualTo(RunState.FINALIZED);
      assertThat(content(fresh(), scenario.target("s00")))
          .isEqualTo(content(old(), scenario.source("s00")))
          .anyMatch(row -> row.contains("late@example.org"));
      assertThat(done.workplace().control().shards().of(done.run().id()))
          .containsEntry(new ShardId("s00"), ShardState.DONE);
    }
  }

  @Test
  void rollsBackWhenTheOutageEndsBeforeTheSourceIsSealedAndKeepsWhatClientsWrote() {
    try (var scenario = new Scenario(1)) {
      var waiting = scenario.run(StageName.CUT_OVER);
      assertThat(waiting.run().state()).as(waiting.text()).isEqualTo(RunState.CUT_OVER);
      old()
          .execute(
              scenario.source("s00"),
              "update plimsoll.side set until = clock_timestamp() - interval '1 second'",
              "insert into users (email) values ('after-the-outage@example.org')");
      var back = scenario.resume(waiting);
      Run run = back.run();
      assertThat(run.state()).as(back.text()).isEqualTo(RunState.ROLLED_BACK);
      assertThat(run.diverged()).isTrue();
      assertThat(run.outcome()).contains("outage ended");
      assertThat(content(old(), scenario.source("s00")))
          .anyMatch(row -> row.contains("after-the-outage@example.org"));
      assertThat(content(fresh(), scenario.target("s00"))).isEmpty();
      assertThat(leftovers(old(), scenario.source("s00"))).isEmpty();
    }
  }
}
