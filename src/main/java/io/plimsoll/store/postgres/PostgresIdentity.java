package io.plimsoll.store.postgres;

import io.plimsoll.store.Identity;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;

/** Reads what a server says of itself. It never guesses: what cannot be read is an error. */
public final class PostgresIdentity {
  private PostgresIdentity() {}

  /**
   * The timeline of a primary is taken from the log it writes now: the control file shows the last
   * checkpoint's, which is stale for a while after a promotion.
   */
  private static final String IDENTITY =
      """
      select current_setting('server_version') as version,
             (select system_identifier from pg_catalog.pg_control_system())::text as system_id,
             case when pg_catalog.pg_is_in_recovery()
                  then (select timeline_id from pg_catalog.pg_control_checkpoint())::bigint
                  else ('x' || pg_catalog.lpad(pg_catalog.left(
                         pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_lsn()), 8), 16, '0')
                       )::bit(64)::bigint
             end as timeline,
             d.datname as database, d.oid::bigint as database_id,
             pg_catalog.pg_is_in_recovery() as standby,
             pg_catalog.pg_postmaster_start_time() as started_at
      from pg_catalog.pg_database d
      where d.datname = pg_catalog.current_database()
      """;

  public static Identity read(PostgresConnections connections) {
    return connections.inTransaction(
        "reading the server's identity",
        connection -> {
          try (var statement = connection.createStatement();
              ResultSet row = statement.executeQuery(IDENTITY)) {
            if (!row.next()) {
              throw new IllegalStateException("a session has a current database");
            }
            return identity(row);
          }
        });
  }

  private static Identity identity(ResultSet row) throws SQLException {
    return new Identity(
        "PostgreSQL",
        row.getString("version"),
        row.getString("system_id"),
        row.getLong("timeline"),
        row.getString("database"),
        row.getLong("database_id"),
        row.getBoolean("standby"),
        row.getObject("started_at", OffsetDateTime.class).toInstant());
  }
}
