package io.plimsoll.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.ObjectName;
import io.plimsoll.common.Severity;
import io.plimsoll.store.SchemaStep;
import io.plimsoll.testing.Postgres;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Partitioned tables: their roots are the objects, and everything below comes out the same. */
class PartitionedMirrorTest {
  private static final String[] RICH = {
    "create schema old",
    "create table kinds (id int primary key, name text)",
    """
    create table events (
      id bigint generated always as identity (start 7 increment 3),
      day date not null, kind int constraint kind_there not null, note text default 'root',
      size int, doubled int generated always as (size * 2) stored,
      constraint events_pk primary key (id, day, kind) with (fillfactor = 80),
      constraint events_size check (size >= 0)
    ) partition by range (day)
    """,
    "create table old.events_2008 partition of events for values from (minvalue) to ('2009-01-01')",
    "create table events_2009 partition of events for values from ('2009-01-01') to ('2010-01-01')"
        + " partition by list (kind)",
    "create table events_2009_a partition of events_2009 for values in (1, 2)"
        + " with (fillfactor = 70, toast.autovacuum_enabled = false)",
    "create table events_2009_rest partition of events_2009 default",
    // Another order of columns, a dropped one, its own default, its own names.
    """
    create table events_2010 (
      gone text, note text default 'leaf', doubled int generated always as (size * 2) stored,
      size int, kind int constraint my_kind not null, day date not null, id bigint not null,
      constraint my_pk primary key (id, day, kind), constraint events_size check (size >= 0),
      constraint my_fk foreign key (kind) references kinds,
      constraint only_here check (kind < 100), constraint size_here unique (size))
    """,
    "alter table events_2010 drop column gone",
    "create index my_note on events_2010 (note)",
    "create unique index \"my Unique\" on events_2010 (kind, id, day)",
    "create index my_doubled on events_2010 (doubled)",
    "create unique index events_unique on events (kind, id, day)",
    "create index events_note on events (note)",
    "alter table events add constraint events_kind foreign key (kind) references kinds",
    "alter table events attach partition events_2010 for values from ('2010-01-01') to ('2011-01-01')",
    "create table events_other partition of events default",
    "comment on table events is 'all'",
    "comment on table events_2009_a is 'some'",
    "comment on column events_2010.note is 'leaf''s'",
    "comment on constraint events_size on events_2009_a is 'passed on'",
    "comment on index my_note is 'leaf index'",
    "comment on constraint my_fk on events_2010 is 'leaf key'",
    "alter table events_2009_a alter column note set storage external",
    "alter table events alter column note set statistics 300",
    "alter table only events_2010 alter column note set statistics 400",
    "alter table events_2010 cluster on my_note",
    "alter table events replica identity using index events_unique",
    "alter table events_2010 replica identity using index \"my Unique\"",
    "alter table events_other replica identity full",
    "create table hashed (k text collate \"C\", v int, primary key (k)) partition by hash (k)",
    "create table hashed_0 partition of hashed for values with (modulus 2, remainder 0)",
    "create table hashed_1 partition of hashed for values with (modulus 2, remainder 1)",
    "create table empty (a int, b timestamptz, c text) partition by range (a, lower(c), b)",
    "create table stamps (at timestamptz primary key) partition by range (at)",
    "create table stamps_1 partition of stamps for values from ('2020-01-01 12:00+02') to (maxvalue)",
    "create table uses (event bigint, day date, kind int, k text collate \"C\" references hashed,"
        + " constraint to_events foreign key (event, day, kind) references events on delete cascade)",
    "create table leafy (k text collate \"C\" references hashed_0)",
    "create table parted_uses (k text collate \"C\" references hashed, n int) partition by list (n)",
    "create table parted_uses_1 partition of parted_uses for values in (1, null)"
  };

  private static Databases source;
  private static List<SchemaStep> steps;

  @BeforeAll
  static void createsARichSchema() {
    source = Databases.on(Postgres.one(), RICH);
    steps = source.mirror();
  }

