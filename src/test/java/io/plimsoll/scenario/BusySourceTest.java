package io.plimsoll.scenario;

import static io.plimsoll.scenario.LiveMoveTest.live;
import static io.plimsoll.scenario.Scenario.content;
import static io.plimsoll.scenario.Scenario.fresh;
import static io.plimsoll.scenario.Scenario.old;
import static io.plimsoll.scenario.Scenario.writable;
import static io.plimsoll.scenario.Witness.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.GuardId;
import io.plimsoll.run.Hold;
import io.plimsoll.run.RunState;
import io.plimsoll.scenario.Scenario.Result;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The month's end that no calendar knows of: clients are busy when they are to be cut over. */
@Tag("F44")
class BusySourceTest {
  private static Scenario allowing(Scenario scenario, int perSecond) {
    return scenario
        .plan("route: app,", "route: app, maxTransactionsPerSecond: %d,".formatted(perSecond))
        .plan("budget: 2s", "budget: 30s");
  }

  private static Scenario counted(Scenario scenario) {
    old().execute(scenario.source("s00"), Clients.TABLE);
    return scenario;
  }

  private static boolean leadsToTheTarget(Scenario scenario) {
    return content(fresh(), scenario.directory()).stream()
        .anyMatch(row -> row.contains(",TARGET,"));
  }

  @Test
  void holdsBeforeTheCutOverWhileClientsAreBusy() {
    try (var scenario = allowing(live(1), 0);
        var clients = Clients.of(scenario, "s00")) {
      Result held = scenario.run();

      refused(
          held,
          RunState.CUT_OVER,
          Hold.Reason.FAILED,
          GuardId.F44,
          "s00 before cut-over: old/s00 ends ");
      assertThat(held.text())
          .containsPattern("ends [0-9]+[.][0-9] transactions per second, measured over 3 s")
          .contains("cutOver.maxTransactionsPerSecond allows 0");
      assertThat(leadsToTheTarget(scenario)).isFalse();
      assertThat(writable(old(), scenario.source("s00"), "counted")).isTrue();
      clients.awaitMore();
      clients.endsWith(old(), scenario.source("s00"));
    }
  }

  @Test
  void wouldLetBusyClientsWait() {
    try (var scenario = allowing(live(1), 0).without(GuardId.F44);
        var clients = Clients.of(scenario, "s00")) {
      Result done = scenario.run();
      assertThat(done.run().state()).as(done.text()).isEqualTo(RunState.FINALIZED);
      assertThat(leadsToTheTarget(scenario)).isTrue();
      clients.awaitMore();
    }
  }

  @Test
  void goesOnBelowTheLimit() {
    try (var scenario = allowing(live(1), 1_000_000_000);
        var clients = Clients.of(scenario, "s00")) {
      Result done = scenario.run();
      assertThat(done.run().state()).as(done.text()).isEqualTo(RunState.FINALIZED);
      clients.awaitMore();
    }
  }

  @Test
  void holdsAFrozenMoveBeforeItsClientsAreRefused() {
    try (var scenario = allowing(counted(new Scenario(1)), 0);
        var clients = Clients.of(scenario, "s00")) {
      Result held = scenario.run();

      refused(
          held,
          RunState.SNAPSHOT,
          Hold.Reason.FAILED,
          GuardId.F44,
          "s00 before snapshot: old/s00 ends ");
      assertThat(writable(old(), scenario.source("s00"), "users")).isTrue();
      assertThat(Scenario.leftovers(old(), scenario.source("s00"))).isEmpty();
      clients.awaitMore();
    }
  }
}
