package io.plimsoll.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.audit.AuditEvent;
import io.plimsoll.audit.EventTypes;
import io.plimsoll.common.RunId;
import io.plimsoll.control.ControlDatabase;
import io.plimsoll.gate.Pager;
import io.plimsoll.metrics.RunMeters;
import io.plimsoll.plan.StageName;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever is called can be shown to have been. */
class LoggedPagerTest {
  private static final Pager.Page PAGE =
      new Pager.Page(
          Pager.Cause.GLASS_BROKEN,
          new RunId("sidekick-1"),
          StageName.CUT_OVER,
          "ann broke the glass before cut-over, incident INC-1: array fails");

  @TempDir Path home;

  @Test
  void leavesAnEntryOfTheAuditLogAndRaisesTheMeter() {
    var meters = RunMeters.inMemory(Clock.systemUTC());
    try (var control = ControlDatabase.open(home, Clock.systemUTC())) {
      control.runs(java.time.Duration.ofSeconds(30)).create(PAGE.run(), "plan");
      new LoggedPager(control.audit(), meters, "node-1").page(PAGE);

      AuditEvent paged = control.audit().newest(Optional.of(PAGE.run()), 1).get(0);
      assertThat(paged.type()).isEqualTo(EventTypes.PERSON_PAGED);
      assertThat(paged.payload().text("cause")).isEqualTo("glass-broken");
      assertThat(paged.payload().text("gate")).isEqualTo("cut-over");
      assertThat(paged.payload().text("text")).isEqualTo(PAGE.text());
      assertThat(meters.readings())
          .filteredOn(reading -> reading.meter().equals("plimsoll.pages"))
          .singleElement()
          .satisfies(
              reading -> {
                assertThat(reading.value()).isEqualTo(1);
                assertThat(reading.tags()).containsEntry("event", "glass-broken");
              });
    }
  }

  @Test
  void failsNobodyWhenTheControlDatabaseIsGone() {
    var meters = RunMeters.inMemory(Clock.systemUTC());
    var control = ControlDatabase.open(home, Clock.systemUTC());
    control.close();

    String said = saidBy(() -> new LoggedPager(control.audit(), meters, "node-1").page(PAGE));

    assertThat(said)
        .contains("ERROR", "sidekick-1 cut-over: ann broke the glass", "runbooks/gates.md")
        .contains("the page is not in the audit log");
    assertThat(meters.readings()).anyMatch(reading -> reading.meter().equals("plimsoll.pages"));
  }

  private static String saidBy(Runnable work) {
    PrintStream real = System.err;
    var caught = new ByteArrayOutputStream();
    System.setErr(new PrintStream(caught, true, StandardCharsets.UTF_8));
    try {
      work.run();
    } finally {
      System.setErr(real);
    }
    return caught.toString(StandardCharsets.UTF_8);
  }
}
