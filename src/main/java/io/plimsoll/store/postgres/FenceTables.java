package io.plimsoll.store.postgres;

import io.plimsoll.common.ObjectName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The DDL of a fence; the caller holds the locks and has checked the side row. */
final class FenceTables {

  /** Creates or enables the triggers. */
  void fence(Connection connection, List<ObjectName> objects) throws SQLException {
    try (var fence = connection.prepareStatement("select plimsoll.fence_table(?::regclass)")) {
      for (ObjectName object : objects) {
        fence.setString(1, object.quoted());
        fence.execute();
      }
    }
  }

  /** Every table with the fence's triggers, inherited ones too. */
  List<ObjectName> fenced(Connection connection) throws SQLException {
    return triggered(connection, "f.proname = 'fence'");
  }

  /** Every table with any trigger of ours: the fence's, or those that capture. */
  List<ObjectName> touched(Connection connection) throws SQLException {
    return triggered(connection, "true");
  }

  private List<ObjectName> triggered(Connection connection, String which) throws SQLException {
    String sql =
        """
        select distinct n.nspname, c.relname
        from pg_trigger t
        join pg_class c on c.oid = t.tgrelid
        join pg_namespace n on n.oid = c.relnamespace
        join pg_proc f on f.oid = t.tgfoid
        join pg_namespace o on o.oid = f.pronamespace
        where o.nspname = 'plimsoll' and %s
        order by 1, 2
        """
            .formatted(which);
    try (var statement = connection.createStatement();
        var result = statement.executeQuery(sql)) {
      var found = new ArrayList<ObjectName>();
      while (result.next()) {
        found.add(new ObjectName(result.getString(1), result.getString(2)));
      }
      return found;
    }
  }

  void disable(Connection connection, List<ObjectName> objects) throws SQLException {
    try (var statement = connection.createStatement()) {
      for (ObjectName object : objects) {
        for (String trigger : List.of(SideSchema.TRIGGER, SideSchema.TRUNCATE_TRIGGER)) {
          statement.execute(
              "alter table only %s disable trigger %s".formatted(object.quoted(), trigger));
        }
      }
    }
  }

  /** Drops triggers and schema. */
  void dropEverything(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(
          """
          do $body$
          declare
            own record;
          begin
            for own in select t.tgname, t.tgrelid::regclass as owner
              from pg_trigger t join pg_proc f on f.oid = t.tgfoid
              where f.pronamespace = 'plimsoll'::regnamespace
            loop
              execute format('drop trigger %I on %s', own.tgname, own.owner);
            end loop;
          end $body$
          """);
      statement.execute("drop schema plimsoll cascade");
    }
  }

  /** Claims and removals of one database wait for each other: exactly one wins. */
  void serialiseClaims(Connection connection, Duration bound) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("set local statement_timeout = " + Math.max(1, bound.toMillis()));
      statement.execute("select pg_advisory_xact_lock(" + SideSchema.CLAIMING + ", 0)");
    }
  }

  /**
   * Empties the schema that a settled run could not take with it. What it captured is kept as
   * retired: its triggers may still be there and must find that they were stopped.
   */
  void forgetFormerRun(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(
          """
          do $body$
          declare
            own regclass;
          begin
            for own in select oid from pg_class
              where relnamespace = 'plimsoll'::regnamespace and relkind = 'r'
                and oid <> 'plimsoll.captured'::regclass
            loop
              execute format('delete from %s', own);
            end loop;
            perform setval('plimsoll.lapsed', 0);
          end $body$
          """);
    }
    CaptureSchema.retire(connection);
  }
}
