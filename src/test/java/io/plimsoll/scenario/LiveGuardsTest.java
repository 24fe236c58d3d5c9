package io.plimsoll.scenario;

import static io.plimsoll.scenario.LiveMoveTest.live;
import static io.plimsoll.scenario.Scenario.fresh;
import static io.plimsoll.scenario.Scenario.leftovers;
import static io.plimsoll.scenario.Scenario.old;
import static io.plimsoll.scenario.Scenario.writable;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.GuardId;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Hold;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunState;
import io.plimsoll.scenario.Scenario.Result;
import io.plimsoll.store.ChangeFeed;
import io.plimsoll.testing.Await;
import io.plimsoll.testing.Postgres;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What each guard over a live move is for: with it, and the same scenario without it. */
class LiveGuardsTest {
  private static final String LATE =
      "insert into counted select i, i from generate_series(1, 20) i";
  private static final String LATE_ROWS = "select count(*) from counted";

  /** No test is about how fast it goes. */
  private static Scenario quiet() {
    return live(1).plan("budget: 2s", "budget: 30s");
  }

  private static Result driveOn(Scenario scenario, Result waiting, StageName... holdBefore) {
    waiting.workplace().orchestrator().resume(waiting.run().id());
    return scenario.drive(waiting.workplace(), waiting.run().id(), holdBefore);
  }

  private static void backByItself(Scenario scenario, Result back, String reason) {
    assertThat(back.run().state()).as(back.text()).isEqualTo(RunState.ROLLED_BACK);
    assertThat(back.run().outcome()).contains(reason);
    assertThat(leftovers(old(), scenario.source("s00"))).isEmpty();
    assertThat(writable(old(), scenario.source("s00"), "counted")).isTrue();
  }

  @Test
  @Tag("F12")
  void theRestoredCopyHasEveryTransferOnceOrNotAtAll() {
    try (var scenario = quiet()) {
      assertThat(restoredSum(scenario)).isEqualTo("1000");
    }
  }

  @Test
  @Tag("F12")
  void withoutTheGuardMoneyOfTransfersIsMissingInTheRestoredCopy() {
    try (var scenario = quiet().without(GuardId.F12)) {
      assertThat(restoredSum(scenario)).isNotEqualTo("1000");
    }
  }

  /** A client moves money before each file of the snapshot; the dry run then restores it. */
  private static String restoredSum(Scenario scenario) {
    old()
        .execute(
            scenario.source("s00"),
            "create table checking (id int primary key, amount int not null)",
            "create table savings (id int primary key, amount int not null)",
            "insert into checking values (1, 500)",
            "insert into savings values (1, 500)");
    var seen = new AtomicReference<>("");
    scenario
        .config("streams: 2", "streams: 1")
        .crashing(
            point -> {
              if (point.equals("snapshot.file.before")) {
                transfer(old(), scenario.source("s00"));
              } else if (point.equals("capture.install.before") && seen.get().isEmpty()) {
                seen.set(sum(fresh(), restored()));
              }
            });
    Result waiting = scenario.run(StageName.CANARY);
    assertThat(waiting.run().state()).as(waiting.text()).isEqualTo(RunState.CANARY);
    assertThat(sum(old(), scenario.source("s00"))).isEqualTo("1000");
    return seen.get();
  }

  private static void transfer(Postgres server, String database) {
    server.execute(
        database,
        """
        do $$ begin
          update savings set amount = amount - 10;
          update checking set amount = amount + 10;
        end $$
        """);
  }

  /** The newest of the scratch databases that a snapshot was restored into. */
  private static String restored() {
    return fresh()
        .query(
            "postgres",
            "select datname from pg_database where datname ~ '^plimsoll_.*_a$' order by oid desc limit 1")
        .get(0);
  }

  private static String sum(Postgres server, String database) {
    return server
        .query(
            database,
            "select (select sum(amount) from checking) + (select sum(amount) from savings)")
        .get(0);
  }

  /** F28 would notice the trigger as well: both sides are without it. */
  @Test
  @Tag("F14")
  void goesBackWhenTheMarkDoesNotComeOut() {
    try (var scenario = quiet().without(GuardId.F28)) {
      Result waiting = scenario.run(StageName.CUT_OVER);
      silenceCapture(scenario);
      backByItself(scenario, driveOn(scenario, waiting), "F14 s00 old/s00");
      assertThat(old().query(scenario.source("s00"), LATE_ROWS)).containsExactly("20");
    }
  }

  @Test
  @Tag("F14")
  void withoutTheGuardTheRunCutsOverBlind() {
    try (var scenario = quiet().without(GuardId.F14, GuardId.F28)) {
      Result waiting = scenario.run(StageName.CUT_OVER);
      silenceCapture(scenario);
      Result done = driveOn(scenario, waiting, StageName.SOAK);
      assertThat(done.run().state()).as(done.text()).isEqualTo(RunState.SOAK);
      assertThat(writable(fresh(), scenario.target("s00"), "counted")).isTrue();
      assertThat(fresh().query(scenario.target("s00"), LATE_ROWS)).containsExactly("0");
    }
  }

