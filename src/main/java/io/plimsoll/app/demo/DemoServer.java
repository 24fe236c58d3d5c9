package io.plimsoll.app.demo;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A real PostgreSQL server in a folder of the demo; one left behind by a killed demo is ended
 * first.
 */
final class DemoServer implements AutoCloseable {
  private static final String USER = "postgres";

  /** A crowded machine needs longer than the library waits. */
  private static final Duration LONGEST_START = Duration.ofMinutes(1);

  private final EmbeddedPostgres server;

  DemoServer(Path folder) {
    try {
      endLeftover(folder);
      server =
          EmbeddedPostgres.builder()
              .setPGStartupWait(LONGEST_START)
              .setDataDirectory(folder)
              .setCleanDataDirectory(true)
              .setServerConfig("max_connections", "200")
              .setServerConfig("shared_buffers", "128MB")
              .setServerConfig("log_min_messages", "fatal")
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException("the demo's server did not start in " + folder, e);
    }
  }

  private static void endLeftover(Path folder) throws IOException {
    Path pidFile = folder.resolve("postmaster.pid");
    if (Files.exists(pidFile)) {
      List<String> lines = Files.readAllLines(pidFile);
      ProcessHandle.of(Long.parseLong(lines.get(0).trim()))
          .filter(p -> p.info().command().filter(c -> c.contains("postgres")).isPresent())
          .ifPresent(
              p -> {
                p.destroyForcibly();
                p.onExit().join();
              });
    }
    if (Files.exists(folder)) {
      try (Stream<Path> paths = Files.walk(folder)) {
        for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  int port() {
    return server.getPort();
  }

  String user() {
    return USER;
  }

  String url(String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port(), database);
  }

  void create(String database) {
    execute("postgres", "create database " + database);
  }

  void execute(String database, String... statements) {
    try (Connection connection = DriverManager.getConnection(url(database), USER, "");
        var statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(database + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
