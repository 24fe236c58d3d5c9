package io.plimsoll.control;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
    if (!tables.isEmpty()) {
      releaseLockOfDeadProcess(connection);
    }
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
