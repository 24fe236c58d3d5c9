package io.plimsoll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.RunId;
import io.plimsoll.gate.Facts;
import io.plimsoll.run.Hold;
import io.plimsoll.run.RunEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code windows explain}, and what {@code plan}, {@code run} and {@code resume} say of windows.
 */
class WindowsExplainCommandTest extends CliTestCase {
  @BeforeEach
  void writeASchedule() throws IOException {
    Files.writeString(
        it.plan,
        it.planText()
            + """

              schedule:
                timeZone: Europe/Berlin
                windows: [{days: [Sat, Sun], from: "02:30", until: "05:00"}]
                freezes: [{from: 2026-12-20, until: 2027-01-04, reason: end of the year}]
            """);
  }

  private void measured() {
    it.orchestrator.measured =
        Optional.of(
            new Facts.Prediction(
                3_600_000, 600_000, 1_000, 1_199_000, 0, "measured in the dry run"));
  }

  @Test
  void saysWhenAPlanMayChangeThingsInBothZones() {
    var seen = it.run("windows", "explain", it.plan);

    assertThat(seen.code()).isZero();
    assertThat(seen.out())
        .startsWith("sidekick: closed, outside every window: Sat, Sun 02:30-05:00\n")
        .containsPattern(
            "opens +Sat 2026-11-28 02:30 \\+01:00 Europe/Berlin +Sat 2026-11-28 01:30 \\+00:00 ")
        .containsPattern("closes again +Sat 2026-11-28 05:00 \\+01:00 Europe/Berlin ")
        .contains("a run of this plan was not measured yet")
        .contains("a stage that overruns: hold");
    assertThat(seen.err()).isEmpty();
  }

  @Test
  void saysItOfARunAtAnotherTimeInAnotherZone() {
    RunId id = it.orchestrator.before(it.planText(), RunEvent.PASSED);
    measured();

    var seen =
        it.run("windows", "explain", id, "--at", "2026-12-11 18:00", "--zone", "America/New_York");

    assertThat(seen.out())
        .startsWith(id + ": closed")
        .contains("Sat 2026-12-12 00:00 +01:00 Europe/Berlin", "Fri 2026-12-11 18:00 -05:00")
        .contains("a run fits: 1 h 30 min of 2 h 30 min, the way back included, measured");
  }

  @Test
  void isOneJsonObject() {
    measured();
    var object =
        json(
            it.run(
                    "windows",
                    "explain",
                    it.plan,
                    "--at",
                    "2026-12-12T04:00+01:00",
                    "--output",
                    "json")
                .out());

    assertThat(object.get("open").asBoolean()).isTrue();
    assertThat(object.get("reason").asString()).isEqualTo("IN_WINDOW");
    assertThat(object.get("at").get("inPlansZone").asString())
        .isEqualTo("2026-12-12T04:00+01:00[Europe/Berlin]");
    assertThat(object.get("nextClosing").get("instant").asString())
        .isEqualTo("2026-12-12T04:00:00Z");
    assertThat(object.get("nextOpening").get("inPlansZone").asString())
        .startsWith("2026-12-13T02:30+01:00");
    assertThat(object.get("run").isNull()).isTrue();
    assertThat(object.get("freezes").get(0).asString())
        .isEqualTo("2026-12-20 to 2027-01-04, end of the year");
    assertThat(object.get("fit").get("fits").asBoolean()).isFalse();
    assertThat(object.get("fit").get("availableMillis").asLong()).isEqualTo(3_600_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2026-03-29T02:30 | is skipped in Europe/Berlin: the clock goes from 02:00 to 03:00",
        "2026-10-25T02:30 | comes twice in Europe/Berlin; write 2026-10-25T02:30+02:00 or"
            + " 2026-10-25T02:30+01:00",
        "tomorrow | 'tomorrow' is no time such as 2026-12-05T01:30"
      })
  void refusesATimeThatIsNone(String at, String words) {
    var seen = it.run("windows", "explain", it.plan, "--at", at);

    assertThat(seen.code()).isEqualTo(2);
    assertThat(seen.err()).contains(words);
    assertThat(seen.out()).isEmpty();
  }

  @Test
  void refusesAZoneAndASubjectThatThereIsNot() {
    assertThat(it.run("windows", "explain", it.plan, "--zone", "Mars/Base").err())
        .contains("'Mars/Base' is no time zone such as Europe/Berlin");
    assertThat(it.run("windows", "explain", "nobody-knows").err())
        .contains("there is no plan file and no run 'nobody-knows'");
  }

  @Test
  void planShowsTheWindowsToo() {
    measured();

    assertThat(it.run("plan", it.plan).out())
        .contains("When it may change things:\n  closed now, outside every window")
        .contains(
            "opens next Sat 2026-11-28 02:30 +01:00 Europe/Berlin, closes next Sat 2026-11-28")
        .contains("  a run fits: 1 h 30 min of 2 h 30 min");
    var object = json(it.run("plan", it.plan, "--output", "json").out());
    assertThat(object.get("windows").get("fits").asBoolean()).isTrue();
  }

  @Test
  void runEndsOutsideItsWindowWithACodeOfItsOwn() {
    it.orchestrator.script = (engine, run) -> engine.held(run, Hold.Reason.WINDOW);

    var seen = it.run("run", it.plan);

    assertThat(seen.code()).isEqualTo(8);
    assertThat(it.orchestrator.stayed).isFalse();
    assertThat(seen.out()).contains("Waits at preflight for a window");
  }

  @Test
  void runStaysForTheWindowWhenToldTo() {
    var seen = it.run("run", it.plan, "--wait");

    assertThat(seen.code()).isZero();
    assertThat(it.orchestrator.stayed).isTrue();
  }

  @Test
  void wentBackBecauseTheWindowEndedIsNoSuccess() {
    it.orchestrator.script =
        (engine, run) -> {
          var back =
              engine.runs.move(
                  run,
                  RunEvent.ABORT,
                  io.plimsoll.run.Runs.Note.of("F43 copy stops: 5m left until it closes"));
          return engine.step(back, RunEvent.PASSED);
        };

    assertThat(it.run("run", it.plan).code()).isEqualTo(8);
  }
}
