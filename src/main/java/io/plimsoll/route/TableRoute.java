package io.plimsoll.route;

import io.plimsoll.common.Finding;
import io.plimsoll.common.ShardId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A route that clients read from a table: one versioned row per shard. It changes nothing but that
 * row, and only by compare-and-set.
 */
public final class TableRoute implements Route {
  private static final int WAIT_SECONDS = 10;

  private final String route;
  private final Sessions sessions;
  private final Map<ShardId, Addresses> addresses;

  /**
   * @param route its name in the configuration
   * @param addresses what each shard's clients read to reach either side
   */
  public TableRoute(String route, Sessions sessions, Map<ShardId, Addresses> addresses) {
    this.route = route;
    this.sessions = sessions;
    this.addresses = Map.copyOf(addresses);
  }

  /** Sessions of the store that holds the table; each is closed after use. */
  @FunctionalInterface
  public interface Sessions {
    Connection open() throws SQLException;
  }

  @Override
  public List<Finding> check(ShardId shard) {
    String subject = "route " + route + " " + shard;
    try (Connection connection = sessions.open()) {
      Optional<Finding> missing = missingPrivilege(connection, subject);
      if (missing.isPresent()) {
        return List.of(missing.get());
      }
      return find(connection, shard)
          .filter(p -> p.destination() != Destination.SOURCE)
          .map(p -> List.of(notAtSource(subject, shard, p)))
          .orElse(List.of());
    } catch (SQLException e) {
      return List.of(
          Finding.blocking(
              "route-unreachable",
              subject,
              "the store of the route does not answer: " + e.getMessage(),
              "Make it reachable, or correct the route's store in the configuration."));
    }
  }

  private Finding notAtSource(String subject, ShardId shard, Position found) {
    return Finding.blocking(
        "route-elsewhere",
        subject,
        "clients are sent to " + found.address() + ", not to the source",
        "Point the row at " + addressesOf(shard).source() + ", or correct the plan.");
  }

  private static Optional<Finding> missingPrivilege(Connection connection, String subject)
      throws SQLException {
    String sql =
        """
        select case
          when to_regclass('public.plimsoll_route') is null then
            case when has_schema_privilege('public', 'CREATE') then ''
              else 'grant create on schema public to ' || quote_ident(current_user) end
          when has_table_privilege('public.plimsoll_route', 'SELECT')
            and has_table_privilege('public.plimsoll_route', 'INSERT')
            and has_table_privilege('public.plimsoll_route', 'UPDATE') then ''
          else 'grant select, insert, update on public.plimsoll_route to '
            || quote_ident(current_user) end
        """;
    try (var statement = connection.createStatement();
        var result = statement.executeQuery(sql)) {
      result.next();
      String grant = result.getString(1);
      return grant.isEmpty()
          ? Optional.empty()
          : Optional.of(
              Finding.blocking(
                  "route-privilege",
                  subject,
                  "this role may not switch the route",
                  "Run: " + grant + ";"));
    }
  }

  @Override
  public Optional<Position> observe(ShardId shard) {
    return transaction("observing", shard, connection -> find(connection, shard));
  }

  private Optional<Position> find(Connection connection, ShardId shard) throws SQLException {
    if (!tableExists(connection)) {
      return Optional.empty();
    }
    String sql = "select url, version from public.plimsoll_route where route = ? and shard = ?";
    try (var query = connection.prepareStatement(sql)) {
      query.setString(1, route);
      query.setString(2, shard.value());
      try (ResultSet result = query.executeQuery()) {
        return result.next() ? Optional.of(position(shard, result)) : Optional.empty();
      }
    }
  }

  /** What clients read decides, not what the row says of itself. */
  private Position position(ShardId shard, ResultSet result) throws SQLException {
    String url = result.getString("url");
    return new Position(addressesOf(shard).destinationOf(url), result.getLong("version"), url);
  }

