package io.plimsoll.store.postgres;

import io.plimsoll.common.Digest;
import io.plimsoll.common.Epoch;
import io.plimsoll.common.RunId;
import io.plimsoll.common.ShardId;
import io.plimsoll.store.Authority;
import io.plimsoll.store.Side;
import io.plimsoll.store.SideState;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * The one row that says who may write here, as read.
 *
 * @param token SHA-256 of the run's token
 * @param settled whether its run is done with this store, so that another may claim it
 */
record SideRow(Side side, String node, String token, boolean settled) {

  /** The row as committed; empty when no run holds the store. */
  static Optional<SideRow> find(Connection connection) throws SQLException {
    return SideSchema.holdsSide(connection) ? read(connection) : Optional.empty();
  }

  /**
   * Locks the row to the end of the transaction, writes a lapse into it, and reads it.
   *
   * @return empty when another run has just removed it
   */
  static Optional<SideRow> lock(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("select from plimsoll.side for update");
      statement.execute(
          """
          update plimsoll.side set state = 'OPEN', until = null
          where state = 'CUT' and attempt <= (select last_value from plimsoll.lapsed)
          """);
    }
    return read(connection);
  }

  private static Optional<SideRow> read(Connection connection) throws SQLException {
    String sql =
        """
        select run, control, shard, role, node, token_sha256, attempt, epoch, settled,
          case when lapsed then 'OPEN' else state end as state,
          case when lapsed then null else until end as until
        from plimsoll.side,
          lateral (select state = 'CUT' and attempt <= last_value as lapsed from plimsoll.lapsed) l
        """;
    try (var statement = connection.createStatement();
        var result = statement.executeQuery(sql)) {
      return result.next() ? Optional.of(row(result)) : Optional.empty();
    }
  }

  private static SideRow row(ResultSet result) throws SQLException {
    Side side =
        new Side(
            new RunId(result.getString("run")),
            result.getString("control"),
            new ShardId(result.getString("shard")),
            Side.Role.valueOf(result.getString("role")),
            result.getInt("attempt"),
            new Epoch(result.getLong("epoch")),
            SideState.valueOf(result.getString("state")),
            Optional.ofNullable(result.getObject("until", OffsetDateTime.class))
                .map(OffsetDateTime::toInstant));
    return new SideRow(
        side,
        result.getString("node"),
        result.getString("token_sha256"),
        result.getBoolean("settled"));
  }

  /** Inserts the first row of a store. */
  static void insert(Connection connection, Authority authority, ShardId shard, Side.Role role)
      throws SQLException {
    String sql =
        """
        insert into plimsoll.side (run, control, shard, role, node, token_sha256, epoch, state)
        values (?, ?, ?, ?, ?, ?, ?, ?)
        """;
    try (var insert = connection.prepareStatement(sql)) {
      insert.setString(1, authority.run().value());
      insert.setString(2, authority.control());
      insert.setString(3, shard.value());
      insert.setString(4, role.name());
      insert.setString(5, authority.node());
      insert.setString(6, tokenOf(authority));
      insert.setLong(7, authority.epoch().value());
      insert.setString(8, firstState(role).name());
      insert.executeUpdate();
    }
  }

  private static SideState firstState(Side.Role role) {
    return switch (role) {
      case SOURCE -> SideState.OPEN;
      case TARGET -> SideState.NEW;
    };
  }

  /** Writes the outcome of a move; the row is locked and checked. */
  static void update(Connection connection, SideState to, int attempt, Optional<Instant> until)
      throws SQLException {
    String sql = "update plimsoll.side set state = ?, attempt = ?, until = ?";
    try (var update = connection.prepareStatement(sql)) {
      update.setString(1, to.name());
      update.setInt(2, attempt);
      update.setObject(3, until.map(u -> u.atOffset(ZoneOffset.UTC)).orElse(null));
      requireOne(update.executeUpdate());
    }
  }

  /** Writes the new holder; the row is locked and checked. */
  static void raise(Connection connection, Authority authority) throws SQLException {
    String sql = "update plimsoll.side set epoch = ?, node = ?";
    try (var update = connection.prepareStatement(sql)) {
      update.setLong(1, authority.epoch().value());
      update.setString(2, authority.node());
      requireOne(update.executeUpdate());
    }
  }

  static void settle(Connection connection) throws SQLException {
    try (var update = connection.prepareStatement("update plimsoll.side set settled = true")) {
      requireOne(update.executeUpdate());
    }
  }

  private static void requireOne(int rows) {
    if (rows != 1) {
      throw new IllegalStateException("a store has one side row, found " + rows);
    }
  }

  /** Whether the row belongs to the authority's run; its token proves it, a name would not. */
  boolean isOf(Authority authority) {
    return side.run().equals(authority.run()) && token.equals(tokenOf(authority));
  }

  static String tokenOf(Authority authority) {
    return Digest.ofText(authority.token().reveal()).hex();
  }

  /** For messages: {@code run a of control database b (SOURCE of s00, SEALED, epoch 4 of n1)}. */
  String text() {
    return "run %s of control database %s (%s of %s, %s, epoch %s of %s)"
        .formatted(
            side.run(),
            side.control(),
            side.role(),
            side.shard(),
            side.state(),
            side.epoch(),
            node);
  }
}
