package io.plimsoll.control;

import io.plimsoll.run.Runs;
import io.plimsoll.testing.SettableClock;
import io.plimsoll.transfer.ChunkLedger;
import io.plimsoll.transfer.ChunkLedgerContract;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class JdbiChunkLedgerTest extends ChunkLedgerContract {
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
  protected ChunkLedger ledger() {
    return database.ledger();
  }

  @AfterEach
  void close() {
    database.close();
  }
}
