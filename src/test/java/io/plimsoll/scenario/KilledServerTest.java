package io.plimsoll.scenario;

import static io.plimsoll.scenario.Scenario.content;
import static io.plimsoll.scenario.Scenario.fresh;
import static io.plimsoll.scenario.Scenario.leftovers;
import static io.plimsoll.scenario.Scenario.old;
import static io.plimsoll.scenario.Scenario.writable;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.RunId;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunState;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server is killed with SIGKILL while it works on a run; the next one goes on by itself. */
class KilledServerTest {
  private static final int KILLS = 3;
  private static final int LONGEST_LIFE_MILLIS = 12_000;
  private static final int MOST_LOOKS = 1_200;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  @Test
  @Timeout(900)
  void endsTheRunLikeOneThatWasNeverKilled() throws Exception {
    System.err.println("KilledServerTest seed " + seed);
    try (var scenario = new Scenario(2).config("stores:\n", "server: {port: 0}\nstores:\n")) {
      List<String> before = content(old(), scenario.source("s01"));
      RunId run = started(scenario);
      for (int kill = 0; kill < KILLS; kill++) {
        Process server = KilledRunTest.start(scenario, List.of("serve"));
        server.waitFor(2_000 + random.nextInt(LONGEST_LIFE_MILLIS), TimeUnit.MILLISECONDS);
        assertThat(server.isAlive()).as("seed %d: it serves until it is killed", seed).isTrue();
        server.destroyForcibly().waitFor();
      }
      Process server = KilledRunTest.start(scenario, List.of("serve"));
      try {
        assertThat(ended(scenario, run).state()).as("seed %d", seed).isEqualTo(RunState.FINALIZED);
      } finally {
        server.destroy();
        server.waitFor(60, TimeUnit.SECONDS);
        server.destroyForcibly().waitFor();
      }
      assertThat(content(fresh(), scenario.target("s01"))).isEqualTo(before);
      assertThat(content(old(), scenario.source("s01"))).isEqualTo(before);
      assertThat(writable(fresh(), scenario.target("s01"), "users")).isTrue();
      assertThat(writable(old(), scenario.source("s01"), "users")).isFalse();
      assertThat(leftovers(fresh(), scenario.target("s01"))).isEmpty();
      try (var workplace = scenario.workplace()) {
        assertThat(workplace.control().journal().unsettled(run)).as("seed %d", seed).isEmpty();
      }
    }
  }

  private static RunId started(Scenario scenario) {
    try (var workplace = scenario.workplace()) {
      RunId run = workplace.orchestrator().submit(scenario.plan());
      workplace.orchestrator().start(run);
      return run;
    }
  }

  /** Only looks; it is the server's to work. */
  private static Run ended(Scenario scenario, RunId id) throws Exception {
    try (var workplace = scenario.workplace()) {
      for (int look = 0; look < MOST_LOOKS; look++) {
        Run run = workplace.runs().find(id).orElseThrow();
        if (run.state().ended()) {
          return run;
        }
        TimeUnit.MILLISECONDS.sleep(250);
      }
      return workplace.runs().find(id).orElseThrow();
    }
  }
}
