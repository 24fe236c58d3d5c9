package io.plimsoll.scenario.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.testing.Postgres;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The writers on one database that goes nowhere: what the ledger foresees is what is there. */
class WritersTest {
  private static final int SEEDS = Integer.getInteger("plimsoll.seeds", 6);
  private static final long FIRST = Long.getLong("plimsoll.seed", System.nanoTime());

  @Test
  void leaveExactlyWhatTheLedgerSays() {
    for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
      System.err.println("WritersTest seed " + seed);
      String database = Postgres.one().database("writers");
      Ground ground = Ground.of(Postgres.one(), database, seed);
      var terms =
          new Writer.Terms(
              ground.shape(),
              RouteReader.fixed(Postgres.one(), database),
              ground.ledger(),
              new Story.Clients(seed % 2 == 0, 200, 8));
      try (var writers =
          new Writers(
                  terms,
                  seed,
                  List.of(
                      Writer.Style.ORDINARY,
                      Writer.Style.ORDINARY,
                      Writer.Style.ORDINARY,
                      Writer.Style.HOT,
                      Writer.Style.SLOW))
              .start()) {
        writers.more(600);
        writers.stop();
        assertThat(writers.surprises()).as("seed %d", seed).isEmpty();
      }
      Content there = ground.read(Postgres.one(), database);
      assertThat(ground.ledger().differences(there)).as("seed %d", seed).isEmpty();
      assertThat(ground.ledger().unknown()).as("seed %d", seed).isPositive();
      Postgres.one().execute("postgres", "drop database \"" + database + "\" with (force)");
    }
  }
}
