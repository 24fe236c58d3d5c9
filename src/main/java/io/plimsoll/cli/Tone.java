package io.plimsoll.cli;

/** How a line is meant; colour only repeats what its words say. */
enum Tone {
  PLAIN(""),
  GOOD("32"),
  CARE("33"),
  BAD("31");

  private final String colour;

  Tone(String colour) {
    this.colour = colour;
  }

  String dress(String line) {
    return colour.isEmpty() ? line : "\u001b[" + colour + "m" + line + "\u001b[0m";
  }
}
