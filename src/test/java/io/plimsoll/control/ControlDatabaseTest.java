package io.plimsoll.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.common.RunId;
import io.plimsoll.run.Run;
import java.io.IOException;
import java.io.Reader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ControlDatabaseTest {
  @TempDir Path home;
  @TempDir Path scratch;

  @Test
  void keepsItsFilesToTheOneUser() throws Exception {
    open().close();

    assertThat(mode("control")).isEqualTo("rwx------");
    assertThat(mode("control/password")).isEqualTo("rw-------");
  }

  @Test
  void takesBackModesThatLetOthersIn() throws Exception {
    open().close();
    Files.setPosixFilePermissions(
        home.resolve("control"), PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(
        home.resolve("control/password"), PosixFilePermissions.fromString("rw-r--r--"));

    open().close();

    assertThat(mode("control")).isEqualTo("rwx------");
    assertThat(mode("control/password")).isEqualTo("rw-------");
  }

  @Test
  void createsTheHomeDirectory() {
    Path deep = home.resolve("state/plimsoll");
    ControlDatabase.open(deep, Clock.systemUTC()).close();

    assertThat(deep.resolve("control/plimsoll.mv.db")).exists();
  }

  @Test
  void keepsItsIdForEver() {
    String id;
    try (var database = open()) {
      id = database.controlId();
    }
    try (var database = open()) {
      assertThat(database.controlId()).isEqualTo(id);
    }
    try (var other = ControlDatabase.open(scratch, Clock.systemUTC())) {
      assertThat(other.controlId()).isNotEqualTo(id);
    }
  }

  @Test
  void listensOnThisMachineOnly() throws Exception {
    try (var database = open()) {
      assertThat(database.controlId()).isNotEmpty();
      var lock = new Properties();
      try (Reader text = Files.newBufferedReader(home.resolve("control/plimsoll.lock.db"))) {
        lock.load(text);
      }
      int port = Integer.parseInt(lock.getProperty("server").split(":")[1]);

      assertThat(accepts("127.0.0.1", port)).isTrue();
      // Another address of the same machine, which a server on all addresses would answer.
      assertThat(accepts("127.0.0.2", port)).isFalse();
    }
  }

  @Test
  @Timeout(60)
  void saysNothingOnTheConsole() throws Exception {
    Process child = ChildProgram.start(scratch, "open", home.toString());
    String out = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(child.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(child.exitValue()).isZero();
    assertThat(out).isEmpty();
    assertThat(err).isEmpty();
    assertThat(home.resolve("control/plimsoll.mv.db")).exists();
  }

  @Test
  @Timeout(60)
  void isOpenInTwoProcessesAtOnce() throws Exception {
    try (var database = open()) {
      Process child = ChildProgram.start(scratch, "create", home.toString(), "of-the-child");
      String err = new String(child.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(err).isEmpty();
      assertThat(database.runs(Duration.ofSeconds(30)).find(new RunId("of-the-child")))
          .get()
          .extracting(Run::planText)
          .isEqualTo("of the child");
    }
  }

  @Test
  @Timeout(60)
  void isCreatedOnceByManyWhoOpenItTogether() throws Exception {
    var threads = Executors.newFixedThreadPool(4);
    List<Future<ControlDatabase>> opening = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      opening.add(threads.submit(this::open));
    }
    Process child = ChildProgram.start(scratch, "serve", home.toString());
    var ids = new HashSet<String>();
    try {
      for (Future<ControlDatabase> future : opening) {
        try (ControlDatabase database = future.get()) {
          ids.add("ready " + database.controlId());
        }
      }
      ids.add(child.inputReader().readLine());
    } finally {
      child.destroyForcibly();
      threads.shutdownNow();
    }
    assertThat(ids).hasSize(1);
  }

  @Test
  @Timeout(30)
  void takesTheUpgradeLockOfADeadProcess() throws Exception {
    open().close();
    try (Connection connection = connect()) {
      execute(
          connection,
          """
          update databasechangeloglock
          set locked = true, lockgranted = timestamp '2020-01-01 00:00:00',
              lockedby = 'elsewhere (10.0.0.1)'
          """);
      execute(connection, "update control set changelog = 'of an older version'");
    }

    open().close();

    try (Connection connection = connect();
        var rows =
            connection.createStatement().executeQuery("select locked from databasechangeloglock")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getBoolean(1)).isFalse();
    }
  }

  @Test
  void refusesADamagedFile() throws Exception {
    open().close();
    Files.write(home.resolve("control/plimsoll.mv.db"), new byte[20_000]);

    assertThatThrownBy(this::open)
        .isInstanceOf(ControlException.Unreadable.class)
        .hasMessageContaining(home.resolve("control/plimsoll.mv.db").toString())
        .hasMessageContaining("damaged")
        .hasMessageContaining("restore it from a backup");
  }

  @Test
  void refusesAFileOfAnotherKind() throws Exception {
    open().close();
    Files.writeString(home.resolve("control/plimsoll.mv.db"), "Dear diary, today\n".repeat(1_000));

    assertThatThrownBy(this::open)
        .isInstanceOf(ControlException.Unreadable.class)
        .hasMessageContaining("plimsoll.mv.db");
  }

  @Test
  void refusesAFileWithAnotherPassword() throws Exception {
    open().close();
    ControlDatabase.open(scratch, Clock.systemUTC()).close();
    Files.copy(
        scratch.resolve("control/plimsoll.mv.db"),
        home.resolve("control/plimsoll.mv.db"),
        StandardCopyOption.REPLACE_EXISTING);

    assertThatThrownBy(this::open)
        .isInstanceOf(ControlException.Unreadable.class)
        .hasMessageContaining("password")
        .hasMessageContaining("restore both from the same backup");
  }

  @Test
  void refusesAFileWithoutItsPassword() throws Exception {
    open().close();
    Files.delete(home.resolve("control/password"));

    assertThatThrownBy(this::open)
        .isInstanceOf(ControlException.Unreadable.class)
        .hasMessageContaining(home.resolve("control/password").toString())
        .hasMessageContaining("restore that file");
  }

  @Test
  void refusesTheTablesOfAnotherProgram() throws Exception {
    open().close();
    try (Connection connection = connect()) {
      for (String table : List.of("databasechangelog", "databasechangeloglock")) {
        execute(connection, "drop table " + table);
      }
      execute(connection, "create table invoices (id bigint primary key)");
      execute(connection, "alter table control rename to controls");
    }

    assertThatThrownBy(this::open)
        .isInstanceOf(ControlException.Unreadable.class)
        .hasMessageContaining("invoices");
  }

  @Test
  void refusesAFileOfANewerVersion() throws Exception {
    open().close();
    try (Connection connection = connect()) {
      execute(
          connection,
          """
          insert into databasechangelog (id, author, filename, dateexecuted, orderexecuted, exectype)
          select '99-tomorrow', author, filename, dateexecuted, 99, exectype
          from databasechangelog where orderexecuted = 1
          """);
      execute(connection, "update control set changelog = 'of a newer version'");
    }

    assertThatThrownBy(this::open)
        .isInstanceOf(ControlException.Unreadable.class)
        .hasMessageContaining("newer version (99-tomorrow)");
  }

  @Test
  void refusesAHomeThatIsAFile() throws Exception {
    Path file = Files.writeString(home.resolve("file"), "x");

    assertThatThrownBy(() -> ControlDatabase.open(file, Clock.systemUTC()))
        .isInstanceOf(ControlException.class)
        .hasMessageContaining(file.toString());
  }

  private static boolean accepts(String address, int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), 2_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private ControlDatabase open() {
    return ControlDatabase.open(home, Clock.systemUTC());
  }

  private String mode(String path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(path)));
  }

  private Connection connect() throws Exception {
    String password = Files.readString(home.resolve("control/password")).strip();
    return DriverManager.getConnection(
        "jdbc:h2:file:" + home.resolve("control/plimsoll"), "plimsoll", password);
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }
}
