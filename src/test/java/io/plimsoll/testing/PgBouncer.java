package io.plimsoll.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * A real PgBouncer of the system's package, on a free port. It refuses to run as root, so then it
 * runs as nobody. Its entries lie in a file of their own.
 */
public final class PgBouncer implements AutoCloseable {
  public static final String ADMIN = "admin";
  public static final String ADMIN_PASSWORD = "console-secret";

  /** May look at the console, but command nothing. */
  public static final String VIEWER = "viewer";

  private static final int TRIES = 200;
  private static final int PAUSE_MILLIS = 50;

  private final Path folder;
  private final int port;
  private final Process process;

  private PgBouncer(Path folder, int port, Process process) {
    this.folder = folder;
    this.port = port;
    this.process = process;
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
  }

  public static boolean installed() {
    return program().isPresent();
  }

  private static Optional<Path> program() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("") + ":/usr/sbin";
    return Stream.of(path.split(":"))
        .map(folder -> Path.of(folder, "pgbouncer"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * @param settings lines of the section [pgbouncer]; transactions are pooled unless they say
   *     otherwise
   */
  public static PgBouncer start(Path folder, String entries, String... settings) {
    try {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      int port;
      try (var socket = new ServerSocket(0)) {
        port = socket.getLocalPort();
      }
      Files.writeString(entries(folder), entries);
      Files.writeString(
          folder.resolve("users.txt"),
          """
          "%s" "%s"
          "%s" "x"
          "postgres" "pw"
          """
              .formatted(ADMIN, ADMIN_PASSWORD, VIEWER));
      Files.writeString(folder.resolve("pgbouncer.ini"), ini(folder, port, settings));
      var bouncer = new PgBouncer(folder, port, start(folder.resolve("pgbouncer.ini")));
      bouncer.await();
      return bouncer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String ini(Path folder, int port, String... settings) {
    return """
        [databases]
        %%include %s

        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = %d
        unix_socket_dir =
        auth_type = plain
        auth_file = %s
        admin_users = %s
        stats_users = %s
        pool_mode = transaction
        ignore_startup_parameters = extra_float_digits
        %s
        """
        .formatted(
            entries(folder),
            port,
            folder.resolve("users.txt"),
            ADMIN,
            VIEWER,
            String.join("\n", settings));
  }

  private static Process start(Path ini) throws IOException {
    var command = new ArrayList<String>();
    if (System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"));
    }
    command.addAll(List.of(program().orElseThrow().toString(), ini.toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ini.resolveSibling("pgbouncer.log").toFile())
        .start();
  }

  private void await() throws IOException {
    for (int i = 0; i < TRIES && process.isAlive(); i++) {
      try {
        console().close();
        return;
      } catch (SQLException e) {
        sleep();
      }
    }
    throw new IllegalStateException(
        "pgbouncer does not start: " + Files.readString(folder.resolve("pgbouncer.log")));
  }

  private static void sleep() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  public static Path entries(Path folder) {
    return folder.resolve("databases.ini");
  }

  public String consoleUrl() {
    return "jdbc:postgresql://127.0.0.1:%d/pgbouncer".formatted(port);
  }

  public Connection console() throws SQLException {
    return console(consoleUrl(), ADMIN, ADMIN_PASSWORD);
  }

  public static Connection console(String url, String user, String password) throws SQLException {
    var login = new Properties();
    login.setProperty("user", user);
    login.setProperty("password", password);
    login.setProperty("preferQueryMode", "simple");
    login.setProperty("replication", "database");
    return DriverManager.getConnection(url, login);
  }

  /** One command of a person at the console. */
  public void command(String command) {
    try (Connection console = console();
        var statement = console.createStatement()) {
      statement.execute(command);
    } catch (SQLException e) {
      throw new IllegalStateException(command, e);
    }
  }

  /** As a client of the pooled database connects. */
  public Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/%s?prepareThreshold=0".formatted(port, database),
        "postgres",
        "pw");
  }

  public String log() throws IOException {
    return Files.readString(folder.resolve("pgbouncer.log"));
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
