package io.plimsoll.scenario;

import static io.plimsoll.scenario.LiveMoveTest.live;
import static io.plimsoll.scenario.Scenario.fresh;
import static io.plimsoll.scenario.Scenario.leftovers;
import static io.plimsoll.scenario.Scenario.old;
import static io.plimsoll.scenario.Scenario.writable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.plan.StageName;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunState;
import io.plimsoll.scenario.Scenario.Result;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What people do to a source, or to a target, while its clients write and a run is under way. */
class LiveBadInputTest {
  private static Result driveOn(Scenario scenario, Result waiting, StageName... holdBefore) {
    waiting.workplace().orchestrator().resume(waiting.run().id());
    return scenario.drive(waiting.workplace(), waiting.run().id(), holdBefore);
  }

  private static Result waiting(Scenario scenario, StageName before) {
    Result waiting = scenario.run(before);
    assertThat(waiting.run().state().stage()).as(waiting.text()).contains(before);
    return waiting;
  }

  /** A change of the schema in mid run, and when. */
  private enum Altered {
    COLUMN_DROPPED_BEFORE_COPY(StageName.COPY, "alter table contacts drop column note"),
    COLUMN_ADDED_AFTER_COPY(StageName.VERIFY, "alter table devices add column lost boolean"),
    INDEX_ADDED_BEFORE_CUT_OVER(StageName.CUT_OVER, "create index on contacts (note)"),
    INDEX_DROPPED_IN_SOAK(StageName.SOAK, "drop index contacts_phone");

    private final StageName before;
    private final String sql;

    Altered(StageName before, String sql) {
      this.before = before;
      this.sql = sql;
    }

