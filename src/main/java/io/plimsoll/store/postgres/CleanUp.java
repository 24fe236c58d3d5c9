package io.plimsoll.store.postgres;

import io.plimsoll.common.ObjectName;
import io.plimsoll.store.StoreException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Takes away what the run made on a target, in one transaction, by its marks and their oids: a
 * namesake of somebody else's stays. Nothing is dropped with CASCADE, so what others hang on it is
 * an error and not a loss.
 */
final class CleanUp {
  private static final Set<String> CLOSED = Set.of("NEW", "BACK");
  private static final String DEPENDENT_OBJECTS = "2BP01";

  /** What is marked, is still there and is still the same; the last made first. */
  private static final String MARKED =
      """
      select c.kind, c.origin, c.before, n.nspname as schema, r.relname as name
      from plimsoll.created c
      join pg_catalog.pg_class r on r.oid = c.id
      join pg_catalog.pg_namespace n on n.oid = r.relnamespace
      where c.kind in ('table', 'sequence') and c.origin in ('made', 'loaded', 'moved')
        and pg_catalog.to_regclass(c.name) = c.id
      order by c.ordinal desc
      """;

  private static final String SCHEMAS =
      """
      select n.nspname from plimsoll.created c
      join pg_catalog.pg_namespace n on n.oid = c.id
      where c.kind = 'schema' and c.origin = 'made'
        and pg_catalog.to_regnamespace(c.name) = c.id
      order by c.ordinal desc
      """;

  private final Connection connection;
  private final String store;

  private record Mark(String kind, String origin, String before, ObjectName name) {
    boolean is(String kind, String origin) {
      return this.kind.equals(kind) && this.origin.equals(origin);
    }
  }

  CleanUp(Connection connection, String store) {
    this.connection = connection;
    this.store = store;
  }

  /** Does it; the caller commits. */
  void run() throws SQLException {
    requireClosed();
    List<Mark> marks = marks();
    together("truncate table only ", ", only ", marks, "table", "loaded");
    together("drop table ", ", ", marks, "table", "made");
    // Sequences owned by a dropped table went with it.
    together("drop sequence if exists ", ", ", marks, "sequence", "made");
    dropEmptySchemas();
    execute("delete from plimsoll.applied");
    for (Mark mark : marks) {
      if (mark.is("sequence", "moved")) {
        restore(mark);
      }
    }
    execute("delete from plimsoll.created");
    if (CaptureSchema.present(connection)) {
      // The next copy begins from nothing, and so does what is captured beside it.
      CaptureSchema.retire(connection);
    }
  }

  /** The transaction has the side for itself: nobody opens it while it is being emptied. */
  private void requireClosed() throws SQLException {
    try (var statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select state from plimsoll.side")) {
      String state = row.next() ? row.getString(1) : "missing";
      if (!CLOSED.contains(state)) {
        throw new StoreException.Fenced(
            "%s: the side is %s; only a closed target is cleaned".formatted(store, state), null);
      }
    }
  }

  private List<Mark> marks() throws SQLException {
    List<Mark> marks = new ArrayList<>();
    try (var statement = connection.createStatement();
        ResultSet row = statement.executeQuery(MARKED)) {
      while (row.next()) {
        marks.add(
            new Mark(
                row.getString("kind"),
                row.getString("origin"),
                row.getString("before"),
                new ObjectName(row.getString("schema"), row.getString("name"))));
      }
    }
    return marks;
  }

  /** One statement for all: tables may refer to each other in a circle. */
  private void together(
      String command, String separator, List<Mark> marks, String kind, String origin)
      throws SQLException {
    List<Mark> chosen = marks.stream().filter(m -> m.is(kind, origin)).toList();
    if (!chosen.isEmpty()) {
      execute(
          chosen.stream()
              .map(m -> m.name().quoted())
              .collect(Collectors.joining(separator, command, "")));
    }
  }

  private void dropEmptySchemas() throws SQLException {
    List<String> schemas = new ArrayList<>();
    try (var statement = connection.createStatement();
        ResultSet row = statement.executeQuery(SCHEMAS)) {
      while (row.next()) {
        schemas.add(row.getString(1));
      }
    }
    for (String schema : schemas) {
      dropIfEmpty(schema);
    }
  }

  private void dropIfEmpty(String schema) throws SQLException {
    Savepoint before = connection.setSavepoint();
    try {
      execute("drop schema " + ObjectName.quote(schema));
      connection.releaseSavepoint(before);
    } catch (SQLException e) {
      if (!DEPENDENT_OBJECTS.equals(e.getSQLState())) {
        throw e;
      }
      connection.rollback(before);
    }
  }

  private void restore(Mark mark) throws SQLException {
    String[] state = mark.before().split(" ");
    try (var statement =
        connection.prepareStatement("select pg_catalog.setval(?::regclass, ?, ?)")) {
      statement.setString(1, mark.name().quoted());
      statement.setLong(2, Long.parseLong(state[0]));
      statement.setBoolean(3, Boolean.parseBoolean(state[1]));
      statement.execute();
    }
  }

  private void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
