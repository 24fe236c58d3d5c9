package io.plimsoll.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.audit.AuditEvent;
import io.plimsoll.audit.EventTypes;
import io.plimsoll.plan.Role;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The process is killed with SIGKILL in every state of a gate, and while persons decide. */
class KilledGateTest {
  private static final int MOST_DECISIONS = 120;
  private static final int MOST_EVENTS = 1_000;

  @TempDir Path home;

  /** The lines it had printed when it died: as soon as {@code enough} of them were. */
  private List<String> linesUntilKilled(Process process, int enough) throws Exception {
    var lines = new ArrayList<String>();
    try (BufferedReader out = process.inputReader()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        lines.add(line);
        if (lines.size() == enough) {
          // Through the handle: the process itself would close the pipe with what was printed.
          process.toHandle().destroyForcibly();
        }
      }
    }
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return lines;
  }

  @Test
  @Timeout(300)
  void isAsItWasInEveryStateAndGoesOn() throws Exception {
    Process process = GateProgram.start("states", home.toString());
    List<String> told = linesUntilKilled(process, GateState.values().length + 1);
    assertThat(told).hasSize(GateState.values().length + 1).endsWith("all");

    for (GateState state : GateState.values()) {
      try (var it = new GateFixture(home.resolve(state.name()), process.toHandle())) {
        assertThat(GateProgram.told(it)).isEqualTo(told.get(state.ordinal()));
        assertThat(it.gate().state()).isEqualTo(state);
        if (state == GateState.EXPIRED) {
          it.clock.advance(Duration.ofHours(4));
        }
        GateRestartTest.goesOn(it, state);
      }
    }
  }

  @Test
  @Timeout(300)
  void losesNoDecisionAndCountsNoneTwice() throws Exception {
    long seed = System.nanoTime();
    System.err.println("KilledGateTest seed " + seed);
    int enough = 2 + new Random(seed).nextInt(MOST_DECISIONS);
    Process process = GateProgram.start("decide", home.toString());
    List<String> told = linesUntilKilled(process, enough);
    List<String> acknowledged = told.subList(1, told.size());

    try (var it = new GateFixture(home, process.toHandle())) {
      List<String> kept =
          it.gate().decisions().stream()
              .map(d -> d.made().kind().name().toLowerCase() + " " + d.person())
              .toList();
      assertThat(kept).as("seed %d", seed).startsWith(acknowledged.toArray(String[]::new));
      assertThat(kept.size() - acknowledged.size()).as("seed %d: at work", seed).isBetween(0, 1);
      assertThat(decided(it)).as("seed %d: as the audit log has it", seed).isEqualTo(kept.size());
      everybodyElseApproves(it);
      assertThat(it.gate().state()).isEqualTo(GateState.ARMED);
      assertThat(it.passes()).isTrue();
    }
  }

  private static long decided(GateFixture it) {
    return it.database().audit().newest(Optional.of(GateFixture.RUN), MOST_EVENTS).stream()
        .map(AuditEvent::type)
        .filter(EventTypes.GATE_DECIDED::equals)
        .count();
  }

  private static void everybodyElseApproves(GateFixture it) {
    var all = new ArrayList<Decider>();
    for (int i = 0; i < GateProgram.SEATS; i++) {
      all.add(it.person(GateProgram.name(i), Role.APPROVER));
    }
    for (Decider person : all) {
      assertThat(it.refused(it.approve(person))).isIn(null, GateRefusal.Code.ALREADY_DECIDED);
    }
  }
}
