package io.plimsoll.route;

import io.plimsoll.common.Finding;
import io.plimsoll.common.ShardId;
import io.plimsoll.route.BouncerConsole.Served;
import io.plimsoll.route.BouncerText.Entry;
import io.plimsoll.route.BouncerText.UnreadableFileException;
import io.plimsoll.route.PgBouncerRoute.Sides;
import io.plimsoll.route.Route.Destination;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What stands in the way of switching by PgBouncer. Reads the file and the console only. */
final class PgBouncerCheck {
  private final String route;
  private final BouncerConsole console;
  private final BouncerFile file;
  private final List<Finding> findings = new ArrayList<>();

  PgBouncerCheck(String route, BouncerConsole console, BouncerFile file) {
    this.route = route;
    this.console = console;
    this.file = file;
  }

  List<Finding> of(ShardId shard, Sides sides) {
    String subject = "route " + route + " " + shard;
    file.obstacle()
        .ifPresent(
            clause ->
                blocking(
                    "route-file",
                    subject,
                    clause,
                    "Let the user of this process write the file and its folder, and PgBouncer read it by its group."));
    try {
      console(subject, sides);
      file(subject, sides);
    } catch (SQLException e) {
      blocking(
          "route-unreachable",
          subject,
          "the console of PgBouncer does not answer: " + e.getMessage(),
          "Make it reachable, or correct url, user and password of the route.");
    } catch (IOException | UnreadableFileException e) {
      blocking("route-file", subject, e.getMessage(), "Put the file of the route in order.");
    }
    return List.copyOf(findings);
  }

  private void console(String subject, Sides sides) throws SQLException {
    Map<String, String> settings = console.settings();
    if (!"0".equals(settings.getOrDefault("so_reuseport", "0")) || console.peers() > 0) {
      blocking(
          "route-peers",
          subject,
          "several PgBouncers may share the port, and the console reaches one of them",
          "Run one PgBouncer without so_reuseport and peers for these entries, or use a route of type http.");
    }
    Optional<Served> served = console.served(sides.database());
    if (served.isEmpty()) {
      blocking(
          "route-entry",
          subject,
          "PgBouncer serves no database '" + sides.database() + "'",
          "Add the entry to the file of the route, pointing at %s, and RELOAD."
              .formatted(sides.source()));
      return;
    }
    served(subject, sides, served.get());
    waiting(subject, settings);
  }

  private void served(String subject, Sides sides, Served served) throws SQLException {
    if (served.poolMode().equals("session")) {
      blocking(
          "route-pooling",
          subject,
          "it pools sessions, so that a pause would wait until every client hangs up",
          "Set pool_mode=transaction for the database, if its clients can do with it, or use another route.");
    }
    List<String> users = console.usersWithSessions();
    if (!users.isEmpty()) {
      findings.add(
          Finding.warning(
              "route-pooling",
              subject,
              "sessions are pooled for the users " + String.join(", ", users),
              "If they use this database, set pool_mode=transaction for them."));
    }
    if (served.paused() || served.disabled()) {
      blocking(
          "route-paused",
          subject,
          "the database is paused or disabled in PgBouncer: its clients wait or are refused",
          "On the console: RESUME %1$s; or ENABLE %1$s;".formatted(sides.database()));
    }
    if (sides.destinationOf(served.endpoint()) != Destination.SOURCE) {
      blocking(
          "route-elsewhere",
          subject,
          "clients are sent to " + served.endpoint() + ", not to the source",
          "Point the entry at %s, written as in the store's url, and RELOAD; or correct the plan."
              .formatted(sides.source()));
    }
  }

  private void waiting(String subject, Map<String, String> settings) {
    if ("0".equals(settings.get("query_wait_timeout"))) {
      findings.add(
          Finding.warning(
              "route-waits",
              subject,
              "query_wait_timeout is 0: should this process die in a pause, clients wait until somebody resumes",
              "Set query_wait_timeout to what clients can bear."));
    }
    if (settings.containsKey("admin_users") && !administers(settings.get("admin_users"))) {
      blocking(
          "route-privilege",
          subject,
          "this user may look at PgBouncer but not command it",
          "Add the user to admin_users.");
    }
  }

  private boolean administers(String admins) {
    return Arrays.stream(admins.split("[,\\s]+")).anyMatch(console.user()::equals);
  }

  private void file(String subject, Sides sides) throws IOException, SQLException {
    Optional<Entry> entry = new BouncerText(file.read()).entry(sides.database());
    if (entry.isEmpty()) {
      blocking(
          "route-entry",
          subject,
          "the file of the route has no entry '" + sides.database() + "'",
          "Name the file that holds the entry; a file it includes is not looked into.");
      return;
    }
    Optional<Served> served = console.served(sides.database());
    if (served.filter(s -> !s.endpoint().same(entry.get().endpoint())).isPresent()) {
      blocking(
          "route-unread",
          subject,
          "the file says %s, but PgBouncer serves %s"
              .formatted(entry.get().endpoint(), served.orElseThrow().endpoint()),
          "Correct the entry, or RELOAD if the file is right; if that changes nothing, PgBouncer reads another file.");
    }
  }

  private void blocking(String code, String subject, String message, String remedy) {
    findings.add(Finding.blocking(code, subject, message, remedy));
  }
}
