package io.plimsoll.store.postgres;

import io.plimsoll.store.SchemaStep;
import io.plimsoll.store.SchemaStep.Phase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Runs one schema step and marks it in the same transaction: either both are there or neither. A
 * table is fenced before anybody else can see it.
 */
final class StepBuilder {
  /** A name resolves to an oid by its kind; other kinds go with their table and need none. */
  private static final String OID =
      """
      select case when ? = 'schema' then pg_catalog.to_regnamespace(?)::oid
                  when ? in ('table', 'sequence') then pg_catalog.to_regclass(?)::oid end
      """;

  private static final String MARK =
      """
      insert into plimsoll.created (object, kind, name, origin, phase)
      values (?, ?, ?, 'made', ?)
      on conflict (object) do nothing
      """;

  private static final String FOUND =
      """
      update plimsoll.created
      set id = ?::oid, origin = case when ? then 'found' else origin end
      where object = ?
      """;

  private final Connection connection;
  private final SchemaStep step;
  private final String kind;
  private final String name;

  StepBuilder(Connection connection, SchemaStep step) {
    this.connection = connection;
    this.step = step;
    int space = step.object().indexOf(' ');
    if (space < 1) {
      throw new IllegalStateException("a step's object is a kind and a name: " + step.object());
    }
    this.kind = step.object().substring(0, space);
    this.name = step.object().substring(space + 1);
  }

  /** Does the step unless it was done; the caller commits. */
  void run() throws SQLException {
    if (!mark()) {
      return;
    }
    // What was there before is not ours to drop, even if the statement put up with it.
    Long before = oid();
    try (var statement = connection.createStatement()) {
      statement.execute(step.sql());
    }
    Long after = oid();
    if (kind.equals("table") && after == null) {
      throw new IllegalStateException("the step made no " + step.object());
    }
    record(after, before != null);
    if (step.phase() == Phase.TABLES && kind.equals("table")) {
      fence();
    }
  }

  private boolean mark() throws SQLException {
    try (var statement = connection.prepareStatement(MARK)) {
      statement.setString(1, step.object());
      statement.setString(2, kind);
      statement.setString(3, name);
      statement.setString(4, step.phase().name());
      return statement.executeUpdate() == 1;
    }
  }

  private Long oid() throws SQLException {
    try (var statement = connection.prepareStatement(OID)) {
      statement.setString(1, kind);
      statement.setString(2, name);
      statement.setString(3, kind);
      statement.setString(4, name);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        long oid = row.getLong(1);
        return row.wasNull() ? null : oid;
      }
    }
  }

  private void record(Long oid, boolean found) throws SQLException {
    try (var statement = connection.prepareStatement(FOUND)) {
      statement.setObject(1, oid, java.sql.Types.BIGINT);
      statement.setBoolean(2, found);
      statement.setString(3, step.object());
      statement.executeUpdate();
    }
  }

  private void fence() throws SQLException {
    try (var statement = connection.prepareStatement("select plimsoll.fence_table(?::regclass)")) {
      statement.setString(1, name);
      statement.execute();
    }
  }
}
