package io.plimsoll.scenario;

import static io.plimsoll.scenario.Scenario.content;
import static io.plimsoll.scenario.Scenario.fresh;
import static io.plimsoll.scenario.Scenario.old;
import static io.plimsoll.scenario.Scenario.writable;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.GuardId;
import io.plimsoll.gate.Evidence;
import io.plimsoll.gate.FactJson;
import io.plimsoll.gate.Facts;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Hold;
import io.plimsoll.run.RunState;
import io.plimsoll.store.Chunk;
import io.plimsoll.store.Store;
import io.plimsoll.store.StoreWriter;
import io.plimsoll.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A copy that turns out slower than its window is long: clients are served again when it ends. */
class WindowGuardTest {
  private static final Duration BACK = Duration.ofMinutes(30);

  /** Of today: the servers say with their own clocks how old a backup is. */
  private final Instant begin = Instant.now().truncatedTo(ChronoUnit.MINUTES);

  private final Instant closing = begin.plus(Duration.ofMinutes(45));
  private final SettableClock clock = new SettableClock(begin);

  private String schedule() {
    LocalTime until = closing.atZone(ZoneOffset.UTC).toLocalTime();
    return "  schedule: {timeZone: UTC, windows: [{days: [Mon, Tue, Wed, Thu, Fri, Sat, Sun],"
        + " from: \"%s\", until: \"%s\"}], overrun: rollback}\n"
            .formatted(until.minusHours(4), until);
  }

  /** Each chunk takes ten minutes, and the dry run took half an hour to go back. */
  private Scenario.Result overrun(Scenario scenario) {
    var slow =
        new Faults() {
          @Override
          public StoreWriter writer(Store store, StoreWriter writer) {
            return new Writer(writer) {
              @Override
              public Load load(long id, int attempt, Chunk chunk) {
                return new AfterCommit(
                    super.load(id, attempt, chunk),
                    rows -> {
                      clock.advance(Duration.ofMinutes(10));
                      return rows;
                    });
              }
            };
          }
        };
    scenario
        .at(clock)
        .stores(stores -> new FaultyStores(stores, slow))
        .plan(text -> text + schedule());
    var waiting = scenario.run(StageName.COPY);
    assertThat(waiting.run().state()).as(waiting.text()).isEqualTo(RunState.COPY);
    waiting
        .workplace()
        .control()
        .evidence()
        .record(
            waiting.run().id(),
            new Evidence(
                StageName.DRY_RUN,
                Optional.empty(),
                "prediction",
                Evidence.Status.PASS,
                "DryRunStage",
                clock.instant(),
                FactJson.write(
                    new Facts.Prediction(0, 0, 0, BACK.toMillis(), 0, "measured in the dry run"))));
    return scenario.resume(waiting);
  }

  @Test
  @Tag("F43")
  void goesBackByItselfWhileThereIsTime() {
    try (var scenario = new Scenario(1)) {
      var witness = new Witness(scenario, "s00");
      var result = overrun(scenario);

      assertThat(result.run().state()).as(result.text()).isEqualTo(RunState.ROLLED_BACK);
      assertThat(result.run().outcome()).startsWith("F43 copy stops: ");
      assertThat(result.run().diverged()).isFalse();
      assertThat(clock.instant()).isBefore(closing);
      witness.untouched();
    }
  }

  @Test
  @Tag("F43")
  void wouldLeaveClientsRefusedAfterTheWindow() {
    try (var scenario = new Scenario(1).without(GuardId.F43)) {
      var result = overrun(scenario);

      assertThat(clock.instant()).isAfter(closing);
      assertThat(result.run().state()).as(result.text()).isEqualTo(RunState.CUT_OVER);
      assertThat(result.run().hold().map(Hold::reason)).contains(Hold.Reason.WINDOW);
      assertThat(content(fresh(), scenario.target("s00"))).isNotEmpty();
      assertThat(writable(old(), scenario.source("s00"), "users")).isFalse();
    }
  }
}
