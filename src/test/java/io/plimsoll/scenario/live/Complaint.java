package io.plimsoll.scenario.live;

import io.plimsoll.scenario.live.Shape.KeyKind;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What an error means to a client. */
enum Complaint {
  /** Tried again at once. */
  COLLISION,
  /** The client's own fault, foreseen: a value that is taken, a parent that has gone. */
  REFUSED,
  /** The route is read again. */
  ELSEWHERE,
  /** The session is gone. */
  LOST,
  /** No client of a database that works would ever see it. */
  SURPRISE;

  private static final Set<String> COLLISIONS = Set.of("40001", "40P01", "55P03", "57014");
  private static final Set<String> REFUSALS = Set.of("23503", "23505", "23514", "55006");
  private static final Set<String> GONE = Set.of("42P01", "3D000", "3F000");

  static Complaint of(SQLException error, Shape shape) {
    String state = String.valueOf(error.getSQLState());
    if (COLLISIONS.contains(state)) {
      return COLLISION;
    }
    if (state.startsWith("08") || state.startsWith("57P")) {
      return LOST;
    }
    if (GONE.contains(state) || state.equals("55000") && error.getMessage().contains("PLIMSOLL")) {
      return ELSEWHERE;
    }
    return REFUSALS.contains(state) && !drawnTwice(error, state, shape) ? REFUSED : SURPRISE;
  }

  /** A sequence has given out a number that is in use. */
  private static boolean drawnTwice(SQLException error, String state, Shape shape) {
    if (!state.equals("23505")) {
      return false;
    }
    Optional<ServerErrorMessage> message =
        Optional.of(error)
            .filter(PSQLException.class::isInstance)
            .map(e -> ((PSQLException) e).getServerErrorMessage());
    String table = message.map(ServerErrorMessage::getTable).orElse("");
    String constraint = message.map(ServerErrorMessage::getConstraint).orElse("");
    return constraint.endsWith("_pkey")
        && (table.equals(SchemaFamily.NOTES)
            || shape.tables().stream()
                .anyMatch(t -> t.name().equals(table) && t.kind() == KeyKind.DRAWN));
  }
}
