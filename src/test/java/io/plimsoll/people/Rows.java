package io.plimsoll.people;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;

/** Everything that a thief of the control database would have. */
final class Rows {
  private Rows() {}

  /** All of it as one script. */
  static String of(TestPeople people) {
    Path control = people.home.toAbsolutePath().normalize().resolve("control");
    String url =
        "jdbc:h2:file:"
            + control.resolve("plimsoll")
            + ";WRITE_DELAY=0;AUTO_SERVER=TRUE"
            + ";LOCK_TIMEOUT=10000";
    var all = new StringBuilder();
    try (var connection =
            DriverManager.getConnection(
                url, "plimsoll", Files.readString(control.resolve("password")).strip());
        var statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("script")) {
      while (rows.next()) {
        all.append(rows.getString(1)).append('\n');
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    return all.toString();
  }
}
