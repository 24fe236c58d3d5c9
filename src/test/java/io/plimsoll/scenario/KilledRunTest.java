package io.plimsoll.scenario;

import static io.plimsoll.scenario.Scenario.content;
import static io.plimsoll.scenario.Scenario.fresh;
import static io.plimsoll.scenario.Scenario.leftovers;
import static io.plimsoll.scenario.Scenario.old;
import static io.plimsoll.scenario.Scenario.writable;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.app.Main;
import io.plimsoll.common.RunId;
import io.plimsoll.run.Journal;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Kills the real process with SIGKILL, again and again, and lets {@code resume} finish. */
class KilledRunTest {
  private static final int KILLS = 10;
  private static final int LONGEST_LIFE_MILLIS = 7_000;
  private static final int MOST_RESUMES = 12;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);
  private final Set<Long> acknowledged = new HashSet<>();

  @Test
  void endsLikeAnUninterruptedRunAfterTenKills() throws Exception {
    System.err.println("KilledRunTest seed " + seed);
    try (var scenario = new Scenario(2)) {
      List<String> before = content(old(), scenario.source("s01"));
      for (int kill = 0; kill < KILLS; kill++) {
        killAfterAWhile(start(scenario, forward(scenario)));
        nothingAcknowledgedIsMissing(scenario);
      }
      Run run = toTheEnd(scenario, RunState.FINALIZED);
      assertThat(content(fresh(), scenario.target("s01"))).isEqualTo(before);
      assertThat(content(old(), scenario.source("s01"))).isEqualTo(before);
      assertThat(writable(fresh(), scenario.target("s01"), "users")).isTrue();
      assertThat(writable(old(), scenario.source("s01"), "users")).isFalse();
      assertThat(leftovers(fresh(), scenario.target("s01"))).isEmpty();
      assertThat(unsettled(scenario, run.id())).as("seed %d", seed).isEmpty();
    }
  }

  @Test
  void comesBackWhenKilledOnTheWayBack() throws Exception {
    System.err.println("KilledRunTest seed " + seed);
    try (var scenario = new Scenario(2)) {
      List<String> before = content(old(), scenario.source("s01"));
      finish(
          scenario, start(scenario, List.of("run", plan(scenario), "--hold-before", "finalize")));
      RunId id = latest(scenario).orElseThrow().id();
      for (int kill = 0; kill < 3; kill++) {
        killAfterAWhile(start(scenario, List.of("rollback", id.value(), "--yes")));
        nothingAcknowledgedIsMissing(scenario);
      }
      toTheEnd(scenario, RunState.ROLLED_BACK);
      for (String shard : List.of("s00", "s01")) {
        assertThat(content(old(), scenario.source(shard)))
            .as("seed %d", seed)
            .hasSameSizeAs(before);
        assertThat(content(fresh(), scenario.target(shard))).isEmpty();
        assertThat(writable(old(), scenario.source(shard), "users")).isTrue();
        assertThat(leftovers(old(), scenario.source(shard))).isEmpty();
        assertThat(leftovers(fresh(), scenario.target(shard))).isEmpty();
      }
      assertThat(content(old(), scenario.source("s01"))).isEqualTo(before);
    }
  }

  private Run toTheEnd(Scenario scenario, RunState wanted) throws Exception {
    String last = "";
    for (int resume = 0; resume < MOST_RESUMES; resume++) {
      List<String> command =
          wanted == RunState.FINALIZED
              ? forward(scenario)
              : List.of("rollback", latest(scenario).orElseThrow().id().value(), "--yes");
      last = finish(scenario, start(scenario, command));
      Run run = latest(scenario).orElseThrow();
      if (run.state() == wanted) {
        return run;
      }
    }
    throw new AssertionError("seed %d: not %s: %s".formatted(seed, wanted, last));
  }

  /** Begins the run, or goes on with it. */
  private static List<String> forward(Scenario scenario) throws IOException {
    Optional<Run> run = latest(scenario);
    return run.isEmpty()
        ? List.of("run", plan(scenario))
        : List.of("resume", run.get().id().value());
  }

  private static String plan(Scenario scenario) throws IOException {
    return Files.writeString(scenario.home().resolve("plan.yaml"), scenario.planText()).toString();
  }

  private static Optional<Run> latest(Scenario scenario) {
    try (var workplace = scenario.workplace()) {
      return workplace.orchestrator().list(1).stream().findFirst();
    }
  }

  static Process start(Scenario scenario, List<String> command) throws IOException {
    Path config =
        Files.writeString(scenario.home().resolve("plimsoll.yaml"), scenario.configText());
    var words = new ArrayList<String>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-cp"));
    words.add(System.getProperty("java.class.path"));
    words.add(Main.class.getName());
    words.addAll(command);
    words.addAll(List.of("--config", config.toString(), "--no-input"));
    return new ProcessBuilder(words)
        .redirectErrorStream(true)
        .redirectOutput(scenario.home().resolve("output.txt").toFile())
        .directory(scenario.home().toFile())
        .start();
  }

  private void killAfterAWhile(Process process) throws InterruptedException {
    process.waitFor(300 + random.nextInt(LONGEST_LIFE_MILLIS), TimeUnit.MILLISECONDS);
    process.destroyForcibly().waitFor();
  }

  private static String finish(Scenario scenario, Process process) throws Exception {
    if (!process.waitFor(4, TimeUnit.MINUTES)) {
      process.destroyForcibly().waitFor();
    }
    return Files.readString(scenario.home().resolve("output.txt"));
  }

  private void nothingAcknowledgedIsMissing(Scenario scenario) {
    Optional<Run> run = latest(scenario);
    if (run.isEmpty()) {
      return;
    }
    try (var workplace = scenario.workplace()) {
      Set<Long> now = new HashSet<>();
      workplace.control().journal().entries(run.get().id()).forEach(e -> now.add(e.id()));
      assertThat(now).as("seed %d: intents", seed).containsAll(acknowledged);
      acknowledged.addAll(now);
    }
  }

  private static List<Journal.Entry> unsettled(Scenario scenario, RunId run) {
    try (var workplace = scenario.workplace()) {
      return workplace.control().journal().unsettled(run);
    }
  }
}
