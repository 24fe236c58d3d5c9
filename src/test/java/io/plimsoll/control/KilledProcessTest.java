package io.plimsoll.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.Epoch;
import io.plimsoll.common.RunId;
import io.plimsoll.run.Journal.Entry;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Processes are killed with SIGKILL while they write. */
class KilledProcessTest {
  private static final RunId RUN = new RunId("killed");
  private static final int ROUNDS = 4;
  private static final int AT_LEAST = 50;

  @TempDir Path home;
  @TempDir Path scratch;

  @Test
  @Timeout(120)
  void losesNoAcknowledgedIntent() throws Exception {
    long seed = System.nanoTime();
    System.out.println("KilledProcessTest seed " + seed);
    var random = new Random(seed);
    try (var database = open()) {
      database.runs(Duration.ofSeconds(30)).create(RUN, "plan");
    }
    var acknowledged = new ArrayList<Long>();
    for (int round = 0; round < ROUNDS; round++) {
      acknowledged.addAll(writtenUntilKilled(AT_LEAST + random.nextInt(400)));

      try (var database = open()) {
        var found =
            new HashSet<>(database.journal().unsettled(RUN).stream().map(Entry::id).toList());
        assertThat(found).as("round %d, seed %d", round, seed).containsAll(acknowledged);
      }
    }
    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(ROUNDS * AT_LEAST);
  }

  @Test
  @Timeout(60)
  void leavesALockFileThatStopsNobody() throws Exception {
    try (var database = open()) {
      database.runs(Duration.ofSeconds(30)).create(RUN, "plan");
    }
    writtenUntilKilled(AT_LEAST);
    assertThat(home.resolve("control/plimsoll.lock.db")).exists();

    try (var database = open()) {
      assertThat(database.journal().entries(RUN)).hasSizeGreaterThanOrEqualTo(AT_LEAST);
    }
  }

  @Test
  @Timeout(60)
  void letsTheOthersGoOnWhenItServedTheFile() throws Exception {
    Process server = ChildProgram.start(scratch, "serve", home.toString());
    try (BufferedReader lines = server.inputReader()) {
      assertThat(lines.readLine()).startsWith("ready ");
      try (var database = open()) {
        database.runs(Duration.ofSeconds(30)).create(RUN, "plan");
        long before = database.journal().intend(ChildProgram.intent(RUN, new Epoch(0)));

        kill(server);

        long after = database.journal().intend(ChildProgram.intent(RUN, new Epoch(0)));
        database.journal().confirm(before, "seen");
        assertThat(database.journal().unsettled(RUN)).extracting(Entry::id).containsExactly(after);
      }
    } finally {
      kill(server);
    }
  }

  /** The numbers the child had printed when it died, at least {@code count} of them. */
  private List<Long> writtenUntilKilled(int count) throws Exception {
    Process child = ChildProgram.start(scratch, "write", home.toString(), RUN.value());
    var acknowledged = new ArrayList<Long>();
    try (BufferedReader lines = child.inputReader()) {
      String line;
      while ((line = lines.readLine()) != null) {
        acknowledged.add(Long.valueOf(line));
        if (acknowledged.size() == count) {
          // Through the handle: the process itself would close the pipe with what was printed.
          child.toHandle().destroyForcibly();
        }
      }
    } finally {
      kill(child);
    }
    return acknowledged;
  }

  private static void kill(Process process) throws InterruptedException {
    process.destroyForcibly();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }

  private ControlDatabase open() {
    return ControlDatabase.open(home, Clock.systemUTC());
  }
}
