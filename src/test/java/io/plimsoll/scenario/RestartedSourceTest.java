package io.plimsoll.scenario;

import static io.plimsoll.scenario.LiveMoveTest.live;
import static io.plimsoll.scenario.Scenario.fresh;
import static io.plimsoll.scenario.Scenario.leftovers;
import static io.plimsoll.scenario.Scenario.old;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.plan.StageName;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunState;
import io.plimsoll.scenario.Scenario.Result;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The source's server goes down in every phase of a live move: held or tried again, never lost. */
class RestartedSourceTest {
  private static final int MOST_RESUMES = 10;

  /** The same scenario with its source on a server that may be restarted. */
  private static Scenario on(OwnServer server, Scenario scenario) {
    String database = scenario.source("s00");
    server.execute("postgres", "create database \"" + database + "\"");
    server.execute(database, Scenario.SCHEMA.toArray(String[]::new));
    server.execute(database, Scenario.ROWS.toArray(String[]::new));
    server.execute(
        database,
        "alter table log add column id int generated always as identity primary key",
        Clients.TABLE);
    String address = database.replace("s00", "{shard}");
    return scenario
        .plan("budget: 2s", "budget: 30s")
        .config(
            "127.0.0.1:%d/%s".formatted(old().port(), address),
            "127.0.0.1:%d/%s".formatted(server.port(), address));
  }

  @Test
  void losesNothingWhenTheServerCrashesOrRestartsInEveryPhase() {
    var outage = new Interleaving();
    try (var server = new OwnServer(Map.of("synchronous_commit", "on"));
        var scenario = on(server, live(1)).crashing(outage)) {
      Result result = scenario.run(StageName.COPY);
      assertThat(result.run().state()).as(result.text()).isEqualTo(RunState.COPY);
      try (var clients = Clients.of(scenario, "s00")) {
        clients.awaitMore();
        outage.at("copy.load.before", server::crash);
        goOn(result, StageName.VERIFY);
        assertThat(outage.waitsFor("copy.load.before")).isFalse();

        outage.at("tick.begin.before", server::restart);
        goOn(result, StageName.CUT_OVER);
        assertThat(outage.waitsFor("tick.begin.before")).isFalse();

        outage.at("fence.close.after", server::crash);
        goOn(result, StageName.SOAK);
        assertThat(outage.waitsFor("fence.close.after")).isFalse();
        clients.awaitMore();

        outage.at("tick.commit.before", server::crash);
        goOn(result, StageName.FINALIZE);
        assertThat(outage.waitsFor("tick.commit.before")).isFalse();
        clients.awaitMore();

        result.workplace().orchestrator().requestRollback(result.run().id(), Run.Request.ROLLBACK);
        outage.at("sequences.set.before", server::crash);
        Run back = goOn(result, null);
        assertThat(outage.waitsFor("sequences.set.before")).isFalse();
        assertThat(back.state()).as("%s", back.hold()).isEqualTo(RunState.ROLLED_BACK);
        clients.awaitMore();
        assertThat(clients.end())
            .isEqualTo(server.query(scenario.source("s00"), Clients.ROWS_AS_TEXT));
        assertThat(leftovers(fresh(), scenario.target("s00"))).isNotEmpty();
      }
    }
  }

  /** Resumes until the run waits before the stage, or has ended when there is none. */
  static Run goOn(Result result, StageName before) {
    var orchestrator = result.workplace().orchestrator();
    Run run = result.run();
    for (int i = 0; i < MOST_RESUMES; i++) {
      orchestrator.resume(run.id());
      run = orchestrator.drive(run.id(), before == null ? Set.of() : Set.of(before));
      boolean there =
          before == null
              ? run.state().ended()
              : run.state().stage().filter(before::equals).isPresent();
      if (there) {
        return run;
      }
    }
    throw new AssertionError("%s %s".formatted(run.state(), run.hold()));
  }

  /** A row that was seen before the disk had it must not live on at the target alone. */
  @Test
  void bringsNothingThatTheSourceForgetsInACrash() {
    var outage = new Interleaving();
    var settings = Map.of("synchronous_commit", "off", "wal_writer_delay", "10s");
    try (var server = new OwnServer(settings);
        var scenario = on(server, live(1)).crashing(outage)) {
      Result result = scenario.run(StageName.CUT_OVER);
      assertThat(result.run().state()).as(result.text()).isEqualTo(RunState.CUT_OVER);
      server.execute(scenario.source("s00"), "checkpoint", "insert into counted values (1, 1)");
      outage.at("tick.commit.after", server::crash);

      Run done = goOn(result, null);

      assertThat(outage.waitsFor("tick.commit.after")).isFalse();
      assertThat(done.state()).as("%s", done.hold()).isEqualTo(RunState.FINALIZED);
      assertThat(fresh().query(scenario.target("s00"), Clients.ROWS_AS_TEXT))
          .isEqualTo(server.query(scenario.source("s00"), Clients.ROWS_AS_TEXT));
    }
  }

  /** What no tick has seen may vanish: then it is on neither side. */
  @Test
  void forgetsOnBothSidesWhatTheServerForgot() {
    var outage = new Interleaving();
    var settings = Map.of("synchronous_commit", "off", "wal_writer_delay", "10s");
    try (var server = new OwnServer(settings);
        var scenario = on(server, live(1)).crashing(outage)) {
      Result result = scenario.run(StageName.CUT_OVER);
      assertThat(result.run().state()).as(result.text()).isEqualTo(RunState.CUT_OVER);
      outage.at(
          "fence.close.before",
          () -> {
            server.execute(
                scenario.source("s00"), "checkpoint", "insert into counted values (1, 1)");
            server.crash();
          });

      Run done = goOn(result, null);

      assertThat(done.state()).as("%s", done.hold()).isEqualTo(RunState.FINALIZED);
      assertThat(fresh().query(scenario.target("s00"), Clients.ROWS_AS_TEXT))
          .isEqualTo(server.query(scenario.source("s00"), Clients.ROWS_AS_TEXT));
    }
  }
}
