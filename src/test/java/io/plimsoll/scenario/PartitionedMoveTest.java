package io.plimsoll.scenario;

import static io.plimsoll.scenario.Scenario.content;
import static io.plimsoll.scenario.Scenario.damage;
import static io.plimsoll.scenario.Scenario.fresh;
import static io.plimsoll.scenario.Scenario.leftovers;
import static io.plimsoll.scenario.Scenario.old;
import static io.plimsoll.scenario.Scenario.writable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.plimsoll.plan.StageName;
import io.plimsoll.run.RunState;
import io.plimsoll.scenario.Scenario.Result;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whole moves of partitioned tables: there, back again, and out of the vault without us. */
class PartitionedMoveTest {
  private static final String[] TREES = {
    """
    create table events (
      id bigint generated always as identity, day date not null,
      user_id int not null references users, kind text collate "C" not null, note text,
      primary key (id, day)
    ) partition by range (day)
    """,
    "create table events_2008 partition of events for values from ('2008-01-01') to ('2009-01-01')",
    "create table events_2009 (note text default 'leaf', kind text collate \"C\" not null,"
        + " user_id int not null, day date not null, id bigint not null, primary key (id, day))",
    "alter table events attach partition events_2009 for values from ('2009-01-01') to ('2010-01-01')",
    "create table events_rest partition of events default partition by range (id)",
    "create table events_rest_all partition of events_rest default",
    "create index events_kind on events (kind, day)",
    "create index events_2009_note on events_2009 (note)",
    """
    create table tags (
      kind text collate "C", event bigint, day date, primary key (kind, event, day),
      foreign key (event, day) references events on delete cascade
    ) partition by list (kind)
    """,
    "create table tags_ab partition of tags for values in ('a', 'b')",
    "create table tags_rest partition of tags default",
    """
    insert into events (day, user_id, kind, note)
    select '2008-01-01'::date + i % 1000, i % 300 + 1, chr(97 + i % 5), repeat('n', i % 50)
      from generate_series(1, 3000) i
    """,
    "insert into tags select kind, id, day from events where id % 2 = 0",
    // Rows that change their partition before the move.
    "update tags set kind = 'z' where event % 10 = 0",
    "update events set day = '2020-01-01' where id = 2001"
  };

  private static Scenario scenario() {
    var scenario = new Scenario(1);
    old().execute(scenario.source("s00"), TREES);
    return scenario;
  }

  @Test
  void movesRangesAndListsWithAllTheirRows() {
    try (var scenario = scenario()) {
      var before = content(old(), scenario.source("s00"));
      Result result = scenario.run();
      assertThat(result.run().state()).as(result.text()).isEqualTo(RunState.FINALIZED);
      assertThat(content(fresh(), scenario.target("s00"))).isEqualTo(before);
      for (String part : List.of("events", "events_2009", "events_rest", "tags_ab")) {
        assertThat(writable(old(), scenario.source("s00"), part)).as(part).isFalse();
        assertThat(writable(fresh(), scenario.target("s00"), part)).as(part).isTrue();
      }
      fresh()
          .execute(
              scenario.target("s00"),
              "insert into events (day, user_id, kind) values ('2009-02-03', 1, 'new')");
      assertThat(
              fresh()
                  .query(
                      scenario.target("s00"),
                      "select id > 3000, note is null from events_2009 where kind = 'new'"))
          .containsExactly("t|t");
    }
  }

  @Test
  @Tag("F15")
  @Tag("F16")
  void findsARowDamagedInALeafByItsKeyAndGoesBack() {
    try (var scenario = scenario()) {
      var before = content(old(), scenario.source("s00"));
      Result waiting = scenario.run(StageName.VERIFY);
      assertThat(waiting.run().state().stage()).as(waiting.text()).contains(StageName.VERIFY);
      damage(
          fresh(),
          scenario.target("s00"),
          "events_2009",
          "update events_2009 set note = 'wrong' where id = 500");

      Result back = scenario.resume(waiting);

      assertThat(back.run().state()).as(back.text()).isEqualTo(RunState.ROLLED_BACK);
      Reported reported = Reported.of(scenario, back);
      assertThat(reported.differences()).containsExactly("changed id=500, day=2009-05-15 [note]");
      assertThat(reported.totals()).containsExactly("s00 public.events 1");
      assertThat(content(old(), scenario.source("s00"))).isEqualTo(before);
      assertThat(writable(old(), scenario.source("s00"), "events_2009")).isTrue();
      assertThat(leftovers(old(), scenario.source("s00"))).isEmpty();
      assertThat(content(fresh(), scenario.target("s00"))).isEmpty();
      assertThat(leftovers(fresh(), scenario.target("s00"))).isEmpty();
      assertThat(
              fresh()
                  .query(
                      scenario.target("s00"),
                      "select relname from pg_class where relnamespace = 'public'::regnamespace"))
          .isEmpty();
    }
  }

  @Test
  @Tag("F10")
  void comesBackFromTheVaultWithoutUs() throws Exception {
    assumeTrue(
        sh(Path.of("."), "command -v zstd psql sha256sum >/dev/null") == 0,
        "needs zstd, psql and sha256sum on the PATH");
    try (var scenario = scenario()) {
      var before = content(old(), scenario.source("s00"));
      Result proven = scenario.run(StageName.COPY);
      assertThat(proven.run().state()).as(proven.text()).isEqualTo(RunState.COPY);
      String database = fresh().database("parted_kit");
      Path set = scenario.vault().resolve("scenario").resolve(proven.run().id() + "/s00");
      String url = "postgresql://postgres@127.0.0.1:%d/%s".formatted(fresh().port(), database);

      assertThat(sh(set, "sh ./restore.sh " + url)).isZero();

      assertThat(content(fresh(), database)).isEqualTo(before);
    }
  }

  private static int sh(Path directory, String command) throws Exception {
    return new ProcessBuilder("sh", "-c", command)
        .directory(directory.toFile())
        .inheritIO()
        .start()
        .waitFor();
  }
}
