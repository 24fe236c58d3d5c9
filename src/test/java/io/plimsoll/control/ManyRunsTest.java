package io.plimsoll.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.RunId;
import io.plimsoll.run.RunPage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However much there is, a question is one statement. The database itself counts them. */
class ManyRunsTest {
  private static final int RUNS = 1_000;
  private static final int SHARDS = 256;
  private static final int OBJECTS = 40;

  @TempDir Path home;

  private Connection beside() throws Exception {
    String url =
        "jdbc:h2:file:%s;WRITE_DELAY=0;AUTO_SERVER=TRUE;LOCK_TIMEOUT=10000"
            .formatted(home.toAbsolutePath().resolve("control/plimsoll"));
    return DriverManager.getConnection(
        url, "plimsoll", Files.readString(home.resolve("control/password")).strip());
  }

  private static void fill(Statement statement) throws Exception {
    statement.execute(
        """
        insert into run (id, plan_text, state, outcome, diverged, epoch, version, started_at,
                         changed_at)
        select 'run-' || x, 'plan', 'COPY', '', false, 1, 4, now(), now()
        from system_range(1, %d)
        """
            .formatted(RUNS));
    statement.execute(
        """
        insert into shard (run_id, shard, state, changed_at)
        select 'run-1', 's' || lpad(x - 1, 3, '0'), 'COPYING', now() from system_range(1, %d)
        """
            .formatted(SHARDS));
    statement.execute(
        """
        insert into chunk (run_id, pass, shard, schema_name, object_name, chunk_number, state,
                           attempt, epoch, byte_count, source_rows)
        select 'run-1', 'COPY', 's' || lpad(s.x - 1, 3, '0'), 'public', 't' || o.x, 1, 'CONFIRMED',
               1, 1, 10, 1
        from system_range(1, %d) s, system_range(1, %d) o
        """
            .formatted(SHARDS, OBJECTS));
  }

  /** How often anything was asked of the tables since it was asked before. */
  private static long asked(Statement statement) throws Exception {
    try (ResultSet row =
        statement.executeQuery(
            """
            select coalesce(sum(execution_count), 0) from information_schema.query_statistics
            where lower(sql_statement) like '%from %' and lower(sql_statement) not like
              '%query_statistics%'
            """)) {
      row.next();
      long count = row.getLong(1);
      statement.execute("set query_statistics false");
      statement.execute("set query_statistics true");
      return count;
    }
  }

  @Test
  void areListedAndShownByOneStatementEach() throws Exception {
    try (var database = ControlDatabase.open(home, Clock.systemUTC());
        var connection = beside();
        var statement = connection.createStatement()) {
      fill(statement);
      statement.execute("set query_statistics true");
      var runs = database.runs(Duration.ofSeconds(30));
      asked(statement);

      RunPage page = runs.page(new RunPage.Asked(Optional.empty(), OptionalLong.empty(), RUNS));
      assertThat(asked(statement)).as("statements for the list").isEqualTo(1);
      assertThat(page.lines()).hasSize(RUNS);
      assertThat(page.next()).isEmpty();

      var shards = runs.shards(new RunId("run-1"));
      assertThat(asked(statement)).as("statements for the run").isEqualTo(1);
      assertThat(shards)
          .hasSize(SHARDS)
          .allSatisfy(
              shard ->
                  assertThat(shard.objects())
                      .hasSize(OBJECTS)
                      .allSatisfy(object -> assertThat(object.copied()).isEqualTo(1)));
    }
  }
}
