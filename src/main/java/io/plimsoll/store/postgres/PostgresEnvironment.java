package io.plimsoll.store.postgres;

import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.ObjectName;
import io.plimsoll.store.jdbc.Literals;
import java.util.List;
import java.util.Optional;

/**
 * What a server's administrator says it is, held against what the configuration takes it for. An
 * address is easily mistaken for another, and so is the word beside it; this word lies in the
 * database itself.
 */
final class PostgresEnvironment {
  private static final String PRODUCTION = "production";

  /**
   * The setting of this database, else of the whole server. Settings of a role do not count: a role
   * may give them to itself, and so may a session.
   */
  private static final String SAID =
      """
      select substr(setting, strpos(setting, '=') + 1) as environment
        from pg_db_role_setting s
       cross join unnest(s.setconfig) setting
       where s.setrole = 0
         and s.setdatabase in (0, (select oid from pg_database where datname = current_database()))
         and lower(split_part(setting, '=', 1)) = 'plimsoll.environment'
       order by s.setdatabase desc limit 1
      """;

  private final CatalogueSession session;
  private final String name;
  private final String declared;

  /**
   * @param store its name in the configuration
   * @param declared {@code environment} as configured; may be empty
   */
  PostgresEnvironment(CatalogueSession session, String store, String declared) {
    this.session = session;
    this.name = "store " + store;
    this.declared = declared.strip();
  }

  List<Finding> findings() {
    Optional<String> said =
        session.list(SAID, row -> row.getString(1).strip()).stream()
            .filter(word -> !word.isEmpty())
            .findFirst();
    if (said.isEmpty()) {
      return List.of(silent());
    }
    return said.get().equalsIgnoreCase(declared) ? List.of() : List.of(other(said.get()));
  }

  private Finding silent() {
    String taken = declared.isEmpty() ? "nothing either" : "'" + declared + "'";
    String statement =
        "alter role all set plimsoll.environment = "
            + Literals.quote(declared.isEmpty() ? "staging" : declared);
    String message =
        "its server does not say which environment it is; the configuration says " + taken;
    // Whoever takes it for production takes every care already.
    return declared.equalsIgnoreCase(PRODUCTION)
        ? Finding.note("environment-unsaid", name, message + "; a superuser says it: " + statement)
        : Finding.warning(
            GuardId.F34,
            "environment-unsaid",
            name,
            message,
            "make sure it is not production; a superuser of that server says what it is: "
                + statement);
  }

  private Finding other(String said) {
    String database = session.one("select current_database()", row -> row.getString(1));
    String taken =
        declared.isEmpty()
            ? "the configuration does not say which it is meant to be"
            : "the configuration takes it for '%s'".formatted(declared);
    return Finding.blocking(
        GuardId.F34,
        "other-environment",
        name,
        "database %s says that it is '%s', %s".formatted(database, said, taken),
        "correct its url or its environment in the configuration; if the server is wrong, a superuser"
            + " of it says: alter database %s set plimsoll.environment = '…'"
                .formatted(ObjectName.quote(database)));
  }
}
