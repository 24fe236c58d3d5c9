package io.plimsoll.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.common.Finding;
import io.plimsoll.common.ObjectName;
import io.plimsoll.common.ShardId;
import io.plimsoll.plan.Configuration.PostgresConfig;
import io.plimsoll.plan.FailureDomain;
import io.plimsoll.store.SequenceState;
import io.plimsoll.store.Side;
import io.plimsoll.store.Store;
import io.plimsoll.store.StoreException;
import io.plimsoll.testing.Postgres;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PostgresStoreTest {
  private static final Postgres SERVER = Postgres.one();
  private static final ShardId SHARD = new ShardId("s00");
  private static final List<ObjectName> T = List.of(new ObjectName("public", "t"));

  private static PostgresConfig config(String user, String database) {
    return new PostgresConfig(
        "old", SERVER.url(database), user, Optional.empty(), FailureDomain.UNKNOWN, "");
  }

  private static PostgresStore open(String user, String database) {
    return PostgresStore.open(config(user, database), SHARD);
  }

  @Test
  void answersThroughItsOwnSessions() {
    Databases database =
        Databases.on(
            SERVER,
            "create table t (id serial primary key, b text unique)",
            "create view v as select * from t");
    try (Store store = open("postgres", database.name())) {
      assertThat(store.name()).isEqualTo("old/s00");
      assertThat(store.identity().database()).isEqualTo(database.name());
      assertThat(store.catalogue().others())
          .extracting(o -> o.text())
          .containsExactly("view public.v");
      assertThat(store.schemaDigest(T)).isEqualTo(database.digest());
      assertThat(store.mirror(T)).isEqualTo(database.mirror());
      assertThat(store.compareSchema(store, T)).isEmpty();
      assertThat(store.headroom(T)).isEmpty();
      assertThat(store.privileges(Side.Role.SOURCE, T)).isEmpty();
      assertThat(store.privileges(Side.Role.TARGET, T)).isEmpty();
      assertThat(store.fence().observe()).isEmpty();
      try (var view = store.openView(T, 7)) {
        assertThat(view.count(T.get(0))).isZero();
      }
    }
  }

  @Test
  void knowsHowFarEachSequenceIs() {
    Databases database =
        Databases.on(
            SERVER,
            "create sequence down increment -2 minvalue -100 maxvalue 10 cache 3",
            "create table t (id serial primary key, i int generated always as identity,"
                + " n numeric default nextval('down'))",
            "create sequence free",
            "create table other (id serial)",
            "insert into t (id, n) values (41, -7.5), (default, default)");
    try (Store store = open("postgres", database.name())) {
      assertThat(store.sequences(T))
          .containsExactly(
              state("down", 6L, -2, 3, -8L),
              state("free", null, 1, 1, null),
              state("t_i_seq", 2L, 1, 1, 2L),
              state("t_id_seq", 1L, 1, 1, 41L));
    }
  }

  private static SequenceState state(
      String name, Long last, long increment, long cache, Long maximum) {
    return new SequenceState(
        new ObjectName("public", name),
        Optional.ofNullable(last),
        increment,
        cache,
        Optional.ofNullable(maximum));
  }

  @Test
  void saysWhichStatementGivesEachMissingRight() {
    Databases database =
        Databases.on(SERVER, "create schema app", "create table app.t (id serial primary key)");
    SERVER.execute("postgres", "drop role if exists poor_store", "create role poor_store login");
    List<ObjectName> objects = List.of(new ObjectName("app", "t"));
    try (Store store = open("poor_store", database.name())) {
      assertThat(store.privileges(Side.Role.SOURCE, objects))
          .allMatch(Finding::blocks)
          .extracting(Finding::remedy)
          .containsExactly(
              "grant create on database %s to poor_store".formatted(database.name()),
              "grant postgres to poor_store",
              "grant usage on schema app to poor_store",
              "grant select on table app.t to poor_store",
              "grant select on sequence app.t_id_seq to poor_store");
      assertThat(store.privileges(Side.Role.TARGET, List.of()))
          .extracting(Finding::remedy)
          .containsExactly(
              "grant create on database %s to poor_store".formatted(database.name()),
              "grant usage, create on schema public to poor_store");
      for (Finding finding : store.privileges(Side.Role.SOURCE, objects)) {
        database.execute(finding.remedy());
      }
      assertThat(store.privileges(Side.Role.SOURCE, objects)).isEmpty();
    }
  }

  @Test
  void saysThatRowLevelPoliciesHideRows() {
    Databases database =
        Databases.on(SERVER, "create table t (a int)", "alter table t enable row level security");
    SERVER.execute("postgres", "drop role if exists blind_store", "create role blind_store login");
    try (Store store = open("blind_store", database.name())) {
      assertThat(store.privileges(Side.Role.SOURCE, T))
          .extracting(Finding::text)
          .contains(
              "public.t: row-level policies hide rows from role blind_store"
                  + " → alter role blind_store bypassrls");
    }
  }

  @Test
  void saysThatADatabaseIsReadOnly() {
    Databases database = Databases.on(SERVER, "create table t (a int)");
    database.execute(
        "alter role postgres in database %s set default_transaction_read_only = on"
            .formatted(database.name()));
    try (Store store = open("postgres", database.name())) {
      assertThat(store.privileges(Side.Role.TARGET, T))
          .extracting(Finding::text)
          .containsExactly(
              "%1$s: default_transaction_read_only is on → alter role postgres in database %1$s set"
                      .formatted(database.name())
                  + " default_transaction_read_only = off");
    }
  }

  @Test
  void refusesAnotherEncodingAndWarnsOfAnotherOrder() {
    Databases source = Databases.on(SERVER, "create table t (a int)");
    String latin = "latin_" + System.nanoTime();
    SERVER.execute(
        "postgres",
        "create database " + latin + " template template0 encoding 'LATIN1' locale 'C'");
    SERVER.execute(latin, "create table t (a int)");
    try (Store one = open("postgres", source.name());
        Store two = open("postgres", latin)) {
      List<Finding> findings = one.compareSchema(two, T);
      assertThat(findings)
          .extracting(Finding::code)
          .containsExactly("encoding-differs", "collation-differs");
      assertThat(findings).extracting(Finding::blocks).containsExactly(true, false);
    }
  }

  @Test
  void createsAndDropsScratchDatabases() {
    try (PostgresScratch scratch = PostgresScratch.open(config("postgres", "postgres"))) {
      String name = "plimsoll_" + System.nanoTime() % 1_000_000 + "_s00_a";
      assertThat(scratch.privileges()).isEmpty();
      try (Store made = scratch.create(name)) {
        SERVER.execute(name, "create table t (a int)");
        assertThat(made.catalogue().tables()).hasSize(1);
        try (Store again = scratch.create(name)) {
          assertThat(again.catalogue().tables()).isEmpty();
          scratch.drop(name);
        }
      }
      scratch.drop(name);
      assertThat(SERVER.query("postgres", "select from pg_database where datname = '" + name + "'"))
          .isEmpty();
    }
  }

  @Test
  void createsAScratchDatabaseLikeItsSource() {
    String latin = "latin_" + System.nanoTime();
    SERVER.execute(
        "postgres",
        "create database " + latin + " template template0 encoding 'LATIN1' locale 'C'");
    String name = "plimsoll_" + System.nanoTime() % 1_000_000 + "_s00_b";
    try (PostgresScratch scratch = PostgresScratch.open(config("postgres", "postgres"));
        PostgresStore source = open("postgres", latin);
        PostgresStore made = (PostgresStore) scratch.create(name, source)) {
      assertThat(made.settings()).isEqualTo(source.settings());
      scratch.drop(name);
    }
  }

  @Test
  void neverDropsADatabaseOfSomebodyElse() {
    Databases foreign = Databases.on(SERVER);
    SERVER.execute(
        "postgres", "drop role if exists poor_scratch", "create role poor_scratch login");
    try (PostgresScratch scratch = PostgresScratch.open(config("postgres", "postgres"))) {
      assertThatThrownBy(() -> scratch.drop(foreign.name()))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("was not created by a run and is not dropped");
      assertThatThrownBy(() -> scratch.create(foreign.name()))
          .isInstanceOf(IllegalStateException.class);
    }
    try (PostgresScratch scratch = PostgresScratch.open(config("poor_scratch", "postgres"))) {
      assertThat(scratch.privileges())
          .extracting(Finding::remedy)
          .containsExactly("alter role poor_scratch createdb");
    }
  }
}
