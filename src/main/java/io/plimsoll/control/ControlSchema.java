package io.plimsoll.control;

import io.plimsoll.common.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.Scope;
import liquibase.UpdateSummaryEnum;
import liquibase.UpdateSummaryOutputEnum;
import liquibase.changelog.RanChangeSet;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.exception.LiquibaseException;
import liquibase.logging.core.NoOpLogService;
import liquibase.resource.ClassLoaderResourceAccessor;
import liquibase.ui.LoggerUIService;

/**
 * Brings the control database to this program's schema, in silence: Liquibase prints nothing and
 * calls nobody. Only to be used while no other process opens the same database.
 */
final class ControlSchema {
  static final String CHANGELOG = "io/plimsoll/control/changelog.sql";

  private static final Set<String> LIQUIBASE_TABLES =
      Set.of("databasechangelog", "databasechangeloglock");

  private ControlSchema() {}

  /** Says what is wrong with the tables found, or returns null when the file can be used. */
  static String update(Connection connection) throws Exception {
    Set<String> tables = tables(connection);
    if (!tables.isEmpty() && !tables.containsAll(LIQUIBASE_TABLES)) {
      return "it holds tables of another program: " + String.join(", ", tables);
    }
    String digest = digest();
    if (tables.contains("control") && isAt(connection, digest)) {
      return null;
    }
    if (!tables.isEmpty()) {
      releaseLockOfDeadProcess(connection);
    }
    String problem = liquibaseInSilence(connection);
    if (problem == null) {
      remember(connection, digest);
    }
    return problem;
  }

  private static String liquibaseInSilence(Connection connection) throws Exception {
    return Scope.child(
        Map.of(
            "liquibase.analytics.enabled",
            false,
            Scope.Attr.logService.name(),
            new NoOpLogService(),
            Scope.Attr.ui.name(),
            new LoggerUIService()),
        () -> liquibase(connection));
  }

  private static String liquibase(Connection connection) throws LiquibaseException {
    var database =
        DatabaseFactory.getInstance()
            .findCorrectDatabaseImplementation(new JdbcConnection(connection));
    var resources = new ClassLoaderResourceAccessor(ControlSchema.class.getClassLoader());
    // Not closed: the connection belongs to the caller.
    var liquibase = new Liquibase(CHANGELOG, resources, database);
    liquibase.setShowSummary(UpdateSummaryEnum.OFF);
    liquibase.setShowSummaryOutput(UpdateSummaryOutputEnum.LOG);
    var unknown = liquibase.listUnexpectedChangeSets(new Contexts(), new LabelExpression());
    if (!unknown.isEmpty()) {
      return "it was written by a newer version (" + ids(unknown) + ")";
    }
    liquibase.update(new Contexts(), new LabelExpression());
    return null;
  }

  private static String ids(Collection<RanChangeSet> changes) {
    return changes.stream().map(RanChangeSet::getId).collect(Collectors.joining(", "));
  }

  /** Whoever left it is dead: this process holds the file lock that every opener takes first. */
  private static void releaseLockOfDeadProcess(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          """
          update databasechangeloglock
          set locked = false, lockgranted = null, lockedby = null
          where locked = true
          """);
    }
  }

  private static String digest() throws IOException {
    try (InputStream changelog =
        ControlSchema.class.getClassLoader().getResourceAsStream(CHANGELOG)) {
      return Digest.of(changelog.readAllBytes()).hex();
    }
  }

  /**
   * Starting Liquibase only to hear that there is nothing to do takes a second of every command.
   */
  private static boolean isAt(Connection connection, String digest) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select changelog from control")) {
      return rows.next() && digest.equals(rows.getString(1));
    }
  }

  /** Writes the schema the file is at now, and with the first one the file's own random id. */
  private static void remember(Connection connection, String digest) throws SQLException {
    connection.setAutoCommit(true);
    try (PreparedStatement update =
            connection.prepareStatement("update control set changelog = ?");
        PreparedStatement insert =
            connection.prepareStatement(
                """
                insert into control (id, created_at, changelog) values (?, current_timestamp, ?)
                """)) {
      update.setString(1, digest);
      if (update.executeUpdate() == 0) {
        insert.setString(1, UUID.randomUUID().toString());
        insert.setString(2, digest);
        insert.executeUpdate();
      }
    }
  }

  private static Set<String> tables(Connection connection) throws SQLException {
    DatabaseMetaData metaData = connection.getMetaData();
    var names = new TreeSet<String>();
    try (ResultSet rows =
        metaData.getTables(
            connection.getCatalog(), connection.getSchema(), "%", new String[] {"TABLE"})) {
      while (rows.next()) {
        names.add(rows.getString("TABLE_NAME").toLowerCase(Locale.ROOT));
      }
    }
    return names;
  }
}
