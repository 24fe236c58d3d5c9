package io.plimsoll.cli;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Says things to the person and prints data, each on its own stream. Whatever a database or a file
 * put into a text, no control character of it reaches the terminal.
 */
final class Voice {
  private final Terminal terminal;
  private final GlobalOptions options;
  private Consumer<String> placing;

  Voice(Terminal terminal, GlobalOptions options) {
    this.terminal = terminal;
    this.options = options;
    this.placing = terminal.err()::println;
  }

  /** Data for whoever called us. */
  void print(String line) {
    terminal.out().println(clean(line));
  }

  /** Data that is already safe: JSON, usage texts. */
  void printAsIs(String text) {
    terminal.out().println(text);
  }

  /** Talk; nothing with {@code --quiet}. */
  void say(String line) {
    say(Tone.PLAIN, line);
  }

  void say(Tone tone, String line) {
    if (!options.quiet) {
      talk(tone, line);
    }
  }

  /** What must be heard even with {@code --quiet}. */
  void complain(String line) {
    talk(Tone.BAD, line);
  }

  /** The same without an alarm: what somebody has to act on. */
  void insist(String line) {
    talk(Tone.PLAIN, line);
  }

  private synchronized void talk(Tone tone, String line) {
    String dressed = terminal.manner().colour() ? tone.dress(clean(line)) : clean(line);
    placing.accept(dressed);
  }

  /** Lets somebody who draws on the terminal place the lines, until it is done. */
  synchronized void through(Consumer<String> other) {
    placing = other;
  }

  synchronized void straight() {
    placing = terminal.err()::println;
  }

  Terminal terminal() {
    return terminal;
  }

  /** Whether moving bars may be drawn. */
  boolean animated() {
    return terminal.manner().interactive() && !options.quiet && !options.json();
  }

  /** Whether a person can be asked. */
  boolean canAsk() {
    return terminal.manner().interactive() && !options.noInput;
  }

  /** The answer, or empty at the end of input. */
  Optional<String> ask(String question) {
    terminal.err().print(clean(question) + " ");
    terminal.err().flush();
    try {
      return Optional.ofNullable(terminal.in().readLine()).map(String::strip);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The answer, not shown while it is typed and not stripped; empty at the end of input. */
  Optional<String> askHidden(String question) {
    terminal.err().print(clean(question) + " ");
    terminal.err().flush();
    try {
      return terminal.hidden().readLine();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Shows control characters instead of sending them; line breaks and tabs stay. */
  static String clean(String text) {
    var clean = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              boolean harmless = c == '\n' || c == '\t';
              boolean hidden =
                  Character.isISOControl(c) || Character.getType(c) == Character.FORMAT;
              if (hidden && !harmless) {
                clean.append("\\u%04x".formatted(c));
              } else {
                clean.appendCodePoint(c);
              }
            });
    return clean.toString();
  }
}
