package io.plimsoll.store.postgres;

import io.plimsoll.store.StoreException;
import io.plimsoll.store.jdbc.SqlErrors;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads the system catalogue in one read-only moment, with every setting pinned that changes how
 * the server prints a definition: two servers then print the same thing in the same words.
 */
final class CatalogueSession {
  private static final List<String> PINNED =
      List.of(
          "set transaction isolation level repeatable read, read only",
          "set local search_path = ''",
          "set local row_security = off",
          "set local datestyle = 'ISO, YMD'",
          "set local intervalstyle = 'postgres'",
          "set local timezone = 'UTC'",
          "set local extra_float_digits = 3",
          "set local bytea_output = 'hex'",
          "set local quote_all_identifiers = off",
          "set local statement_timeout = '1h'");

  private final String store;
  private final Connection connection;

  private CatalogueSession(String store, Connection connection) {
    this.store = store;
    this.connection = connection;
  }

  @FunctionalInterface
  interface Mapper<T> {
    T map(ResultSet row) throws SQLException;
  }

  /**
   * Does the work in one transaction that is rolled back.
   *
   * @param store its name, for messages
   * @throws StoreException with the server's own words
   */
  static <T> T read(String store, Connections source, Function<CatalogueSession, T> work) {
    try (Connection connection = source.open()) {
      boolean autoCommit = connection.getAutoCommit();
      connection.setAutoCommit(false);
      try (var statement = connection.createStatement()) {
        for (String setting : PINNED) {
          statement.execute(setting);
        }
        return work.apply(new CatalogueSession(store, connection));
      } finally {
        connection.rollback();
        connection.setAutoCommit(autoCommit);
      }
    } catch (SQLException e) {
      throw failure(store, e);
    }
  }

  <T> List<T> list(String sql, Mapper<T> mapper, Object... parameters) {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        bind(statement, i + 1, parameters[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        var all = new ArrayList<T>();
        while (rows.next()) {
          all.add(mapper.map(rows));
        }
        return all;
      }
    } catch (SQLException e) {
      throw failure(store, e);
    }
  }

  /** The only row of a query that has exactly one. */
  <T> T one(String sql, Mapper<T> mapper, Object... parameters) {
    List<T> rows = list(sql, mapper, parameters);
    if (rows.size() != 1) {
      throw new IllegalStateException(rows.size() + " rows instead of one: " + sql);
    }
    return rows.get(0);
  }

  int majorVersion() {
    return one("select current_setting('server_version_num')::int / 10000", row -> row.getInt(1));
  }

  private void bind(PreparedStatement statement, int index, Object value) throws SQLException {
    if (value instanceof List<?> oids) {
      statement.setArray(index, connection.createArrayOf("oid", oids.toArray()));
    } else if (value instanceof String[] texts) {
      statement.setArray(index, connection.createArrayOf("text", texts));
    } else {
      statement.setObject(index, value);
    }
  }

  static Optional<Long> optionalLong(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? Optional.empty() : Optional.of(value);
  }

  static StoreException failure(String store, SQLException e) {
    return SqlErrors.of(store, "reading the catalogue", e);
  }
}
