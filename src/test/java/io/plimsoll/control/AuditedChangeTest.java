package io.plimsoll.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.audit.Checkpoint;
import io.plimsoll.common.RunId;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunEvent;
import io.plimsoll.run.Runs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What did not happen is not in the audit log, however far it had come. */
class AuditedChangeTest {
  private static final RunId RUN = new RunId("run-1");

  @TempDir Path home;

  private Transactions transactions() throws Exception {
    var files = new ControlFiles(home);
    String url =
        "jdbc:h2:file:%s;WRITE_DELAY=0;AUTO_SERVER=TRUE;LOCK_TIMEOUT=10000"
            .formatted(files.database());
    String password = Files.readString(home.resolve("control/password")).strip();
    return new Transactions(
        Jdbi.create(url, "plimsoll", password).installPlugin(new Instants()), files.databaseFile());
  }

  @Test
  void leavesNoEventWhenItFailsAfterItsEventWasAppended() throws Exception {
    try (var database = ControlDatabase.open(home, Clock.systemUTC())) {
      Runs runs = database.runs(Duration.ofSeconds(30));
      Run run = runs.create(RUN, "plan");
      Transactions transactions = transactions();
      var audit =
          new JdbiAuditLog(
              transactions,
              Clock.systemUTC(),
              Checkpoint.originOf(database.controlId()),
              new ControlFiles(home));
      var moves = new RunMoves(audit, RunEvents.of(ControlDatabase::localProcess, "node"));
      long before = database.audit().head().size();

      assertThatThrownBy(
              () ->
                  transactions.run(
                      handle -> {
                        moves.move(
                            handle, run, RunEvent.PASSED, Runs.Note.of(""), run.times().changed());
                        throw new IllegalStateException("died after the append");
                      }))
          .hasMessage("died after the append");

      assertThat(database.audit().head().size()).isEqualTo(before);
      assertThat(runs.find(RUN)).contains(run);
      assertThat(runs.history(RUN)).isEmpty();
    }
  }

  @Test
  void leavesNoneOfARequestThatIsRefusedAsStale() throws Exception {
    try (var database = ControlDatabase.open(home, Clock.systemUTC())) {
      Runs runs = database.runs(Duration.ofSeconds(30));
      Run seen = runs.create(RUN, "plan");
      runs.move(seen, RunEvent.PASSED, Runs.Note.of(""));
      long before = database.audit().head().size();

      assertThatThrownBy(() -> runs.request(seen, Run.Request.ABORT));

      assertThat(database.audit().head().size()).isEqualTo(before);
    }
  }
}
