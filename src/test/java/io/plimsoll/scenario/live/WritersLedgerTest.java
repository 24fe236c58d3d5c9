package io.plimsoll.scenario.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.scenario.live.Shape.KeyKind;
import io.plimsoll.scenario.live.Shape.Table;
import io.plimsoll.scenario.live.WritersLedger.Entry;
import io.plimsoll.scenario.live.WritersLedger.Outcome;
import io.plimsoll.testing.Postgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every loss that a bad replay could cause is planted; the comparison must name it. */
class WritersLedgerTest {
  private static final int CLIENT = 7;

  private final String database = Postgres.one().database("ledger");
  private final Ground ground = Ground.of(Postgres.one(), database, seedWithANotedLeaf());
  private final Table table =
      ground.shape().ordinary().stream().filter(t -> noted(ground.shape(), t)).findFirst().get();
  private int transactions;

  /** A table that notes its changes, with drawn keys, and that nothing refers to. */
  private static boolean noted(Shape shape, Table table) {
    return table.habits().noted()
        && table.kind() == KeyKind.DRAWN
        && shape.referencesTo(table.name()).isEmpty();
  }

  private static long seedWithANotedLeaf() {
    return LongStream.range(1, 1000)
        .filter(
            seed -> {
              Shape shape = SchemaFamily.of(seed).shape();
              return shape.ordinary().stream().anyMatch(t -> noted(shape, t));
            })
        .findFirst()
        .orElseThrow();
  }

  @AfterEach
  void drop() {
    Postgres.one().execute("postgres", "drop database \"" + database + "\" with (force)");
  }

  @Test
  void findsNothingWhenAllIsThere() throws SQLException {
    write(Outcome.ACKNOWLEDGED, o -> o.insert(table, 3));
    write(Outcome.ACKNOWLEDGED, o -> o.update(table));
    write(Outcome.ACKNOWLEDGED, o -> o.delete(table, 2));
    write(Outcome.ACKNOWLEDGED, o -> o.changeKey(table));
    write(Outcome.UNKNOWN, o -> o.insert(table, 1));
    assertThat(differences()).isEmpty();
    write(Outcome.ACKNOWLEDGED, o -> o.truncate(table, false));
    write(Outcome.ACKNOWLEDGED, o -> o.insert(table, 1));
    assertThat(differences()).isEmpty();
  }

  @Test
  void missesAKeyThatAReplaySkipped() throws SQLException {
    String mark = write(Outcome.ACKNOWLEDGED, o -> o.insert(table, 1));
    sabotage("delete from %s where owner = %d".formatted(table.quoted(), CLIENT));
    assertThat(differences())
        .singleElement()
        .asString()
        .contains(table.name(), ": missing", "last changed by " + mark);
  }

  @Test
  void noticesATruncateThatWasDropped() throws SQLException {
    sabotage("create table kept as select * from " + table.quoted());
    write(Outcome.ACKNOWLEDGED, o -> o.truncate(table, false));
    int rows = Integer.parseInt(count("kept"));
    String names =
        table.columns().stream()
            .filter(c -> c.role() != Shape.Role.GENERATED)
            .map(Shape.Column::quoted)
            .collect(java.util.stream.Collectors.joining(", "));
    sabotage(
        "insert into %s (%s) select %s from kept".formatted(table.quoted(), names, names),
        "drop table kept");
    assertThat(differences()).hasSize(rows).allMatch(line -> line.contains(": unexpected"));
  }

  @Test
  void noticesAnOlderRow() throws SQLException {
    write(Outcome.ACKNOWLEDGED, o -> o.heat());
    write(Outcome.ACKNOWLEDGED, o -> o.heat());
    sabotage("update hot set n = 1");
    assertThat(differences())
        .singleElement()
        .asString()
        .contains("hot [1]: expected [1, 2, hot], found [1, 1, hot]");
  }

  @Test
  void noticesADeleteThatWasLost() throws SQLException {
    sabotage("create table kept as select * from " + table.quoted());
    write(Outcome.ACKNOWLEDGED, o -> o.delete(table, 1));
    String names =
        table.columns().stream()
            .filter(c -> c.role() != Shape.Role.GENERATED)
            .map(Shape.Column::quoted)
            .collect(java.util.stream.Collectors.joining(", "));
    sabotage(
        "insert into %1$s (%2$s) select %2$s from kept where (%3$s) not in (select %3$s from %1$s)"
            .formatted(table.quoted(), names, table.keyNames()),
        "drop table kept");
    assertThat(differences()).singleElement().asString().contains(": unexpected");
  }

  @Test
  void noticesATransactionThatIsHalfThere() throws SQLException {
    write(
        Outcome.UNKNOWN,
        o -> {
          o.insert(table, 1);
          o.heat();
        });
    assertThat(differences()).isEmpty();
    sabotage("delete from %s where owner = %d".formatted(table.quoted(), CLIENT));
    assertThat(differences()).singleElement().asString().contains(": missing");
  }

  @Test
  void noticesWhatNobodyCommitted() throws SQLException {
    write(Outcome.UNKNOWN, o -> o.heat());
    sabotage("delete from marks");
    assertThat(differences()).singleElement().asString().contains("found [1, 1, hot]");
  }

  @Test
  void noticesATriggerThatFiredTwice() throws SQLException {
    String mark = write(Outcome.ACKNOWLEDGED, o -> o.insert(table, 1));
    sabotage(
        "insert into notes (tab, op, key, mark) select tab, op, key, mark from notes where mark = '%s'"
            .formatted(mark));
    assertThat(differences()).singleElement().asString().contains("notes", "expected 1, found 2");
  }

  private interface Work {
    void on(Operations operations) throws SQLException;
  }

  private String write(Outcome outcome, Work work) throws SQLException {
    String mark = "t" + ++transactions;
    try (Connection connection = Postgres.one().connect(database)) {
      connection.setAutoCommit(false);
      try (var statement = connection.createStatement()) {
        statement.execute("set local live.mark = '" + mark + "'");
      }
      var operations = new Operations(connection, ground.shape(), new Random(1), CLIENT);
      operations.mark(mark);
      work.on(operations);
      long order = ground.ledger().nextOrder();
      connection.commit();
      ground.ledger().enter(new Entry(mark, order, operations.effects(), outcome));
    }
    return mark;
  }

  /** Behind the clients' back: no trigger notes it. */
  private void sabotage(String... statements) {
    var all = new java.util.ArrayList<>(List.of("set session_replication_role = replica"));
    all.addAll(List.of(statements));
    Postgres.one().execute(database, all.toArray(String[]::new));
  }

  private String count(String name) {
    return Postgres.one().query(database, "select count(*) from " + name).get(0);
  }

  private List<String> differences() {
    return ground.ledger().differences(ground.read(Postgres.one(), database));
  }
}
