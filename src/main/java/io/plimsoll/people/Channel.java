package io.plimsoll.people;

/** The door somebody came in by. */
public enum Channel {
  COMMAND_LINE,
  API,
  PAGES
}