  private static boolean tableExists(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var result =
            statement.executeQuery("select to_regclass('public.plimsoll_route') is not null")) {
      return result.next() && result.getBoolean(1);
    }
  }

  @Override
  public Position establish(ShardId shard) {
    return transaction(
        "establishing",
        shard,
        connection -> {
          createTable(connection);
          insertMissing(connection, shard);
          return find(connection, shard).orElseThrow();
        });
  }

  /** Two runs may come first at the same time; the advisory lock lets one of them be it. */
  private static void createTable(Connection connection) throws SQLException {
    if (tableExists(connection)) {
      return;
    }
    try (var statement = connection.createStatement()) {
      statement.execute("select pg_advisory_xact_lock(hashtext('plimsoll_route'))");
      statement.execute(
          """
          create table if not exists public.plimsoll_route (
            route text not null,
            shard text not null,
            version bigint not null,
            destination text not null,
            url text not null,
            changed_at timestamptz not null default clock_timestamp(),
            primary key (route, shard))
          """);
    }
  }

  private void insertMissing(Connection connection, ShardId shard) throws SQLException {
    String sql =
        """
        insert into public.plimsoll_route (route, shard, version, destination, url)
        values (?, ?, 1, 'SOURCE', ?) on conflict (route, shard) do nothing
        """;
    try (var insert = connection.prepareStatement(sql)) {
      insert.setString(1, route);
      insert.setString(2, shard.value());
      insert.setString(3, addressesOf(shard).source());
      insert.executeUpdate();
    }
  }

  @Override
  public Position switchTo(ShardId shard, Destination to, long expectedVersion) {
    String sql =
        """
        update public.plimsoll_route
        set version = version + 1, changed_at = clock_timestamp(), destination = ?, url = ?
        where route = ? and shard = ? and version = ?
        """;
    String address = addressesOf(shard).of(to);
    return transaction(
        "switching",
        shard,
        connection -> {
          try (var update = connection.prepareStatement(sql)) {
            update.setString(1, to.name());
            update.setString(2, address);
            update.setString(3, route);
            update.setString(4, shard.value());
            update.setLong(5, expectedVersion);
            return after(connection, shard, expectedVersion, update.executeUpdate());
          }
        });
  }

  @Override
  public Position bump(ShardId shard, long expectedVersion) {
    String sql =
        """
        update public.plimsoll_route set version = version + 1, changed_at = clock_timestamp()
        where route = ? and shard = ? and version = ?
        """;
    return transaction(
        "bumping",
        shard,
        connection -> {
          try (var update = connection.prepareStatement(sql)) {
            update.setString(1, route);
            update.setString(2, shard.value());
            update.setLong(3, expectedVersion);
            return after(connection, shard, expectedVersion, update.executeUpdate());
          }
        });
  }

  private Position after(Connection connection, ShardId shard, long expected, int rows)
      throws SQLException {
    Optional<Position> now = find(connection, shard);
    if (rows == 1) {
      return now.orElseThrow();
    }
    String found = now.map(p -> "version " + p.version() + " at " + p.address()).orElse("no row");
    throw new StaleRouteException(
        "route %s %s: expected version %d, found %s".formatted(route, shard, expected, found));
  }

  private Addresses addressesOf(ShardId shard) {
    Addresses known = addresses.get(shard);
    if (known == null) {
      throw new IllegalStateException("route " + route + " knows no shard " + shard);
    }
    return known;
  }

  @FunctionalInterface
  private interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /** A waiting row lock is bounded; without a commit nothing has changed. */
  private <T> T transaction(String doing, ShardId shard, Work<T> work) {
    try (Connection connection = sessions.open()) {
      connection.setAutoCommit(false);
      try (var statement = connection.createStatement()) {
        statement.execute("set transaction isolation level read committed");
        statement.execute("set local statement_timeout = '" + WAIT_SECONDS + "s'");
        T result = work.on(connection);
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException e) {
        rollback(connection, e);
        throw e;
      }
    } catch (SQLException e) {
      throw new RouteException(
          "route %s %s: %s failed: %s".formatted(route, shard, doing, e.getMessage()), e);
    }
  }

  private static void rollback(Connection connection, Exception cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  /** Sessions are closed after each use; there is nothing else to close. */
  @Override
  public void close() {}
}