    void apply(Scenario scenario) {
      if (before == StageName.SOAK) {
        fresh().execute(scenario.target("s00"), sql);
      } else {
        old().execute(scenario.source("s00"), sql);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Altered.class)
  void goesBackWithAllWritesWhenTheSchemaChanges(Altered altered) {
    try (var scenario = live(1).plan("budget: 2s", "budget: 30s");
        var clients = Clients.of(scenario, "s00")) {
      Result waiting = waiting(scenario, altered.before);
      clients.awaitMore();
      altered.apply(scenario);

      Result back = driveOn(scenario, waiting);

      assertThat(back.run().state()).as(back.text()).isEqualTo(RunState.ROLLED_BACK);
      assertThat(back.run().outcome()).containsPattern("F2[68] ");
      clients.awaitMore();
      clients.endsWith(old(), scenario.source("s00"));
      assertThat(leftovers(old(), scenario.source("s00"))).isEmpty();
    }
  }

  /** A change of the target's columns in soak, what comes of it, and how it is taken back. */
  private enum Reshaped {
    RETYPED(
        "alter column note type varchar(500)",
        "alter column note type text",
        RunState.ROLLING_BACK,
        RunState.ROLLING_BACK,
        "public.contacts: its columns are no longer the same on both sides"),
    ADDED(
        "add column lost boolean",
        "drop column lost",
        RunState.SOAK,
        RunState.ROLLBACK_FAILED,
        "F26 column public.contacts.lost: is on new/s00 but not on old/s00");

    private final String sql;
    private final String undo;
    private final RunState heldIn;
    private final RunState thenIn;
    private final String reason;

    Reshaped(String sql, String undo, RunState heldIn, RunState thenIn, String reason) {
      this.sql = sql;
      this.undo = undo;
      this.heldIn = heldIn;
      this.thenIn = thenIn;
      this.reason = reason;
    }
  }

  /**
   * Rows of other columns cannot be carried back: it holds, says so as often as it is asked, and
   * lets clients go on where they are. With the columns back, it goes back with all they wrote.
   */
  @ParameterizedTest
  @EnumSource(Reshaped.class)
  void holdsWithTheReasonWhileTheTargetHasOtherColumns(Reshaped reshaped) {
    try (var scenario = live(1).plan("budget: 2s", "budget: 30s");
        var clients = Clients.of(scenario, "s00")) {
      Result waiting = waiting(scenario, StageName.SOAK);
      clients.awaitMore();
      String target = scenario.target("s00");
      fresh().execute(target, "alter table contacts " + reshaped.sql);
      Result held = driveOn(scenario, waiting);
      assertHeld(scenario, held, reshaped.heldIn);
      assertThat(held.text()).contains(reshaped.reason);

      fresh().execute(target, "update contacts set phone = 'new' where number = 1");
      held.workplace().orchestrator().requestRollback(held.run().id(), Run.Request.ROLLBACK);
      for (int asked = 0; asked < 2; asked++) {
        held = driveOn(scenario, waiting);
        assertHeld(scenario, held, reshaped.thenIn);
        assertThat(held.text())
            .contains("public.contacts")
            .contains("columns are no longer the same on both sides");
        clients.awaitMore();
      }

      fresh().execute(target, "alter table contacts " + reshaped.undo);
      Result back = driveOn(scenario, waiting);

      assertThat(back.run().state()).as(back.text()).isEqualTo(RunState.ROLLED_BACK);
      clients.awaitMore();
      clients.endsWith(old(), scenario.source("s00"));
      assertThat(old().query(scenario.source("s00"), "select phone from contacts where number = 1"))
          .isNotEmpty()
          .containsOnly("new");
      assertThat(leftovers(old(), scenario.source("s00"))).isEmpty();
    }
  }

  /** What cannot be noted is refused to the client who writes it; nothing is lost by going back. */
  @Test
  void refusesWritesToATableThatLacksAColumnAndGoesBackWithAllOthers() {
    try (var scenario = live(1).plan("budget: 2s", "budget: 30s");
        var clients = Clients.of(scenario, "s00")) {
      Result waiting = waiting(scenario, StageName.SOAK);
      clients.awaitMore();
      String target = scenario.target("s00");
      List<String> contacts = contacts(scenario);
      fresh().execute(target, "alter table contacts drop column note");
      Result held = driveOn(scenario, waiting);
      assertHeld(scenario, held, RunState.SOAK);
      assertThat(held.text()).contains("F26 column public.contacts.note: is missing on new/s00");
      assertThatThrownBy(() -> fresh().execute(target, "update contacts set phone = 'new'"))
          .hasStackTraceContaining("column o.note does not exist");
      clients.awaitMore();
      held.workplace().orchestrator().requestRollback(held.run().id(), Run.Request.ROLLBACK);

      Result back = driveOn(scenario, waiting);

      assertThat(back.run().state()).as(back.text()).isEqualTo(RunState.ROLLED_BACK);
      clients.awaitMore();
      clients.endsWith(old(), scenario.source("s00"));
      assertThat(contacts(scenario)).isNotEmpty().isEqualTo(contacts);
      assertThat(leftovers(old(), scenario.source("s00"))).isEmpty();
    }
  }

  private static List<String> contacts(Scenario scenario) {
    return old()
        .query(scenario.source("s00"), "select c::text from contacts c order by user_id, number");
  }

  private static void assertHeld(Scenario scenario, Result held, RunState state) {
    assertThat(held.run().state()).as(held.text()).isEqualTo(state);
    assertThat(held.run().hold()).isPresent();
    assertThat(writable(old(), scenario.source("s00"), "counted")).isFalse();
  }

  @Test
  void postponesWhileATransactionHoldsTheTablesAndNamesWhose() throws SQLException {
    try (var scenario = live(1).plan("budget: 2s", "budget: 6s");
        var clients = Clients.of(scenario, "s00")) {
      Result waiting = waiting(scenario, StageName.CUT_OVER);
      try (Connection holder = old().connect(scenario.source("s00"))) {
        holder.setAutoCommit(false);
        String pid = first(holder, "select pg_backend_pid()");
        execute(holder, "update users set name = 'held' where id = 1");
        Result postponed = driveOn(scenario, waiting);
        assertPostponed(scenario, postponed);
        assertThat(postponed.text()).contains(pid, "postgres", "update users set name = 'held'");
        clients.awaitMore();

        execute(holder, "prepare transaction 'bank-7'");
        Result again = driveOn(scenario, postponed);
        assertPostponed(scenario, again);
        assertThat(again.text()).contains("bank-7");
        clients.awaitMore();
      }
      old().execute(scenario.source("s00"), "commit prepared 'bank-7'");

      Result done = driveOn(scenario, waiting);

      assertThat(done.run().state()).as(done.text()).isEqualTo(RunState.FINALIZED);
      clients.awaitMore();
      clients.endsWith(fresh(), scenario.target("s00"));
      assertThat(fresh().query(scenario.target("s00"), "select name from users where id = 1"))
          .containsExactly("held");
    }
  }

  private static void assertPostponed(Scenario scenario, Result postponed) {
    assertThat(postponed.run().state()).as(postponed.text()).isEqualTo(RunState.CUT_OVER);
    assertThat(postponed.run().hold()).isPresent();
    assertThat(writable(old(), scenario.source("s00"), "counted")).isTrue();
    assertThat(writable(fresh(), scenario.target("s00"), "counted")).isFalse();
  }

  /**
   * One that replays another system's changes, one that does not wait for the disk, one behind row
   * security, and one whose moment is older than the fence.
   */
  @Test
  void carriesWhatUnusualWritersWriteAndRefusesThemAtTheFence() throws SQLException {
    var fence = new Interleaving();
    try (var scenario =
        live(1)
            .plan(
                "include: [\"public.*\"]",
                "include: [\"public.*\"], accept: [{object: policy own on public.secrets, reason: ours},"
                    + " {object: row security public.secrets, reason: ours}]")
            .plan("budget: 2s", "budget: 30s")
            .crashing(fence)) {
      old()
          .execute(
              scenario.source("s00"),
              "create table secrets (id int primary key, owner text)",
              "alter table secrets enable row level security",
              "create policy own on secrets using (owner = current_user)",
              "insert into secrets values (1, 'nobody')");
      Result waiting = waiting(scenario, StageName.CUT_OVER);
      try (Connection replica = old().connect(scenario.source("s00"));
          Connection hasty = old().connect(scenario.source("s00"));
          Connection late = old().connect(scenario.source("s00"))) {
        execute(replica, "set session_replication_role = replica");
        execute(replica, "insert into counted values (1, 1)");
        execute(hasty, "set synchronous_commit = off");
        execute(hasty, "insert into counted values (2, 2)");
        execute(hasty, "insert into secrets values (2, 'somebody')");
        late.setAutoCommit(false);
        late.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        first(late, "select count(*) from pg_class");
        fence.at(
            "sequences.set.before",
            () -> {
              refused(replica);
              refused(hasty);
              refused(late);
            });

        Result done = driveOn(scenario, waiting);

        assertThat(done.run().state()).as(done.text()).isEqualTo(RunState.FINALIZED);
        assertThat(fence.waitsFor("sequences.set.before")).isFalse();
      }
      assertThat(fresh().query(scenario.target("s00"), Clients.ROWS_AS_TEXT))
          .containsExactly("1=1", "2=2");
      assertThat(fresh().query(scenario.target("s00"), "select id from secrets order by id"))
          .containsExactly("1", "2");
    }
  }

  private static void refused(Connection connection) {
    assertThatThrownBy(() -> execute(connection, "insert into counted values (3, 3)"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isIn("55000", "40001"));
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String first(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }
}
