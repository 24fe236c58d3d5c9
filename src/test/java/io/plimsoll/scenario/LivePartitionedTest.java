package io.plimsoll.scenario;

import static io.plimsoll.scenario.LiveMoveTest.live;
import static io.plimsoll.scenario.Scenario.fresh;
import static io.plimsoll.scenario.Scenario.leftovers;
import static io.plimsoll.scenario.Scenario.old;
import static io.plimsoll.scenario.Scenario.writable;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.plan.StageName;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunState;
import io.plimsoll.scenario.Scenario.Result;
import io.plimsoll.testing.Postgres;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A partitioned table moves while clients move its rows from one partition to another. */
class LivePartitionedTest {
  private static final String[] TREE = {
    """
    create table moving (
      id int not null, region text collate "C" not null, change int not null,
      primary key (id, region)
    ) partition by list (region)
    """,
    "create table moving_a partition of moving for values in ('a')",
    "create table moving_b partition of moving for values in ('b') partition by range (id)",
    "create table moving_b_low partition of moving_b for values from (0) to (25)",
    "create table moving_b_rest partition of moving_b default",
    "create table moving_rest partition of moving default"
  };

  private static final String MERGE =
      """
      merge into moving m using (values (%d, '%s', %d)) v(id, region, change) on m.id = v.id
      when matched then update set region = v.region, change = v.change
      when not matched then insert values (v.id, v.region, v.change)
      """;

  private static final String UPDATE =
      """
      with moved as (
        update moving set region = '%2$s', change = %3$d where id = %1$d returning id)
      insert into moving select %1$d, '%2$s', %3$d where not exists (select from moved)
      """;

  private static final int ROWS_PER_ROUND = 50;

  /** Another region after each round: a row rarely stays where it was. */
  private static final class Moving implements Clients.Writes {
    @Override
    public String put(int row, int change) {
      String region = String.valueOf("abc".charAt(change / ROWS_PER_ROUND % 3));
      return (change % 2 == 0 ? MERGE : UPDATE).formatted(row, region, change);
    }

    @Override
    public String delete(int row) {
      return "delete from moving where id = " + row;
    }

    @Override
    public String rowsAsText() {
      return "select id || '=' || change from moving order by id, change";
    }
  }

  private static Scenario scenario() {
    var scenario = live(1).plan("budget: 2s", "budget: 30s");
    old().execute(scenario.source("s00"), TREE);
    return scenario;
  }

  private static List<String> regions(Postgres server, String database) {
    return server.query(database, "select distinct region from moving order by 1");
  }

  @Test
  void movesWhileRowsChangeTheirPartition() {
    try (var scenario = scenario();
        var clients = Clients.of(scenario, "s00", new Moving())) {
      Result moved = scenario.run();
      assertThat(moved.run().state()).as(moved.text()).isEqualTo(RunState.FINALIZED);
      clients.awaitMore();
      clients.endsWith(fresh(), scenario.target("s00"));
      assertThat(clients.acknowledged()).isGreaterThan(3 * ROWS_PER_ROUND);
      assertThat(regions(fresh(), scenario.target("s00"))).isSubsetOf("a", "b", "c").isNotEmpty();
      for (String part : List.of("moving", "moving_a", "moving_b_low", "moving_rest")) {
        assertThat(writable(old(), scenario.source("s00"), part)).as(part).isFalse();
      }
    }
  }

  @Test
  void goesBackFromSoakWithRowsInThePartitionsTheyMovedTo() {
    try (var scenario = scenario();
        var clients = Clients.of(scenario, "s00", new Moving())) {
      Result soaking = scenario.run(StageName.SOAK);
      assertThat(soaking.run().state()).as(soaking.text()).isEqualTo(RunState.SOAK);
      clients.awaitAnother(2 * ROWS_PER_ROUND);
      soaking.workplace().orchestrator().requestRollback(soaking.run().id(), Run.Request.ROLLBACK);

      Result back = scenario.drive(soaking.workplace(), soaking.run().id());

      assertThat(back.run().state()).as(back.text()).isEqualTo(RunState.ROLLED_BACK);
      clients.awaitMore();
      clients.endsWith(old(), scenario.source("s00"));
      assertThat(leftovers(old(), scenario.source("s00"))).isEmpty();
      for (String part : List.of("moving", "moving_a", "moving_b_low", "moving_rest")) {
        assertThat(writable(fresh(), scenario.target("s00"), part)).as(part).isFalse();
      }
    }
  }

  /** When a partition comes, and on which side; with a row that no trigger has seen. */
  private enum Attached {
    BEFORE_THE_COPY(StageName.COPY),
    BEFORE_THE_CUT_OVER(StageName.CUT_OVER),
    TO_THE_TARGET_IN_SOAK(StageName.SOAK);

    private static final String[] SQL = {
      """
      do $$ begin
        create table moving_x (like moving including all);
        insert into moving_x values (1000, 'x', 1);
        alter table moving attach partition moving_x for values in ('x');
      end $$
      """
    };

    private final StageName before;

    Attached(StageName before) {
      this.before = before;
    }

    Postgres server() {
      return before == StageName.SOAK ? fresh() : old();
    }

    String database(Scenario scenario) {
      return before == StageName.SOAK ? scenario.target("s00") : scenario.source("s00");
    }
  }

  @ParameterizedTest
  @EnumSource(Attached.class)
  void goesBackWithAllRowsWhenAPartitionIsAttached(Attached attached) {
    try (var scenario = scenario();
        var clients = Clients.of(scenario, "s00", new Moving())) {
      Result waiting = scenario.run(attached.before);
      assertThat(waiting.run().state().stage()).as(waiting.text()).contains(attached.before);
      clients.awaitMore();
      attached.server().execute(attached.database(scenario), Attached.SQL);

      Result back = scenario.resume(waiting);

      assertThat(back.run().state()).as(back.text()).isEqualTo(RunState.ROLLED_BACK);
      assertThat(back.run().outcome()).containsPattern("F(09|26|28) ");
      clients.awaitMore();
      clients.acknowledge(1000, 1);
      clients.endsWith(old(), scenario.source("s00"));
      assertThat(
              attached
                  .server()
                  .query(attached.database(scenario), "select region from moving where id = 1000"))
          .as("the row that came with the partition")
          .containsExactly("x");
      assertThat(leftovers(old(), scenario.source("s00"))).isEmpty();
    }
  }
}
