package io.plimsoll.scenario;

import static io.plimsoll.scenario.LiveMoveTest.live;
import static io.plimsoll.scenario.RestartedSourceTest.goOn;
import static io.plimsoll.scenario.Scenario.fresh;
import static io.plimsoll.scenario.Scenario.leftovers;
import static io.plimsoll.scenario.Scenario.old;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.plan.StageName;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunState;
import io.plimsoll.scenario.Scenario.Result;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The target's server goes down in every phase of a live move: held or tried again, never lost. */
class RestartedTargetTest {
  /** The same scenario with its target on a server that may be restarted. */
  private static Scenario on(OwnServer server, Scenario scenario) {
    String database = scenario.target("s00");
    server.execute("postgres", "create database \"" + database + "\"");
    String address = database.replace("s00", "{shard}");
    return scenario
        .plan("budget: 2s", "budget: 30s")
        .config(
            "127.0.0.1:%d/%s".formatted(fresh().port(), address),
            "127.0.0.1:%d/%s".formatted(server.port(), address));
  }

  @Test
  void finalizesWithAllWritesWhenTheServerCrashesOrRestartsInEveryPhase() {
    var outage = new Interleaving();
    try (var server = new OwnServer(Map.of("synchronous_commit", "on"));
        var scenario = on(server, live(1)).crashing(outage);
        var clients = Clients.of(scenario, "s00")) {
      Result result = cutOver(scenario, outage, server);

      outage.at("tick.commit.after", server::crash);
      goOn(result, StageName.FINALIZE);
      assertThat(outage.waitsFor("tick.commit.after")).isFalse();
      clients.awaitMore();

      outage.at("fence.remove.before", server::restart);
      Run done = goOn(result, null);
      assertThat(outage.waitsFor("fence.remove.before")).isFalse();
      assertThat(done.state()).as("%s", done.hold()).isEqualTo(RunState.FINALIZED);
      clients.awaitMore();
      assertThat(clients.end())
          .isEqualTo(server.query(scenario.target("s00"), Clients.ROWS_AS_TEXT));
    }
  }

  @Test
  void goesBackWithAllWritesWhenTheServerCrashesOnTheWay() {
    var outage = new Interleaving();
    try (var server = new OwnServer(Map.of("synchronous_commit", "on"));
        var scenario = on(server, live(1)).crashing(outage);
        var clients = Clients.of(scenario, "s00")) {
      Result result = scenario.run(StageName.SOAK);
      assertThat(result.run().state()).as(result.text()).isEqualTo(RunState.SOAK);
      clients.awaitMore();
      result.workplace().orchestrator().requestRollback(result.run().id(), Run.Request.ROLLBACK);
      outage.at("fence.close.before", server::crash);
      outage.at("tick.commit.before", server::restart);
      outage.at("sequences.set.before", server::crash);
      outage.at("fence.open.after", server::crash);

      Run back = goOn(result, null);

      assertThat(outage.waiting()).isEmpty();
      assertThat(back.state()).as("%s", back.hold()).isEqualTo(RunState.ROLLED_BACK);
      clients.awaitMore();
      clients.endsWith(old(), scenario.source("s00"));
      assertThat(leftovers(old(), scenario.source("s00"))).isEmpty();
    }
  }

  /** Up to the soak, with an outage in each phase. */
  private static Result cutOver(Scenario scenario, Interleaving outage, OwnServer server) {
    Result result = scenario.run(StageName.COPY);
    assertThat(result.run().state()).as(result.text()).isEqualTo(RunState.COPY);
    outage.at("copy.load.after", server::crash);
    goOn(result, StageName.VERIFY);
    assertThat(outage.waiting()).isEmpty();

    outage.at("tick.commit.before", server::crash);
    goOn(result, StageName.CUT_OVER);
    assertThat(outage.waiting()).isEmpty();

    outage.at("capture.install.after", server::restart);
    outage.at("fence.close.after", server::crash);
    outage.at("sequences.set.after", server::restart);
    outage.at("fence.open.before", server::crash);
    goOn(result, StageName.SOAK);
    assertThat(outage.waiting()).isEmpty();
    return result;
  }
}
