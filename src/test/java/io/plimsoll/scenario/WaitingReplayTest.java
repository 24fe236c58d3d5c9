package io.plimsoll.scenario;

import static io.plimsoll.scenario.Scenario.fresh;
import static io.plimsoll.scenario.Scenario.leftovers;
import static io.plimsoll.scenario.Scenario.old;
import static io.plimsoll.scenario.Scenario.writable;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.app.Workplace;
import io.plimsoll.common.RunId;
import io.plimsoll.engine.Drives;
import io.plimsoll.engine.GateRound;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Hold;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunState;
import io.plimsoll.testing.Await;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** A live run that waits for persons does not let its clients' changes pile up meanwhile. */
class WaitingReplayTest {
  /** What no client writes. */
  private static final String SENTINEL =
      "update users set name = 'while it waited' where id = 7 returning id";

  private static final String LAG =
      """
      select coalesce(sum((xpath('/row/n/text()', query_to_xml(
        format('select count(*) as n from plimsoll.%I', tablename), false, true, '')))[1]::text::int), 0)
      from pg_tables where schemaname = 'plimsoll' and tablename like 'dirty%'
      """;

  /** Drives and goes round the gates as a server does. */
  private record Server(Drives drives, GateRound round) implements AutoCloseable {
    static Server of(Workplace workplace) {
      return new Server(
          new Drives(workplace.orchestrator()), new GateRound(workplace.orchestrator()));
    }

    void begin() {
      drives.begin();
      round.begin();
    }

    @Override
    public void close() {
      round.close();
      drives.close();
    }
  }

  private static Run awaitRun(Workplace workplace, RunId id, Predicate<Run> so) {
    Await.until("the run is so", () -> so.test(workplace.runs().find(id).orElseThrow()));
    return workplace.runs().find(id).orElseThrow();
  }

  private static void awaitTheSentinel(Scenario scenario) {
    old().query(scenario.source("s00"), SENTINEL);
    Await.until(
        "what was written while it waited is on the target",
        () ->
            fresh()
                .query(scenario.target("s00"), "select name from users where id = 7")
                .equals(List.of("while it waited")));
  }

  @Test
  void isReplayedWhileItWaitsAndGoesOnWhenApproved() throws Exception {
    try (var scenario = QuorumGateTest.asking(LiveMoveTest.live(1));
        var clients = Clients.of(scenario, "s00")) {
      var waiting = QuorumGateTest.waiting(scenario);
      RunId id = waiting.run().id();
      try (var server = Server.of(waiting.workplace())) {
        server.begin();
        clients.awaitMore();
        awaitTheSentinel(scenario);
        List<String> acknowledged = clients.end();
        Await.until(
            "nothing is left to replay",
            () -> old().query(scenario.source("s00"), LAG).equals(List.of("0")));
        assertThat(fresh().query(scenario.target("s00"), Clients.ROWS_AS_TEXT))
            .isEqualTo(acknowledged);
        assertThat(waiting.workplace().runs().find(id).orElseThrow().hold().map(Hold::reason))
            .contains(Hold.Reason.GATE);

        QuorumGateTest.approve(waiting, QuorumGateTest.ANN);
        QuorumGateTest.approve(waiting, QuorumGateTest.BEN);
        awaitRun(waiting.workplace(), id, run -> run.state() == RunState.FINALIZED);
        assertThat(fresh().query(scenario.target("s00"), Clients.ROWS_AS_TEXT))
            .isEqualTo(acknowledged);
      }
    }
  }

  @Test
  void isLeftToWhoeverLetsItGoOnFromElsewhere() throws Exception {
    try (var scenario = LiveMoveTest.live(1);
        var clients = Clients.of(scenario, "s00")) {
      var waiting = scenario.run(StageName.CUT_OVER);
      RunId id = waiting.run().id();
      waiting.workplace().orchestrator().mind(id);
      awaitTheSentinel(scenario);
      assertThat(waiting.workplace().orchestrator().holder(id)).isPresent();

      var elsewhere = scenario.workplace();
      elsewhere.orchestrator().resume(id);
      Run done = elsewhere.orchestrator().drive(id, Set.of());

      assertThat(done.state()).isEqualTo(RunState.FINALIZED);
      clients.awaitMore();
      clients.endsWith(fresh(), scenario.target("s00"));
    }
  }

  @Test
  void goesBackWithNobodyAwakeWhenItCanNoLongerBeShownToBeEqual() throws Exception {
    try (var scenario = QuorumGateTest.asking(LiveMoveTest.live(1));
        var clients = Clients.of(scenario, "s00")) {
      var waiting = QuorumGateTest.waiting(scenario);
      RunId id = waiting.run().id();
      waiting.workplace().orchestrator().mind(id);
      awaitTheSentinel(scenario);

      old().execute(scenario.source("s00"), "alter table devices disable trigger all");
      awaitRun(waiting.workplace(), id, run -> run.state() == RunState.ROLLING_BACK);
      var back = scenario.drive(waiting.workplace(), id);

      assertThat(back.run().state()).as(back.text()).isEqualTo(RunState.ROLLED_BACK);
      assertThat(back.run().diverged()).isTrue();
      clients.awaitMore();
      clients.endsWith(old(), scenario.source("s00"));
      assertThat(leftovers(old(), scenario.source("s00"))).isEmpty();
      assertThat(writable(old(), scenario.source("s00"), "users")).isTrue();
    }
  }

  @Test
  void obeysARequestForTheWayBackWhileItWaits() throws Exception {
    try (var scenario = QuorumGateTest.asking(LiveMoveTest.live(1));
        var clients = Clients.of(scenario, "s00")) {
      var waiting = QuorumGateTest.waiting(scenario);
      RunId id = waiting.run().id();
      try (var server = Server.of(waiting.workplace())) {
        server.begin();
        awaitTheSentinel(scenario);
        waiting.workplace().orchestrator().requestRollback(id, Run.Request.ROLLBACK);
        awaitRun(waiting.workplace(), id, run -> run.state() == RunState.ROLLED_BACK);
      }
      clients.awaitMore();
      clients.endsWith(old(), scenario.source("s00"));
    }
  }
}
