package io.plimsoll.control;

import io.plimsoll.people.CredentialsContract;
import io.plimsoll.people.People;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class JdbiCredentialsTest extends CredentialsContract {
  @TempDir Path home;
  private ControlDatabase database;

  @Override
  protected People.Ports ports() {
    database = ControlDatabase.open(home, Clock.systemUTC());
    return database.people();
  }

  @AfterEach
  void close() {
    database.close();
  }
}
