package io.plimsoll.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.plimsoll.common.Secret;
import io.plimsoll.common.ShardId;
import io.plimsoll.plan.Configuration.PostgresConfig;
import io.plimsoll.plan.FailureDomain;
import io.plimsoll.store.StoreException;
import io.plimsoll.testing.Postgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PostgresConnectionsTest {
  private static final String PASSWORD = "hunter2-secret";

  private static StoreException failure(String url, String user) {
    var config =
        new PostgresConfig(
            "old",
            url,
            user,
            Optional.of(new Secret("test", () -> PASSWORD)),
            FailureDomain.UNKNOWN,
            "");
    try (var connections = new PostgresConnections(config, new ShardId("s03"))) {
      StoreException failure = catchThrowableOfType(StoreException.class, connections::borrow);
      for (Throwable t = failure; t != null; t = t.getCause()) {
        assertThat(String.valueOf(t.getMessage())).doesNotContain(PASSWORD);
      }
      return failure;
    }
  }

  @Test
  void sayThatThePasswordIsWrong() {
    Postgres server = Postgres.one();
    server.execute("postgres", "create role needs_password login password 'another'");
    String hba = server.query("postgres", "show hba_file").get(0);
    String rule = "host all needs_password all scram-sha-256\n";
    try {
      prepend(hba, rule);
      server.execute("postgres", "select pg_reload_conf()", "select pg_sleep(0.3)");
      assertThat(failure(server.url("postgres"), "needs_password"))
          .hasMessageStartingWith(
              "old/s03: the login was refused for database postgres on 127.0.0.1:")
          .hasMessageContaining("as user needs_password: ")
          .hasMessageContaining("password authentication failed")
          .matches(e -> !e.worthAnotherTry());
    } finally {
      remove(hba, rule);
      server.execute("postgres", "select pg_reload_conf()");
    }
  }

  @Test
  void sayThatTheHostCannotBeReached() throws IOException {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    assertThat(failure("jdbc:postgresql://127.0.0.1:" + port + "/shop_{shard}", "mover"))
        .hasMessageStartingWith(
            "old/s03: the host cannot be reached: database shop_s03 on 127.0.0.1:"
                + port
                + " as user mover")
        .matches(StoreException::worthAnotherTry);
    assertThat(failure("jdbc:postgresql://no-such-host.invalid/shop", "mover"))
        .hasMessageContaining("the host cannot be reached: database shop on no-such-host.invalid");
  }

  @Test
  void sayThatThereIsNoSuchDatabase() {
    assertThat(failure(Postgres.one().url("nowhere"), "postgres"))
        .hasMessageContaining("there is no such database: database nowhere on 127.0.0.1:")
        .matches(e -> !e.worthAnotherTry());
  }

  @Test
  void keepTheirSettingsWhateverTheRoleSaysAndARollbackUndoes() {
    try (Database database = new Database(Postgres.one(), "settings")) {
      database.execute(
          "alter database \"%s\" set timezone = 'Asia/Tokyo'".formatted(database.name()),
          "alter database \"%s\" set datestyle = 'German'".formatted(database.name()),
          "alter database \"%s\" set idle_in_transaction_session_timeout = '1s'"
              .formatted(database.name()),
          "alter database \"%s\" set search_path = 'evil, public'".formatted(database.name()));
      for (int i = 0; i < 3; i++) {
        String settings =
            database
                .connections()
                .inTransaction(
                    "reading settings",
                    connection -> {
                      connection.rollback();
                      try (var statement = connection.createStatement();
                          var row =
                              statement.executeQuery(
                                  """
                                  select current_setting('TimeZone') || ' '
                                    || current_setting('DateStyle') || ' '
                                    || current_setting('idle_in_transaction_session_timeout') || ' '
                                    || current_setting('row_security') || ' ['
                                    || current_setting('search_path') || ']'
                                  """)) {
                        row.next();
                        String text = row.getString(1);
                        connection.rollback();
                        return text;
                      }
                    });
        assertThat(settings).isEqualTo("UTC ISO, YMD 0 off []");
      }
    }
  }

  @Test
  void knowWhichServerThisIs() {
    try (Database one = new Database(Postgres.one(), "identity");
        Database sibling = new Database(Postgres.one(), "identity");
        Database two = new Database(Postgres.two(), "identity")) {
      var identity = PostgresIdentity.read(one.connections());
      assertThat(identity.version()).startsWith("18");
      assertThat(identity.timeline()).isEqualTo(1);
      assertThat(identity.database()).isEqualTo(one.name());
      assertThat(identity.standby()).isFalse();
      assertThat(identity).isEqualTo(PostgresIdentity.read(one.connections()));
      assertThat(identity.sameStorage(PostgresIdentity.read(sibling.connections()))).isFalse();
      assertThat(identity.systemId())
          .isNotEqualTo(PostgresIdentity.read(two.connections()).systemId());
    }
  }

  private static void prepend(String file, String line) {
    rewrite(file, text -> line + text);
  }

  private static void remove(String file, String line) {
    rewrite(file, text -> text.replace(line, ""));
  }

  private static void rewrite(String file, java.util.function.UnaryOperator<String> change) {
    try {
      var path = java.nio.file.Path.of(file);
      java.nio.file.Files.writeString(path, change.apply(java.nio.file.Files.readString(path)));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
