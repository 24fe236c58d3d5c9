package io.plimsoll.scenario;

import io.plimsoll.testing.Postgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.FileUtils;

/** A PostgreSQL server of one test's own, which can be restarted and can crash. */
final class OwnServer implements AutoCloseable {
  private final Path folder;
  private final Map<String, String> settings;
  private final int port;
  private EmbeddedPostgres server;

  OwnServer(Map<String, String> settings) {
    this.settings = settings;
    try {
      folder = Files.createTempDirectory("plimsoll-own-server");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server = start(0);
    port = server.getPort();
  }

  private EmbeddedPostgres start(int onPort) {
    try {
      var builder =
          EmbeddedPostgres.builder()
              .setPGStartupWait(Postgres.LONGEST_START)
              .setDataDirectory(folder.resolve("data"))
              .setCleanDataDirectory(false)
              .setServerConfig("shared_buffers", "32MB");
      settings.forEach(builder::setServerConfig);
      return (onPort == 0 ? builder : builder.setPort(onPort)).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return port;
  }

  /** Ends every session and starts again; nothing committed is lost. */
  void restart() {
    stop();
    server = start(port);
  }

  /** As a power cut that spares the disk: what was not flushed is gone. */
  void crash() {
    try {
      String pid = Files.readAllLines(folder.resolve("data/postmaster.pid")).get(0).trim();
      new ProcessBuilder("kill", "-QUIT", pid).start().waitFor();
      ProcessHandle.of(Long.parseLong(pid)).ifPresent(process -> process.onExit().join());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    restart();
  }

  private void stop() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database), "postgres", "");
  }

  void execute(String database, String... statements) {
    try (Connection connection = connect(database);
        var statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(String.join("; ", statements), e);
    }
  }

  List<String> query(String database, String sql) {
    try (Connection connection = connect(database);
        var statement = connection.createStatement();
        var result = statement.executeQuery(sql)) {
      var rows = new ArrayList<String>();
      while (result.next()) {
        rows.add(result.getString(1));
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  @Override
  public void close() {
    stop();
    FileUtils.deleteQuietly(folder.toFile());
  }
}
