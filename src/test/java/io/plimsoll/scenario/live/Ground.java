package io.plimsoll.scenario.live;

import io.plimsoll.scenario.live.Shape.Table;
import io.plimsoll.testing.Postgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Random;

/** A database filled with a random schema, and the ledger that begins with what is in it. */
record Ground(SchemaFamily.Made made, WritersLedger ledger) {
  private static final int QUIET_ROWS = 8;
  private static final int ROWS = 60;
  private static final int EARLIER_CLIENT = 99;

  static Ground of(Postgres server, String database, long seed) {
    SchemaFamily.Made made = SchemaFamily.of(seed);
    server.execute(database, made.ddl().toArray(String[]::new));
    try (Connection connection = server.connect(database)) {
      fill(connection, made.shape(), new Random(seed));
      return new Ground(
          made, new WritersLedger(made.shape(), Content.of(connection, made.shape())));
    } catch (SQLException e) {
      throw new IllegalStateException("seed " + seed, e);
    }
  }

  private static void fill(Connection connection, Shape shape, Random random) throws SQLException {
    connection.setAutoCommit(false);
    try (var statement = connection.createStatement()) {
      statement.execute("set constraints all immediate");
      statement.execute("insert into hot values (1, 0, 'hot')");
    }
    for (Table table : shape.ordinary()) {
      fill(connection, shape, random, table, Operations.QUIET, QUIET_ROWS);
      fill(connection, shape, random, table, EARLIER_CLIENT, ROWS);
    }
    connection.commit();
  }

  Shape shape() {
    return made.shape();
  }

  /** Rows that cannot be, say because a value is taken, are left out. */
  private static void fill(
      Connection connection, Shape shape, Random random, Table table, int owner, int rows)
      throws SQLException {
    for (int i = 0; i < rows; i++) {
      var savepoint = connection.setSavepoint();
      try {
        new Operations(connection, shape, random, owner).insert(table, 1);
        connection.releaseSavepoint(savepoint);
      } catch (SQLException refused) {
        if (Complaint.of(refused, shape) != Complaint.REFUSED) {
          throw refused;
        }
        connection.rollback(savepoint);
      }
    }
  }

  Content read(Postgres server, String database) {
    try (Connection connection = server.connect(database)) {
      return Content.of(connection, shape());
    } catch (SQLException e) {
      throw new IllegalStateException(database, e);
    }
  }
}