  private static Databases mirrored() {
    return Databases.on(Postgres.two(), steps.stream().map(SchemaStep::sql).toArray(String[]::new));
  }

  @Test
  void hasOneObjectForEachTree() {
    assertThat(source.others()).isEmpty();
    assertThat(source.tables())
        .extracting(ObjectName::toString)
        .containsExactly(
            "public.empty",
            "public.events",
            "public.hashed",
            "public.kinds",
            "public.leafy",
            "public.parted_uses",
            "public.stamps",
            "public.uses");
  }

  @Test
  void buildsTheSameTreesOnAnotherServer() {
    Databases target = mirrored();
    assertThat(source.differences(target)).extracting(Finding::text).isEmpty();
    assertThat(target.digest()).isEqualTo(source.digest());
    assertThat(target.mirror()).isEqualTo(steps);
    assertThat(target.others()).isEmpty();
  }

  @Test
  void leavesKeysAndIndexesToTheTimeAfterTheLoad() {
    assertThat(steps)
        .filteredOn(s -> s.phase() == SchemaStep.Phase.TABLES)
        .noneMatch(s -> s.sql().contains("create index") || s.sql().contains("primary key"));
    assertThat(steps).extracting(SchemaStep::phase).isSorted();
    assertThat(steps).extracting(SchemaStep::object).doesNotHaveDuplicates();
  }

  @ParameterizedTest(name = "{0}")
  @Tag("F26")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          table public.hashed_0|alter table leafy drop constraint leafy_k_fkey; drop table hashed_0 cascade
          table public.hashed_1|alter table hashed detach partition hashed_1
          partition public.stamps_1|alter table stamps detach partition stamps_1; alter table stamps attach partition stamps_1 for values from ('2020-01-01 12:01+02') to (maxvalue)
          table public.events_other|alter table events detach partition events_other
          table public.more|create table more partition of empty default
          partition key public.empty|drop table empty; create table empty (a int, b timestamptz, c text) partition by range (a, upper(c), b)
          default public.events_2010.note|alter table events_2010 alter column note set default 'root'
          index my_doubled on public.events_2010|drop index my_doubled
          check constraint only_here on public.events_2010|alter table events_2010 drop constraint only_here
          unique constraint size_here on public.events_2010|alter table events_2010 drop constraint size_here
          index my_note on public.events_2010|alter index my_note rename to other; comment on index other is 'leaf index'
          primary key my_pk on public.events_2010|alter table events_2010 rename constraint my_pk to other
          foreign key to_events on public.uses|alter table uses drop constraint to_events
          trigger g on public.hashed_1|create trigger g before update on hashed_1 for each row execute function suppress_redundant_updates_trigger()
          """)
  void namesWhatDiffersInATree(String subject, String ddl) {
    Databases target = mirrored().execute(ddl.split(";"));
    List<ObjectName> objects = source.tables();
    List<Finding> findings = source.differences(target);
    assertThat(findings).extracting(Finding::subject).contains(subject);
    assertThat(findings)
        .filteredOn(f -> f.subject().equals(subject))
        .allMatch(
            f ->
                f.severity() == Severity.BLOCKING
                    && f.guard().equals(java.util.Optional.of(GuardId.F26)));
    assertThat(SchemaFacts.digest(target.facts(objects)))
        .isNotEqualTo(SchemaFacts.digest(source.facts(objects)));
  }

  @Test
  @Tag("F28")
  void movesTheDigestWhenAPartitionComesOrGoes() {
    Databases target = mirrored();
    var before = target.digest();
    target.execute("create table late (a int, b timestamptz, c text)");
    List<ObjectName> objects = source.tables();
    assertThat(SchemaFacts.digest(target.facts(objects))).isEqualTo(before);
    target.execute("alter table empty attach partition late default");
    assertThat(SchemaFacts.digest(target.facts(objects))).isNotEqualTo(before);
    target.execute("alter table empty detach partition late");
    assertThat(SchemaFacts.digest(target.facts(objects))).isEqualTo(before);
  }
}
