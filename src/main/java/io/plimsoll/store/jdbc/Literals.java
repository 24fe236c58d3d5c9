package io.plimsoll.store.jdbc;

/** Turns values into SQL literals, where a statement takes no parameters; the only place to. */
public final class Literals {
  private Literals() {}

  /**
   * A string literal for a session with {@code standard_conforming_strings=on}: {@code 'it''s'}.
   *
   * @throws IllegalArgumentException when the value holds NUL, which no SQL store can hold
   */
  public static String quote(String value) {
    if (value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a text literal holds no NUL");
    }
    return "'" + value.replace("'", "''") + "'";
  }
}
