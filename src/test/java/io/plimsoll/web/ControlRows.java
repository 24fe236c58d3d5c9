package io.plimsoll.web;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * Everything the control database holds, read past the program; all but the audit log, which hears
 * of every refusal.
 */
final class ControlRows {
  /** When a token was last used is no change that anybody asked for. */
  private static final Set<String> OF_NO_INTEREST = Set.of("USED_AT");

  private ControlRows() {}

  static List<String> of(Path folder) {
    Path control = folder.toAbsolutePath().normalize().resolve("control").resolve("control");
    String url =
        "jdbc:h2:file:%s;WRITE_DELAY=0;AUTO_SERVER=TRUE;LOCK_TIMEOUT=10000"
            .formatted(control.resolve("plimsoll"));
    var all = new ArrayList<String>();
    try (var connection =
            DriverManager.getConnection(
                url, "plimsoll", Files.readString(control.resolve("password")).strip());
        var statement = connection.createStatement()) {
      for (String table : tables(connection)) {
        rows(statement, table, all);
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    Collections.sort(all);
    return all;
  }

  private static List<String> tables(Connection connection) throws SQLException {
    var tables = new ArrayList<String>();
    try (ResultSet rows =
        connection.getMetaData().getTables(null, "PUBLIC", "%", new String[] {"BASE TABLE"})) {
      while (rows.next()) {
        String table = rows.getString("TABLE_NAME");
        if (!table.startsWith("AUDIT_")) {
          tables.add(table);
        }
      }
    }
    return tables;
  }

  private static void rows(Statement statement, String table, List<String> all)
      throws SQLException {
    try (ResultSet rows = statement.executeQuery("select * from " + table)) {
      while (rows.next()) {
        var line = new StringBuilder(table);
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          if (!OF_NO_INTEREST.contains(rows.getMetaData().getColumnName(i))) {
            line.append('|').append(rows.getString(i));
          }
        }
        all.add(line.toString());
      }
    }
  }
}
