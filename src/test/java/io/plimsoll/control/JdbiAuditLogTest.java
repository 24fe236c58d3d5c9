package io.plimsoll.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.audit.Actor;
import io.plimsoll.audit.AuditEvent;
import io.plimsoll.audit.AuditException;
import io.plimsoll.audit.AuditLog;
import io.plimsoll.audit.CheckpointFolder;
import io.plimsoll.audit.CheckpointPlace;
import io.plimsoll.audit.Checkpoints;
import io.plimsoll.audit.EventTypes;
import io.plimsoll.audit.LogVerifier;
import io.plimsoll.audit.Payload;
import io.plimsoll.audit.StoredCheckpoint;
import io.plimsoll.audit.Verification;
import io.plimsoll.audit.VerifierKey;
import io.plimsoll.common.Finding;
import io.plimsoll.common.Guards;
import io.plimsoll.common.RunId;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunEvent;
import io.plimsoll.run.Runs;
import io.plimsoll.run.StaleRunException;
import io.plimsoll.testing.SettableClock;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class JdbiAuditLogTest {
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final Actor ERIN =
      Actor.person("erin", List.of("operator"), new Actor.Via("password", "page", "192.0.2.7"));

  @TempDir Path home;
  @TempDir Path witness;
  @TempDir Path scratch;

  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-29T12:00:00Z"));
  private ControlDatabase database;

  @BeforeEach
  void open() {
    database = ControlDatabase.open(home, clock);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private AuditLog log() {
    return database.audit();
  }

  private Runs runs() {
    return database.runs(LEASE, () -> ERIN);
  }

  private List<AuditEvent> events() {
    return log().read(0, 10_000);
  }

  private CheckpointFolder witness() {
    return CheckpointFolder.foreign(witness, log().head().origin());
  }

  private List<String> checkpoint() {
    return checkpoints(witness()).write();
  }

  private Checkpoints checkpoints(CheckpointPlace place) {
    return new Checkpoints(log(), database.auditKeys(), List.of(place), (run, line) -> {});
  }

  private Verification verify() throws IOException {
    return verify(witness().stored());
  }

  private Verification verify(List<StoredCheckpoint> stored) {
    return new LogVerifier(Guards.all())
        .verify("control database", log().record(), stored, Optional.empty());
  }

  private List<String> found() throws IOException {
    return verify().findings().stream().map(f -> f.code() + " at " + f.subject()).toList();
  }

  private void sql(String sql) throws Exception {
    String password = Files.readString(home.resolve("control/password")).strip();
    String url = "jdbc:h2:file:" + home.resolve("control/plimsoll") + ";AUTO_SERVER=TRUE";
    try (var connection = DriverManager.getConnection(url, "plimsoll", password);
        var statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(sql)).isPositive();
    }
  }

  /** 11 events in all, with checkpoints of 4, 8 and 11. */
  private void history() {
    Run run = runs().create(new RunId("run-1"), "plan");
    for (int i = 0; i < 9; i++) {
      if (i == 2 || i == 6) {
        assertThat(checkpoint()).isEmpty();
      }
      run = runs().move(run, RunEvent.FAILED, Runs.Note.of("try " + i));
    }
    assertThat(checkpoint()).isEmpty();
    assertThat(log().head().size()).isEqualTo(11);
  }

  @Test
  void beginsWithItsOriginAndItsKey() {
    AuditEvent first = events().get(0);

    assertThat(first.type()).isEqualTo(EventTypes.LOG_STARTED);
    assertThat(first.payload().text("origin")).isEqualTo("plimsoll.io/log/" + database.controlId());
    assertThat(new VerifierKey(first.payload().text("key"))).isEqualTo(log().head().key());
    close();
    open();
    assertThat(events()).containsExactly(first);
  }

  @Test
  void keepsItsKeyToTheOneUser() throws Exception {
    Path key = home.resolve("control/audit.key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");

    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    database.auditKeys().signingAs(log().head().key());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
  }

  @Test
  void recordsEachChangeOfARunWithWhoMadeIt() {
    Run run = runs().create(new RunId("run-1"), "plan");
    run = runs().move(run, RunEvent.PASSED, Runs.Note.of("all is well"));
    runs().request(run.id(), Run.Request.ABORT);
    runs().request(run.id(), Run.Request.PAUSE);
    run = runs().find(run.id()).orElseThrow();
    runs().move(run, RunEvent.RESUME, Runs.Note.of("resumed by a person"));

    assertThat(events().subList(1, 6))
        .extracting(e -> e.type() + " by " + e.actor().text())
        .containsExactly(
            "run.created by person erin",
            "run.moved by engine",
            "run.requested by person erin",
            "run.requested by person erin",
            "run.moved by person erin");
    assertThat(events().get(2).payload().json())
        .isEqualTo(
            "{\"epoch\":0,\"event\":\"PASSED\",\"hold\":null,\"next\":\"SNAPSHOT\","
                + "\"state\":\"PREFLIGHT\",\"text\":\"all is well\",\"version\":1}");
    assertThat(events().get(4).payload().json())
        .isEqualTo("{\"request\":\"PAUSE\",\"taken\":false}");
    assertThat(events()).extracting(AuditEvent::at).containsOnly(clock.instant());
    assertThat(log().newest(Optional.of(run.id()), 2))
        .extracting(AuditEvent::sequence)
        .containsExactly(5L, 4L);
    assertThat(log().newest(Optional.of(new RunId("run")), 9)).isEmpty();
  }

  @Test
  void recordsNothingOfAChangeThatWasNotMade() {
    Run run = runs().create(new RunId("run-1"), "plan");
    runs().move(run, RunEvent.PASSED, Runs.Note.of(""));
    List<AuditEvent> before = events();

    assertThatThrownBy(() -> runs().move(run, RunEvent.PASSED, Runs.Note.of("")))
        .isInstanceOf(StaleRunException.class);
    assertThatThrownBy(() -> runs().create(run.id(), "plan"))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> runs().request(new RunId("none"), Run.Request.PAUSE))
        .isInstanceOf(IllegalStateException.class);

    assertThat(events()).isEqualTo(before);
    assertThat(verify(List.of()).findings())
        .extracting(Finding::code)
        .containsExactly("log-unsigned");
  }

  @Test
  void changesNothingThatItCannotRecord() throws Exception {
    Run run = runs().create(new RunId("run-1"), "plan");
    sql("insert into audit_event (sequence, event, hash) values (2, 'in the way', 'x')");

    assertThatThrownBy(() -> runs().move(run, RunEvent.PASSED, Runs.Note.of("")))
        .isInstanceOf(ControlException.class);

    assertThat(runs().find(run.id())).contains(run);
    assertThat(runs().history(run.id())).isEmpty();
  }

  @Test
  void provesWhatItHolds() {
    history();
    var head = log().head();
    for (long i = 0; i < head.size(); i++) {
      AuditEvent event = log().read(i, 1).get(0);
      assertThat(log().inclusion(i, 11).holds(event.leafHash(), head.tree().root())).isTrue();
    }
    var before = log().head();
    log().append(draft("one more"));
    assertThat(log().consistency(11, 12).holds(before.tree().root(), log().head().tree().root()))
        .isTrue();
    assertThatThrownBy(() -> log().inclusion(3, 13)).isInstanceOf(AuditException.class);
  }

  private static AuditEvent.Draft draft(String text) {
    return new AuditEvent.Draft(
        EventTypes.GATE_DECIDED, Optional.empty(), ERIN, Payload.of("text", text));
  }

  @Test
  @Timeout(120)
  void leavesNoGapWhenManyAppendInTwoProcesses() throws Exception {
    Process child = ChildProgram.start(scratch, "audit", home.toString(), "60");
    var threads = Executors.newFixedThreadPool(4);
    try (BufferedReader lines = child.inputReader()) {
      assertThat(lines.readLine()).isEqualTo("0");
      var writing = new ArrayList<Future<?>>();
      for (int t = 0; t < 4; t++) {
        writing.add(threads.submit((Callable<?>) this::appendTwenty));
      }
      for (Future<?> one : writing) {
        one.get();
      }
      assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      child.destroyForcibly();
      threads.shutdownNow();
    }

    assertThat(events())
        .extracting(AuditEvent::sequence)
        .containsExactlyElementsOf(LongStream.range(0, 141).boxed().toList());
    checkpoint();
    assertThat(verify().findings()).isEmpty();
  }

  private Object appendTwenty() {
    for (int i = 0; i < 20; i++) {
      log().append(draft("event " + i));
    }
    return null;
  }

  @Test
  @Timeout(120)
  void isWholeAfterAProcessWasKilledBetweenEventAndCheckpoint() throws Exception {
    history();
    Process child = ChildProgram.start(scratch, "audit", home.toString(), "100000");
    try (BufferedReader lines = child.inputReader()) {
      for (int i = 0; i < 30; i++) {
        lines.readLine();
      }
    } finally {
      child.toHandle().destroyForcibly();
      assertThat(child.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(verify().valid()).isTrue();
    assertThat(found()).containsExactly("log-uncovered at control database");
    assertThat(checkpoint()).isEmpty();
    assertThat(verify().findings()).isEmpty();
    assertThat(log().head().size()).isGreaterThanOrEqualTo(41);
  }

  @Test
  @Tag("F63")
  void showsAnEditedRow() throws Exception {
    history();
    sql("update audit_event set event = replace(event, 'try 3', 'try 4') where sequence = 5");

    assertThat(found())
        .contains("event-edited at control database, event row 5", "log-head at control database")
        .anyMatch(f -> f.startsWith("log-rewritten at ") && f.endsWith("000000000008.checkpoint"));
  }

  @Test
  @Tag("F63")
  void showsADroppedRow() throws Exception {
    history();
    sql("delete from audit_event where sequence = 5");

    assertThat(found()).contains("event-gap at control database, event row 6");
  }

  @Test
  @Tag("F63")
  void showsRowsThatChangedPlaces() throws Exception {
    history();
    sql("update audit_event set sequence = 100 where sequence = 5");
    sql("update audit_event set sequence = 5 where sequence = 6");
    sql("update audit_event set sequence = 6 where sequence = 100");

    assertThat(found())
        .contains(
            "event-gap at control database, event row 5",
            "event-order at control database, event row 6");
  }

  @Test
  @Tag("F63")
  void showsThatTheEndWasCutOff() throws Exception {
    history();
    sql("delete from audit_event where sequence >= 9");

    assertThat(found())
        .contains("log-head at control database")
        .anyMatch(f -> f.startsWith("log-behind at ") && f.endsWith("000000000011.checkpoint"));
  }

  @Test
  @Tag("F63")
  void showsRowsThatWereAddedByHand() throws Exception {
    history();
    sql(
        """
        insert into audit_event (sequence, event, hash)
        select 11, replace(event, '"sequence":10', '"sequence":11'), hash
        from audit_event where sequence = 10
        """);

    assertThat(found()).contains("log-longer at control database");
  }

  @Test
  @Tag("F63")
  void showsAnOlderCopyOfTheControlDatabase() throws Exception {
    runs().create(new RunId("run-0"), "plan");
    close();
    Path file = home.resolve("control/plimsoll.mv.db");
    Path old = Files.copy(file, scratch.resolve("old"));
    open();
    twoMoreRuns();
    close();
    Files.copy(old, file, StandardCopyOption.REPLACE_EXISTING);
    open();

    assertThat(found())
        .anyMatch(f -> f.startsWith("log-behind at ") && f.endsWith("000000000003.checkpoint"));

    runs().create(new RunId("run-9"), "another plan");
    assertThat(checkpoint())
        .singleElement()
        .asString()
        .contains("000000000003.checkpoint holds another checkpoint of that size");
    assertThat(found()).anyMatch(f -> f.startsWith("log-rewritten at "));
  }

  private void twoMoreRuns() {
    runs().create(new RunId("run-1"), "plan");
    assertThat(checkpoint()).isEmpty();
    runs().create(new RunId("run-2"), "plan");
    assertThat(checkpoint()).isEmpty();
  }

  @Test
  @Tag("F63")
  void signsNothingWithAKeyThatItDoesNotName() throws Exception {
    history();
    Path key = home.resolve("control/audit.key");
    String name = log().head().key().name();
    Files.writeString(key, io.plimsoll.audit.SigningKey.generate(name).fileText());
    log().append(draft("after the swap"));

    assertThat(checkpoint())
        .singleElement()
        .asString()
        .contains("audit: no checkpoint was written: signing key " + key + ": it holds key ")
        .contains("restore that file");
    close();
    Files.delete(key);
    open();
    assertThat(key).doesNotExist();
    assertThat(checkpoint()).singleElement().asString().contains("it is missing");
    assertThat(verify().valid()).isTrue();
  }

  @Test
  void passesFromOneKeyToTheNext() throws Exception {
    history();
    VerifierKey old = log().head().key();

    VerifierKey next = log().rotateKey(ERIN);
    log().append(draft("under the new key"));
    assertThat(checkpoint()).isEmpty();

    assertThat(log().head().key()).isEqualTo(next).isNotEqualTo(old);
    assertThat(verify().findings()).isEmpty();
    assertThat(home.resolve("control/audit.key.next")).doesNotExist();
  }

  @Test
  void findsTheNewKeyAfterAProcessEndedBeforeItsFileWasRenamed() throws Exception {
    Path key = home.resolve("control/audit.key");
    String before = Files.readString(key);
    log().rotateKey(ERIN);
    Files.move(key, home.resolve("control/audit.key.next"));
    Files.writeString(key, before);

    assertThat(checkpoint()).isEmpty();
    assertThat(verify().findings()).isEmpty();
    assertThat(database.auditKeys().signingAs(log().head().key()).verifier())
        .isEqualTo(log().head().key());
  }

  @Test
  void isOfferedAgainWhatAPlaceDidNotTake() throws Exception {
    Files.delete(witness);
    var checkpoints = checkpoints(witness());
    assertThat(checkpoints.write())
        .singleElement()
        .asString()
        .startsWith("audit: checkpoint 1 did not reach directory " + witness)
        .endsWith("; it is offered the next one");

    Files.createDirectory(witness);
    log().append(draft("later"));
    assertThat(checkpoints.write()).isEmpty();
    assertThat(verify().covered()).isEqualTo(2);
  }
}
