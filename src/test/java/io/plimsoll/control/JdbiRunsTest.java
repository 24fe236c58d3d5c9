package io.plimsoll.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.common.Epoch;
import io.plimsoll.common.RunId;
import io.plimsoll.gate.Parties;
import io.plimsoll.gate.PersonId;
import io.plimsoll.run.Runs;
import io.plimsoll.run.RunsContract;
import io.plimsoll.testing.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdbiRunsTest extends RunsContract {
  @TempDir Path home;
  private ControlDatabase database;

  @Override
  protected Runs runs(SettableClock clock, Duration lease) {
    database = ControlDatabase.open(home, clock);
    return database.runs(lease);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void needNotWaitForALeaseWhoseProcessIsGone() throws Exception {
    Runs runs = database.runs(LEASE);
    RunId id = runs.create(new RunId("orphan"), "plan").id();
    Process process = new ProcessBuilder("sleep", "60").start();
    String node =
        new ProcessName(
                ProcessName.own().host(),
                process.pid(),
                process.info().startInstant().orElseThrow().toEpochMilli())
            .toString();
    runs.acquire(id, node, new Epoch(0)).orElseThrow();

    assertThat(runs.acquire(id, ControlDatabase.nodeName(), new Epoch(0))).isEmpty();
    process.destroyForcibly();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();

    assertThat(runs.holder(id)).isEmpty();
    assertThat(runs.acquire(id, ControlDatabase.nodeName(), new Epoch(0)).orElseThrow().epoch())
        .isEqualTo(new Epoch(2));
  }

  @Test
  void keepsWhoAskedWithTheRunOrNeither() {
    Runs runs = database.runs(LEASE);
    RunId id = new RunId("asked-for");
    var tooLong = new Runs.Requester("p".repeat(101), "rita");
    var before = database.audit().head();

    assertThatThrownBy(() -> runs.create(id, "plan", Optional.of(tooLong)))
        .isInstanceOf(RuntimeException.class);
    assertThat(runs.find(id)).isEmpty();
    assertThat(database.audit().head()).as("nothing in the log either").isEqualTo(before);

    runs.create(id, "plan", Optional.of(new Runs.Requester("p-1", "rita")));
    assertThat(database.parties().of(id))
        .containsExactly(new Parties.Party(Parties.Part.REQUESTER, new PersonId("p-1"), "rita"));
  }

  @Test
  void givesEachRunOneTokenOfItsOwn() {
    Runs runs = database.runs(LEASE);
    RunId one = runs.create(new RunId("one"), "plan").id();
    RunId two = runs.create(new RunId("two"), "plan").id();

    String token = database.tokens().tokenOf(one).reveal();

    assertThat(token).matches("[A-Za-z0-9_-]{43}");
    assertThat(database.tokens().tokenOf(one).reveal()).isEqualTo(token);
    assertThat(database.tokens().tokenOf(two).reveal()).isNotEqualTo(token);
    assertThat(database.tokens().tokenOf(one)).hasToString("****");
  }
}
