package io.plimsoll.scenario.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.scenario.live.Effect.Gone;
import io.plimsoll.scenario.live.Effect.Put;
import io.plimsoll.scenario.live.Shape.Table;
import io.plimsoll.testing.Postgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A row that follows its ancestor by its key and by a link of its own: the server's order. */
class ModelTest {
  /** Its table 0 is referred to by table 3, and by table 1, which table 3 belongs to. */
  private static final long TWO_WAYS = 1212;

  private static final String MARK = "t1";

  private final String database = Postgres.one().database("model");
  private final SchemaFamily.Made made = SchemaFamily.of(TWO_WAYS);
  private final Table ancestor = made.shape().ordinary().get(0);
  private Model model;

  @BeforeEach
  void fill() throws SQLException {
    Postgres.one().execute(database, made.ddl().toArray(String[]::new));
    Postgres.one()
        .execute(
            database,
            "insert into \"Mixed Case 0\" (name, owner) values ('zebra', 1)",
            "insert into plain1 (\"of name\", number, owner) values ('zebra', 5, 1)",
            """
            insert into "odd ""quote"" 3"
              ("of of name", "of number", number, owner, "to Mixed Case 0 name")
            values ('zebra', 5, 7, 1, 'zebra')
            """);
    try (Connection connection = Postgres.one().connect(database)) {
      model = new Model(made.shape(), Content.of(connection, made.shape()));
    }
  }

  @AfterEach
  void drop() {
    Postgres.one().execute("postgres", "drop database \"" + database + "\" with (force)");
  }

  @Test
  void followsAKeyByBothWaysAsTheServerDoes() throws SQLException {
    List<String> row =
        changed(
            "update %s t set name = 'Bee' where name = 'zebra' returning %s"
                .formatted(ancestor.quoted(), ancestor.image("t")));
    model.apply(MARK, new Put(ancestor.name(), Optional.of(List.of("zebra")), row, false));

    assertThat(model.content()).isEqualTo(there());
    assertThat(notes()).containsExactly("update zebra, 5, 7", "update Bee, 5, 7");
  }

  @Test
  void letsGoOfADeletedAncestorBeforeItIsDeletedItself() throws SQLException {
    changed("delete from %s where name = 'zebra' returning name".formatted(ancestor.quoted()));
    model.apply(MARK, new Gone(ancestor.name(), List.of(List.of("zebra"))));

    assertThat(model.content()).isEqualTo(there());
    assertThat(notes()).containsExactly("update zebra, 5, 7", "delete zebra, 5, 7");
  }

  private List<String> changed(String sql) throws SQLException {
    try (Connection connection = Postgres.one().connect(database);
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("set local live.mark = '" + MARK + "'");
      List<String> row = Content.query(connection, sql).get(0);
      connection.commit();
      return row;
    }
  }

  private Content there() throws SQLException {
    try (Connection connection = Postgres.one().connect(database)) {
      return Content.of(connection, made.shape());
    }
  }

  private List<String> notes() {
    return Postgres.one()
        .query(
            database,
            "select op || ' ' || key from notes where mark = '%s' and tab like 'odd%%' order by id"
                .formatted(MARK));
  }
}
