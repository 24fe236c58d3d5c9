package io.plimsoll.people;

/** Something about accounts was asked for and not done; nothing was changed. */
public final class PeopleException extends RuntimeException {
  /** Why, for a status code. */
  public enum Kind {
    NOT_ALLOWED,
    UNKNOWN,
    TAKEN,
    INVALID,
    LAST_ADMINISTRATOR,
    NOT_EMPTY
  }

  private final Kind kind;

  public PeopleException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
