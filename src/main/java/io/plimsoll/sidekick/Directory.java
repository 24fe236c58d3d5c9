package io.plimsoll.sidekick;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where clients find each shard: the rows of one route in the directory database. Clients only read
 * it; {@link #publish} writes the first rows when a sample is loaded and nothing else ever does.
 */
public final class Directory {
  private final Database database;
  private final String route;

  public Directory(Database database, String route) {
    this.database = database;
    this.route = route;
  }

  /** One row: the shard's clients connect to {@code url}; the version rises with each switch. */
  public record Destination(String shard, long version, String destination, String url) {}

  /** Where the shard's clients are sent now; empty when the route has no row for it. */
  public Optional<Destination> find(String shard) {
    try (Connection connection = database.open();
        PreparedStatement query =
            connection.prepareStatement(
                """
                SELECT version, destination, url FROM plimsoll_route
                 WHERE route = ? AND shard = ?
                """)) {
      query.setString(1, route);
      query.setString(2, shard);
      try (var row = query.executeQuery()) {
        return row.next()
            ? Optional.of(
                new Destination(shard, row.getLong(1), row.getString(2), row.getString(3)))
            : Optional.empty();
      }
    } catch (SQLException e) {
      throw new SidekickException(
          "directory " + database + ": cannot be read: " + e.getMessage(), e);
    }
  }

  /** Each shard's database as a client of this login reaches it; fails when a shard has no row. */
  public Map<String, Database> databases(List<String> shards, Database login) {
    var databases = new LinkedHashMap<String, Database>();
    for (String shard : shards) {
      Destination destination =
          find(shard)
              .orElseThrow(
                  () -> new SidekickException("route " + route + " has no row for shard " + shard));
      databases.put(shard, login.at(destination.url()));
    }
    return databases;
  }

  /**
   * Writes one row per shard, all or none. Rows the route has already are replaced, one version up,
   * when {@code replace} says so; else they are a refusal.
   */
  void publish(String destination, Map<String, Database> shards, boolean replace) {
    try (Connection connection = database.open()) {
      connection.setAutoCommit(false);
      create(connection);
      if (!replace) {
        refuseExisting(connection);
      }
      try (PreparedStatement row = upsert(connection)) {
        for (var shard : shards.entrySet()) {
          row.setString(1, route);
          row.setString(2, shard.getKey());
          row.setString(3, destination);
          row.setString(4, shard.getValue().url());
          row.executeUpdate();
        }
      }
      connection.commit();
    } catch (SQLException e) {
      throw new SidekickException(
          "directory " + database + ": route " + route + " was not written: " + e.getMessage(), e);
    }
  }

  /** Refuses what {@link #publish} must not write; writes nothing itself. */
  void refuseUnfit(Map<String, Database> shards, boolean replace) {
    shards.forEach(
        (shard, target) -> {
          if (target.url().matches("(?i).*[?&]\\w*password=.*")) {
            throw new SidekickRefusal(
                "shard %s (%s): its URL holds a password, which every client could read in the route; nothing was changed"
                    .formatted(shard, target));
          }
        });
    if (!replace) {
      refuseExisting();
    }
  }

  private void refuseExisting() {
    try (Connection connection = database.open()) {
      try (var query = connection.prepareStatement("SELECT to_regclass('plimsoll_route')");
          var result = query.executeQuery()) {
        result.next();
        if (result.getString(1) == null) {
          return;
        }
      }
      refuseExisting(connection);
    } catch (SQLException e) {
      throw new SidekickException(
          "directory " + database + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private void refuseExisting(Connection connection) throws SQLException {
    try (var query =
        connection.prepareStatement(
            "SELECT count(*), min(shard) FROM plimsoll_route WHERE route = ?")) {
      query.setString(1, route);
      try (var result = query.executeQuery()) {
        result.next();
        if (result.getLong(1) > 0) {
          throw new SidekickRefusal(
              "directory %s: route %s has %d rows already (shard %s first); nothing was changed"
                  .formatted(database, route, result.getLong(1), result.getString(2)));
        }
      }
    }
  }

  private static void create(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(
          """
          CREATE TABLE IF NOT EXISTS plimsoll_route (
            route text NOT NULL,
            shard text NOT NULL,
            version bigint NOT NULL,
            destination text NOT NULL,
            url text NOT NULL,
            changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            PRIMARY KEY (route, shard))
          """);
    }
  }

  private static PreparedStatement upsert(Connection connection) throws SQLException {
    return connection.prepareStatement(
        """
        INSERT INTO plimsoll_route AS r (route, shard, version, destination, url)
        VALUES (?, ?, 1, ?, ?)
        ON CONFLICT (route, shard) DO UPDATE
          SET version = r.version + 1, destination = excluded.destination, url = excluded.url
        """);
  }
}
