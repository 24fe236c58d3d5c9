package io.plimsoll.route;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A database as PgBouncer knows it.
 *
 * @param host as written there; empty means a Unix socket
 */
record Endpoint(String host, int port, String database) {
  static final int USUAL_PORT = 5432;

  private static final Pattern URL =
      Pattern.compile(
          "jdbc:postgresql://(?:\\[(?<six>[^]]+)]|(?<host>[^:/,]+))(?::(?<port>\\d{1,5}))?"
              + "/(?<database>[^/?]+)(?:\\?.*)?");

  /** The one database a store's URL means. */
  static Endpoint of(String url) {
    Matcher parts = URL.matcher(url);
    if (!parts.matches()) {
      throw new IllegalStateException("a pgbouncer route needs URLs with one host and a database");
    }
    String host = parts.group("six") == null ? parts.group("host") : parts.group("six");
    String port = parts.group("port");
    return new Endpoint(
        host,
        port == null ? USUAL_PORT : Integer.parseInt(port),
        URLDecoder.decode(parts.group("database"), StandardCharsets.UTF_8));
  }

  boolean same(Endpoint other) {
    return host.equalsIgnoreCase(other.host)
        && port == other.port
        && database.equals(other.database);
  }

  @Override
  public String toString() {
    return (host.isEmpty() ? "a Unix socket" : host) + ":" + port + "/" + database;
  }
}
