package io.plimsoll.sidekick;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One real server with as many sets of shard databases as a test wants. */
final class ShardServer implements AutoCloseable {
  private final EmbeddedPostgres server;
  private int databases;

  ShardServer() {
    try {
      server = EmbeddedPostgres.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An empty database for each shard. */
  Map<String, Database> empty(SidekickSample sample) {
    var shards = new LinkedHashMap<String, Database>();
    sample.shards().forEach(shard -> shards.put(shard, create("template0")));
    return shards;
  }

  /** The same content in new databases, to be damaged at will. */
  Map<String, Database> copyOf(Map<String, Database> loaded) {
    var shards = new LinkedHashMap<String, Database>();
    loaded.forEach(
        (shard, from) -> shards.put(shard, create(from.url().replaceAll(".*/([^?]+).*", "$1"))));
    return shards;
  }

  Database empty() {
    return create("template0");
  }

  static void change(Database database, String... statements) {
    try (Connection connection = database.open();
        var statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first column of all rows, as text. */
  static List<String> select(Database database, String sql) {
    try (Connection connection = database.open();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      var values = new ArrayList<String>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private Database create(String template) {
    String name = "shard" + databases++;
    var maintenance = at("postgres");
    change(maintenance, "CREATE DATABASE " + name + " TEMPLATE " + template);
    return at(name);
  }

  private Database at(String name) {
    return new Database(
        "jdbc:postgresql://localhost:%d/%s".formatted(server.getPort(), name),
        "postgres",
        () -> null);
  }
}
