package io.plimsoll.scenario.live;

import static io.plimsoll.scenario.Scenario.fresh;
import static io.plimsoll.scenario.Scenario.old;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.plimsoll.plan.StageName;
import io.plimsoll.run.RunState;
import io.plimsoll.scenario.Scenario;
import io.plimsoll.testing.Postgres;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that nobody here wrote: its balances add up, and its history is what it was told. */
class PgbenchTest {
  @TempDir Path folder;

  @BeforeEach
  void needsPgbench() {
    var missing = Pgbench.missing();
    missing.ifPresent(System.err::println);
    assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
  }

  @Test
  void addsUpWhereNothingMoves() {
    String database = old().database("pgbench");
    Pgbench.fill(old(), database, folder);
    try (var forwarder = new RouteForwarder(RouteReader.fixed(old(), database));
        var pgbench = new Pgbench(folder, forwarder.port(), "wherever").start()) {
      pgbench.more(2);
      pgbench.stop();
      addsUp(old(), database, pgbench);
    }
  }

  @Test
  void noticesALostRow() {
    String database = old().database("pgbench");
    Pgbench.fill(old(), database, folder);
    try (var forwarder = new RouteForwarder(RouteReader.fixed(old(), database));
        var pgbench = new Pgbench(folder, forwarder.port(), "wherever").start()) {
      pgbench.more(1);
      pgbench.stop();
      old()
          .execute(
              database,
              "delete from pgbench_history where id = (select max(id) from pgbench_history)");
      assertThat(sums(old(), database).get(4)).isNotEqualTo(pgbench.acknowledged());
    }
  }

  @Test
  void addsUpAfterAMoveAndHasExactlyTheAcknowledgedHistory() {
    try (var scenario = new Scenario(1)) {
      String source = scenario.source(LiveScenario.SHARD);
      old().execute(source, LiveScenario.EMPTIED);
      Pgbench.fill(old(), source, folder);
      LiveScenario.capture(scenario);
      var route = RouteReader.of(scenario, LiveScenario.SHARD);
      try (var forwarder = new RouteForwarder(route);
          var pgbench = new Pgbench(folder, forwarder.port(), "wherever").start()) {
        pgbench.more(1);
        var waiting = scenario.run(StageName.FINALIZE);
        assertThat(waiting.run().state()).as(waiting.text()).isEqualTo(RunState.FINALIZE);
        pgbench.more(2);
        var end = scenario.resume(waiting);
        assertThat(end.run().state()).as(end.text()).isEqualTo(RunState.FINALIZED);
        pgbench.more(2);
        pgbench.stop();
        addsUp(fresh(), scenario.target(LiveScenario.SHARD), pgbench);
      }
    }
  }

  private static void addsUp(Postgres server, String database, Pgbench pgbench) {
    List<Long> sums = sums(server, database);
    assertThat(sums.subList(1, 4)).as(pgbench.output()).containsOnly(sums.get(0));
    assertThat(sums.get(4)).as(pgbench.output()).isEqualTo(pgbench.acknowledged());
    assertThat(pgbench.acknowledged()).as(pgbench.output()).isPositive();
    System.err.printf(
        "PgbenchTest: %d transactions acknowledged in %d runs, all of them there%n",
        pgbench.acknowledged(), pgbench.runs());
  }

  /** Accounts, tellers, branches, history; then the rows of the history. */
  private static List<Long> sums(Postgres server, String database) {
    return server
        .query(
            database,
            """
            select unnest(array[
              (select sum(abalance) from pgbench_accounts),
              (select sum(tbalance) from pgbench_tellers),
              (select sum(bbalance) from pgbench_branches),
              (select sum(delta) from pgbench_history),
              (select count(*) from pgbench_history)])
            """)
        .stream()
        .map(Long::valueOf)
        .toList();
  }
}
