package io.plimsoll.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.plimsoll.common.RunId;
import io.plimsoll.common.ShardId;
import io.plimsoll.run.ShardState;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdbiShardsTest {
  private static final RunId RUN = new RunId("run-1");
  private static final ShardId FIRST = new ShardId("s01");
  private static final ShardId SECOND = new ShardId("s02");

  @TempDir Path home;
  private ControlDatabase database;

  @BeforeEach
  void open() {
    database = ControlDatabase.open(home, Clock.systemUTC());
    database.runs(Duration.ofSeconds(30)).create(RUN, "plan");
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void arePendingUntilSet() {
    database.shards().declare(RUN, List.of(SECOND, FIRST));
    database.shards().set(RUN, SECOND, ShardState.COPIED);

    assertThat(database.shards().of(RUN))
        .containsExactly(entry(FIRST, ShardState.PENDING), entry(SECOND, ShardState.COPIED));
  }

  @Test
  void stayWhereTheyAreWhenDeclaredAgain() {
    database.shards().set(RUN, FIRST, ShardState.SOAKING);

    database.shards().declare(RUN, List.of(FIRST, SECOND));

    assertThat(database.shards().of(RUN))
        .containsExactly(entry(FIRST, ShardState.SOAKING), entry(SECOND, ShardState.PENDING));
  }

  @Test
  void takeEveryState() {
    for (ShardState state : ShardState.values()) {
      database.shards().set(RUN, FIRST, state);
      database.shards().set(RUN, FIRST, state);

      assertThat(database.shards().of(RUN)).containsExactly(entry(FIRST, state));
    }
  }
}
