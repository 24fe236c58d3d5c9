package io.plimsoll.store.postgres;

import io.plimsoll.common.Secret;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Opens sessions whose settings do not depend on server, database, role or this machine. A setting
 * the server does not know is left out.
 */
final class SessionSource extends PGSimpleDataSource {
  private static final Duration CONNECT = Duration.ofSeconds(10);

  /** How long a server may say nothing in the middle of a statement before it counts as lost. */
  private static final Duration SILENCE = Duration.ofMinutes(30);

  /**
   * As startup options the driver's own TimeZone would win, and a rollback would undo a plain SET
   * in a transaction; so they are set once, committed, before anybody gets the session. Time-outs
   * of the role are lifted because the view's transaction idles for as long as its readers read.
   */
  private static final String SETTINGS =
      """
      select set_config(s.name, v.value, false)
      from (values
        ('TimeZone', 'UTC'), ('DateStyle', 'ISO, YMD'), ('IntervalStyle', 'postgres'),
        ('extra_float_digits', '3'), ('client_encoding', 'UTF8'), ('bytea_output', 'hex'),
        ('standard_conforming_strings', 'on'), ('row_security', 'off'), ('search_path', ''),
        ('statement_timeout', '0'), ('lock_timeout', '30s'), ('transaction_timeout', '0'),
        ('idle_in_transaction_session_timeout', '0'), ('idle_session_timeout', '0'),
        ('quote_all_identifiers', 'off'), ('xmloption', 'content')
      ) v(name, value)
      join pg_catalog.pg_settings s on s.name = v.name
      """;

  private final Optional<Secret> secret;

  SessionSource(String url, String user, Optional<Secret> secret, String application) {
    this.secret = secret;
    setUrl(url);
    setUser(user);
    setApplicationName(application);
    // A plan kept by the server fails once a table was made anew under the same name.
    setPrepareThreshold(0);
    setTcpKeepAlive(true);
    setConnectTimeout((int) CONNECT.toSeconds());
    setLoginTimeout((int) CONNECT.toSeconds());
    setSocketTimeout((int) SILENCE.toSeconds());
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = super.getConnection(getUser(), secret.map(Secret::reveal).orElse(null));
    try (var statement = connection.createStatement()) {
      statement.execute(SETTINGS);
      return connection;
    } catch (SQLException e) {
      try {
        connection.close();
      } catch (SQLException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  /** First server of the URL, with its port. */
  String host() {
    return getServerNames()[0] + ":" + getPortNumbers()[0];
  }
}