  private static void silenceCapture(Scenario scenario) {
    old()
        .execute(
            scenario.source("s00"),
            """
            do $$ declare t record; begin
              for t in select tgname from pg_trigger
                  where tgrelid = 'counted'::regclass and tgname like 'plimsoll%' loop
                execute format('alter table counted disable trigger %I', t.tgname);
              end loop; end $$
            """,
            LATE);
  }

  @Test
  @Tag("F47")
  void goesBackWhenMoreKeysWaitThanThePlanAllows() {
    try (var scenario = crowded(quiet(), true)) {
      backByItself(scenario, scenario.run(), "F47 s00 old/s00: more than 1000 changed keys wait");
    }
  }

  @Test
  @Tag("F47")
  void withoutTheGuardTheKeysPileUp() {
    try (var scenario = crowded(quiet(), false).without(GuardId.F47)) {
      Result done = scenario.run();
      assertThat(done.run().state()).as(done.text()).isEqualTo(RunState.FINALIZED);
    }
  }

  /**
   * While a chunk is copied, clients change more rows than the plan allows to wait.
   *
   * @param watched whether somebody looks, which is waited for
   */
  private static Scenario crowded(Scenario scenario, boolean watched) {
    var looked = new AtomicInteger();
    var first = new AtomicInteger();
    return scenario
        .plan("{mode: triggers}", "{mode: triggers, maxBacklog: 1000}")
        .stores(
            real ->
                new FaultyStores(
                    real,
                    new Faults() {
                      @Override
                      public ChangeFeed feed(ChangeFeed feed) {
                        return new WatchedFeed(feed, looked::incrementAndGet);
                      }
                    }))
        .crashing(
            point -> {
              if (point.equals("copy.load.before") && first.getAndIncrement() == 1) {
                old()
                    .execute(
                        scenario.source("s00"),
                        "insert into counted select i, i from generate_series(1, 1500) i");
                int before = looked.get();
                Await.until("somebody looks again", () -> !watched || looked.get() > before);
              }
            });
  }

  /** The rehearsal would notice (F54): both sides are without it. */
  @Test
  @Tag("F52")
  void bringsWhatWasWrittenJustBeforeTheFenceClosed() {
    try (var scenario = quiet().without(GuardId.F54)) {
      assertThat(writtenBeforeTheFence(scenario)).isEqualTo("20");
    }
  }

  @Test
  @Tag("F52")
  void withoutTheGuardAcknowledgedWritesAreLostAtTheSwitch() {
    try (var scenario = quiet().without(GuardId.F52, GuardId.F54)) {
      assertThat(writtenBeforeTheFence(scenario)).isEqualTo("0");
    }
  }

  private static String writtenBeforeTheFence(Scenario scenario) {
    var client = new Interleaving();
    Result waiting = scenario.crashing(client).run(StageName.CUT_OVER);
    client.at("fence.close.before", () -> old().execute(scenario.source("s00"), LATE));
    Result done = driveOn(scenario, waiting, StageName.SOAK);
    assertThat(done.run().state()).as(done.text()).isEqualTo(RunState.SOAK);
    assertThat(writable(fresh(), scenario.target("s00"), "counted")).isTrue();
    return fresh().query(scenario.target("s00"), LATE_ROWS).get(0);
  }

  @Test
  @Tag("F53")
  void goesBackWithWhatWasWrittenJustBeforeTheTargetClosed() {
    try (var scenario = quiet().without(GuardId.F54)) {
      assertThat(writtenBeforeGoingBack(scenario)).isEqualTo("20");
    }
  }

  @Test
  @Tag("F53")
  void withoutTheGuardGoingBackLosesNewWrites() {
    try (var scenario = quiet().without(GuardId.F53, GuardId.F54)) {
      assertThat(writtenBeforeGoingBack(scenario)).isEqualTo("0");
    }
  }

  private static String writtenBeforeGoingBack(Scenario scenario) {
    var client = new Interleaving();
    Result waiting = scenario.crashing(client).run(StageName.SOAK);
    client.at("fence.close.before", () -> fresh().execute(scenario.target("s00"), LATE));
    waiting.workplace().orchestrator().requestRollback(waiting.run().id(), Run.Request.ROLLBACK);
    Result back = scenario.drive(waiting.workplace(), waiting.run().id());
    assertThat(back.run().state()).as(back.text()).isEqualTo(RunState.ROLLED_BACK);
    assertThat(writable(old(), scenario.source("s00"), "counted")).isTrue();
    return old().query(scenario.source("s00"), LATE_ROWS).get(0);
  }

  /** What that costs without the rehearsal is shown above. */
  @Test
  @Tag("F54")
  void stopsInTheDryRunWhenTheRehearsedWayBackLosesWrites() {
    try (var scenario = quiet().without(GuardId.F53)) {
      var witness = new Witness(scenario, "s00");
      Result held = scenario.run();
      Witness.refused(
          held, RunState.DRY_RUN, Hold.Reason.FAILED, GuardId.F54, "the rehearsal failed");
      witness.unchanged();
    }
  }
}
