package io.plimsoll.control;

import io.plimsoll.audit.Actor;
import io.plimsoll.audit.AuditEvent;
import io.plimsoll.audit.AuditLog;
import io.plimsoll.audit.EventTypes;
import io.plimsoll.audit.Payload;
import io.plimsoll.common.Epoch;
import io.plimsoll.common.RunId;
import io.plimsoll.common.Secret;
import io.plimsoll.people.AccessEvents;
import io.plimsoll.people.People;
import io.plimsoll.people.PeopleException;
import io.plimsoll.people.TestPeople;
import io.plimsoll.run.Journal;
import io.plimsoll.run.Journal.Intent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A second process that works with the control database; tests start it and may kill it. */
public final class ChildProgram {
  private ChildProgram() {}

  /**
   * {@code open HOME} · {@code create HOME RUN} · {@code serve HOME} · {@code write HOME RUN} ·
   * {@code first HOME NAME} · {@code audit HOME COUNT}.
   */
  public static void main(String[] arguments) throws Exception {
    try (var database = ControlDatabase.open(Path.of(arguments[1]), Clock.systemUTC())) {
      switch (arguments[0]) {
        case "open" -> database.controlId();
        case "create" ->
            database.runs(Duration.ofSeconds(30)).create(new RunId(arguments[2]), "of the child");
        case "serve" -> {
          System.out.println("ready " + database.controlId());
          System.in.read();
        }
        case "first" -> first(database, arguments[2]);
        case "write" -> write(database.journal(), new RunId(arguments[2]));
        case "audit" -> audit(database.audit(), Integer.parseInt(arguments[2]));
        default -> throw new IllegalArgumentException(arguments[0]);
      }
    }
  }

  /** Prints the number of each intent once it is acknowledged, until somebody ends it. */
  private static void write(Journal journal, RunId run) {
    while (true) {
      System.out.println(journal.intend(intent(run, new Epoch(0))));
    }
  }

  /** Makes the first administrator when told to, and says what came of it. */
  private static void first(ControlDatabase database, String name) throws IOException {
    var people =
        new People(database.people(), TestPeople.SETTINGS, Clock.systemUTC(), AccessEvents.NONE);
    System.out.println("ready, wanted: " + people.firstAdministrator().wanted());
    System.in.read();
    try {
      var password = new Secret("test", () -> "correct horse battery staple");
      people.firstAdministrator().create(name, Optional.empty(), password);
      System.out.println("created");
    } catch (PeopleException e) {
      System.out.println(e.kind());
    }
  }

  /** Appends so many events, and prints the number of each once it is acknowledged. */
  private static void audit(AuditLog log, int count) {
    var draft =
        new AuditEvent.Draft(
            EventTypes.GATE_DECIDED,
            Optional.empty(),
            Actor.engine("child"),
            Payload.of("text", "of the child"));
    for (int i = 0; i < count; i++) {
      log.append(draft);
      System.out.println(i);
    }
  }

  static Intent intent(RunId run, Epoch epoch) {
    return new Intent(
        run, epoch, Optional.empty(), "copy", "chunk.copy", "target", "chunk 7", "delete it");
  }

  static Process start(Path scratch, String... arguments) throws IOException {
    Path logging = scratch.resolve("logback.xml");
    Files.writeString(
        logging,
        """
        <configuration>
          <statusListener class="ch.qos.logback.core.status.NopStatusListener"/>
          <root level="OFF"/>
        </configuration>
        """);
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-Dlogback.configurationFile=" + logging));
    command.add(ChildProgram.class.getName());
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return builder.start();
  }
}
