package io.plimsoll.store.postgres;

import java.nio.file.Path;
import java.time.Instant;

/** Whether a role could reach past its databases, to files of the server's machine. Looks only. */
final class ServerFiles {
  /** A superuser is a member of every role. */
  private static final String MAY =
      """
      select has_function_privilege('pg_catalog.pg_stat_file(text, boolean)', 'execute')
         and (pg_has_role('pg_execute_server_program', 'usage')
              or pg_has_role('pg_write_server_files', 'usage'))
      """;

  private final CatalogueSession session;

  ServerFiles(CatalogueSession session) {
    this.session = session;
  }

  /** Whole seconds are compared: a server tells no more of a file's time. */
  boolean reaches(Path path, Instant modified) {
    return session.one(MAY, row -> row.getBoolean(1))
        && session.one(
            """
            select coalesce(extract(epoch from (pg_stat_file(?, true)).modification)::bigint = ?, false)
            """,
            row -> row.getBoolean(1),
            path.toString(),
            modified.getEpochSecond());
  }
}
