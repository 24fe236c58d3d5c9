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

/**
 * Takes away what the run made on a target, in one transaction, by its marks and their oids: a
 * namesake of somebody else's stays. Nothing is dropped with CASCADE, so what others hang on it is
 * an error and not a loss; a partition of somebody else's would go with its root, so it is asked
 * for first.
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

  /** Partitions of what is marked that were neither made by the run nor there when it began. */
  private static final String STRANGERS =
      """
      with recursive family(before, id) as (
        select c.before, c.id from plimsoll.created c
        where c.kind = 'table' and c.origin in ('made', 'loaded')
          and pg_catalog.to_regclass(c.name) = c.id
        union
        select f.before, i.inhrelid from pg_catalog.pg_inherits i join family f on i.inhparent = f.id)
      select distinct n.nspname, p.relname
      from family f
      join pg_catalog.pg_class p on p.oid = f.id and p.relispartition
      join pg_catalog.pg_namespace n on n.oid = p.relnamespace
      where not exists (
              select from plimsoll.created m where m.id = f.id and m.origin in ('made', 'loaded'))
        and f.id::text <> all (pg_catalog.string_to_array(coalesce(f.before, ''), ' '))
      order by 1, 2
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
    boolean isTable() {
      return kind.equals("table");
    }

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
    // What is locked gets no partition between the question and the deed.
    together(
        "lock table ", marks.stream().filter(Mark::isTable).map(m -> m.name().quoted()).toList());
    requireNoStrangers();
    var loaded = new ArrayList<String>();
    for (Mark mark : marks) {
      if (mark.is("table", "loaded")) {
        loaded.add(TableTree.read(connection, mark.name()).asRead());
      }
    }
    together("truncate table ", loaded);
    together("drop table ", names(marks, "table"));
    // Sequences owned by a dropped table went with it.
    together("drop sequence if exists ", names(marks, "sequence"));
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

  private void requireNoStrangers() throws SQLException {
    var strangers = new ArrayList<String>();
    try (var statement = connection.createStatement();
        ResultSet row = statement.executeQuery(STRANGERS)) {
      while (row.next()) {
        strangers.add(new ObjectName(row.getString(1), row.getString(2)).toString());
      }
    }
    if (!strangers.isEmpty()) {
      throw new StoreException(
          "%s: somebody attached %s to a table of this run; detach it before cleaning up"
              .formatted(store, String.join(", ", strangers)),
          false,
          null);
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
  private void together(String command, List<String> names) throws SQLException {
    if (!names.isEmpty()) {
      execute(command + String.join(", ", names));
    }
  }

  private static List<String> names(List<Mark> marks, String kind) {
    return marks.stream().filter(m -> m.is(kind, "made")).map(m -> m.name().quoted()).toList();
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
