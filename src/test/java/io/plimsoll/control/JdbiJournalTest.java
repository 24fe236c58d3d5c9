package io.plimsoll.control;

import io.plimsoll.run.Journal;
import io.plimsoll.run.JournalContract;
import io.plimsoll.run.Runs;
import io.plimsoll.testing.SettableClock;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class JdbiJournalTest extends JournalContract {
  @TempDir Path home;
  private ControlDatabase database;

  @Override
  protected void open(SettableClock clock) {
    database = ControlDatabase.open(home, clock);
  }

  @Override
  protected Runs runs() {
    return database.runs(Duration.ofSeconds(30));
  }

  @Override
  protected Journal journal() {
    return database.journal();
  }

  @AfterEach
  void close() {
    database.close();
  }
}
