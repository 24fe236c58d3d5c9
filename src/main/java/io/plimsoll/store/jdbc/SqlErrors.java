package io.plimsoll.store.jdbc;

import io.plimsoll.store.StoreException;
import java.sql.SQLException;
import java.util.Set;

/**
 * Says in a run's words what a SQLSTATE means: fenced, blocked, worth another try, or an error. It
 * never retries by itself.
 */
public final class SqlErrors {
  private static final int LONGEST_MESSAGE = 500;
  private static final String OBJECT_NOT_IN_PREREQUISITE_STATE = "55000";
  private static final Set<String> LOCK_OR_TIME_OUT = Set.of("55P03", "57014");
  private static final Set<String> LOST_RACE = Set.of("40001", "40P01");
  private static final Set<String> REFUSED_LOGIN = Set.of("08004", "28000", "28P01", "3D000");
  private static final String TOO_MANY_CONNECTIONS = "53300";

  private SqlErrors() {}

  /**
   * The failure as the ports name it.
   *
   * @param store for people: {@code old/s03}
   * @param doing what was being done, with its object: {@code copying public.users (5, 9]}
   */
  public static StoreException of(String store, String doing, SQLException e) {
    String message = "%s: %s: %s".formatted(store, doing, words(e));
    String state = state(e);
    if (state.equals(OBJECT_NOT_IN_PREREQUISITE_STATE) && words(e).contains("PLIMSOLL")) {
      return new StoreException.Fenced(message, e);
    }
    if (LOCK_OR_TIME_OUT.contains(state)) {
      return new StoreException.Blocked(message, e);
    }
    return new StoreException(message, mayPass(state), e);
  }

  /** The server's own words on one line. */
  static String words(SQLException e) {
    String text = String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", "; ").strip();
    return text.length() <= LONGEST_MESSAGE ? text : text.substring(0, LONGEST_MESSAGE) + "…";
  }

  static String state(SQLException e) {
    return e.getSQLState() == null ? "" : e.getSQLState();
  }

  /** Lost connections, lost races, a server on its way down or up: another try may help. */
  private static boolean mayPass(String state) {
    if (REFUSED_LOGIN.contains(state)) {
      return false;
    }
    return state.startsWith("08")
        || state.startsWith("57P0")
        || LOST_RACE.contains(state)
        || state.equals(TOO_MANY_CONNECTIONS);
  }
}
