package io.plimsoll.control;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Set;

/** What H2's error codes mean for us: the only place that knows them. */
final class H2Errors {
  private static final int WRONG_PASSWORD = 28000;
  private static final int ALREADY_OPEN = 90020;
  private static final int CORRUPTED = 90030;
  private static final int WRONG_FORMAT = 90048;
  private static final int READ_ONLY = 90097;
  private static final int UNREADABLE_STRUCTURE = 50000;

  /** Broken connection, closed object, closed database, closing database. */
  private static final Set<Integer> CONNECTION_LOST = Set.of(90067, 90007, 90098, 90121);

  /** Deadlock, lock timeout, concurrent update. */
  private static final Set<Integer> COLLISION = Set.of(40001, 50200, 90131);

  private H2Errors() {}

  /** Whether the transaction failed for a reason that doing it again may not meet. */
  static boolean passing(Throwable failure) {
    SQLException error = sql(failure);
    return error != null
        && (CONNECTION_LOST.contains(error.getErrorCode())
            || COLLISION.contains(error.getErrorCode())
            || String.valueOf(error.getSQLState()).startsWith("08"));
  }

  static ControlException explain(Path file, Throwable failure) {
    SQLException error = sql(failure);
    if (error == null) {
      return new ControlException.Unavailable(file, failure.toString(), "try again", failure);
    }
    return switch (error.getErrorCode()) {
      case WRONG_PASSWORD ->
          new ControlException.Unreadable(
              file,
              "it does not accept the password beside it; one of the two files is foreign",
              "restore both from the same backup",
              failure);
      case CORRUPTED, WRONG_FORMAT, UNREADABLE_STRUCTURE ->
          new ControlException.Unreadable(
              file,
              "it is damaged or no control database (" + firstLine(error) + ")",
              "move it aside and restore it from a backup; the stores themselves know their sides",
              failure);
      case ALREADY_OPEN ->
          new ControlException.Unavailable(
              file,
              "another process has it open and cannot be reached",
              "end that process or try again",
              failure);
      case READ_ONLY ->
          new ControlException.Unavailable(
              file, "it is read-only", "make it writable for this user", failure);
      default ->
          new ControlException.Unavailable(
              file, firstLine(error), "check the disk and its free space, then try again", failure);
    };
  }

  private static String firstLine(SQLException error) {
    return String.valueOf(error.getMessage()).lines().findFirst().orElse("no message");
  }

  private static SQLException sql(Throwable failure) {
    SQLException found = null;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException error) {
        found = error;
      }
    }
    return found;
  }
}
