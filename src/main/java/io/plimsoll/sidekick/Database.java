package io.plimsoll.sidekick;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Supplier;

/**
 * How the service reaches one database. The password is asked for at each connection and never
 * kept; it may be null where the server wants none.
 */
public record Database(String url, String user, Supplier<String> password) {
  public Database {
    Objects.requireNonNull(url, "url");
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(password, "password");
  }

  /** The same login at another address. */
  public Database at(String otherUrl) {
    return new Database(otherUrl, user, password);
  }

  Connection open() throws SQLException {
    return open(Map.of());
  }

  /** With further settings of the driver. */
  Connection open(Map<String, String> settings) throws SQLException {
    var properties = new Properties();
    properties.putAll(settings);
    properties.setProperty("user", user);
    properties.setProperty("ApplicationName", "sidekick");
    String secret = password.get();
    if (secret != null) {
      properties.setProperty("password", secret);
    }
    return DriverManager.getConnection(url, properties);
  }

  /** The address without its parameters, which may hold secrets. */
  @Override
  public String toString() {
    int parameters = url.indexOf('?');
    return parameters < 0 ? url : url.substring(0, parameters);
  }
}
