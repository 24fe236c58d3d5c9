package io.plimsoll.store.postgres;

import static java.util.stream.Collectors.toMap;

import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.ObjectName;
import io.plimsoll.store.ChangeFeed.Purpose;
import io.plimsoll.store.StoreException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * One captured object as it is now, against what was installed.
 *
 * @param differences each in a clause; empty when capture is what was installed
 * @param storage the files it has now
 * @param rewritten whether they are others than those whose rows are known to the other side
 */
record CaptureCheck(
    ObjectName object,
    int number,
    Purpose purpose,
    boolean active,
    List<String> differences,
    String storage,
    boolean rewritten) {
  private static final int MOST_NAMED = 6;
  private static final String REMEDY =
      "its changes may have been missed: roll back, then begin a new attempt with a full copy";

  /** All objects in one query: it is asked at every moment. */
  private static final String NOW =
      """
      select c.number, c.schema_name, c.table_name, c.purpose, c.active, n.storage,
             n.storage is distinct from c.storage as rewritten,
             array(select 'no more ' || f from pg_catalog.unnest(c.facts) f
                   where f <> all (n.facts))
               || array(select 'now ' || f from pg_catalog.unnest(n.facts) f
                        where f <> all (c.facts)) as differences
      from plimsoll.captured c join plimsoll.capture_now n on n.number = c.number
      where c.installed
      """;

  /** Every installed object by name. */
  static Map<ObjectName, CaptureCheck> all(Connection connection) throws SQLException {
    var found = new ArrayList<CaptureCheck>();
    try (var statement = connection.createStatement();
        ResultSet row = statement.executeQuery(NOW)) {
      while (row.next()) {
        found.add(
            new CaptureCheck(
                new ObjectName(row.getString("schema_name"), row.getString("table_name")),
                row.getInt("number"),
                Purpose.valueOf(row.getString("purpose")),
                row.getBoolean("active"),
                List.of((String[]) row.getArray("differences").getArray()),
                Optional.ofNullable(row.getString("storage")).orElse(""),
                row.getBoolean("rewritten")));
      }
    }
    return found.stream().collect(toMap(CaptureCheck::object, Function.identity()));
  }

  /** What is wrong with the capture of an object; empty when nothing is. */
  static Optional<Finding> finding(ObjectName object, Map<ObjectName, CaptureCheck> captured) {
    return Optional.ofNullable(captured.get(object))
        .map(CaptureCheck::wrong)
        .orElse(Optional.of("is not captured"))
        .map(
            wrong ->
                Finding.blocking(GuardId.F28, "capture-changed", object.toString(), wrong, REMEDY));
  }

  private Optional<String> wrong() {
    if (!active) {
      return Optional.of("is not captured any more");
    }
    if (differences.isEmpty()) {
      return Optional.empty();
    }
    String more =
        differences.size() > MOST_NAMED
            ? " and %d more".formatted(differences.size() - MOST_NAMED)
            : "";
    return Optional.of(
        "is not captured as installed: "
            + String.join("; ", differences.stream().limit(MOST_NAMED).toList())
            + more);
  }

  /**
   * @throws StoreException naming the first object that is not captured as it was installed
   */
  static void require(
      Connection connection, String store, Purpose purpose, List<ObjectName> objects)
      throws SQLException {
    try (var statement = connection.createStatement()) {
      // Names of types are printed according to the search path.
      statement.execute("set local search_path = ''");
    }
    Map<ObjectName, CaptureCheck> captured = all(connection);
    for (ObjectName object : objects) {
      Optional<Finding> wrong = finding(object, captured);
      if (wrong.isPresent()) {
        throw new StoreException(store + ": " + wrong.get().text(), false, null);
      }
      if (captured.get(object).purpose() != purpose) {
        throw new StoreException(
            "%s: %s is captured %s, not %s"
                .formatted(store, object, captured.get(object).purpose(), purpose),
            false,
            null);
      }
    }
  }
}
