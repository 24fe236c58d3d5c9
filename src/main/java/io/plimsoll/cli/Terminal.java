package io.plimsoll.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** What the command line talks to: streams, a person perhaps, and a clock. */
public record Terminal(
    BufferedReader in,
    PrintStream out,
    PrintStream err,
    Manner manner,
    Clock clock,
    Hidden hidden) {
  private static final int USUAL_COLUMNS = 80;
  private static final int FEWEST_COLUMNS = 40;
  private static final int MOST_COLUMNS = 300;

  /**
   * @param interactive whether a person sits at it, who can be asked and shown moving bars
   * @param colour whether colours are welcome
   * @param columns how wide a line may be
   */
  public record Manner(boolean interactive, boolean colour, int columns) {
    public static final Manner PLAIN = new Manner(false, false, USUAL_COLUMNS);
  }

  /** Reads a line that is not shown while it is typed. */
  @FunctionalInterface
  public interface Hidden {
    /** Empty at the end of input. */
    Optional<String> readLine() throws IOException;
  }

  /** One that shows nothing of what is typed anyway. */
  public Terminal(BufferedReader in, PrintStream out, PrintStream err, Manner manner, Clock clock) {
    this(in, out, err, manner, clock, () -> Optional.ofNullable(in.readLine()));
  }

  /** This process's own; {@code NO_COLOR} and {@code TERM=dumb} turn colours off. */
  public static Terminal ofProcess(Map<String, String> environment, Clock clock) {
    boolean person = System.console() != null;
    boolean dumb = "dumb".equals(environment.get("TERM"));
    boolean plain = !environment.getOrDefault("NO_COLOR", "").isEmpty();
    return new Terminal(
        new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())),
        utf8(System.out),
        utf8(System.err),
        new Manner(person && !dumb, person && !dumb && !plain, columns(environment)),
        clock,
        () -> Optional.ofNullable(System.console().readPassword()).map(String::new));
  }

  PrintWriter outWriter() {
    return new PrintWriter(out, true);
  }

  PrintWriter errWriter() {
    return new PrintWriter(err, true);
  }

  private static PrintStream utf8(PrintStream stream) {
    return new PrintStream(stream, true, StandardCharsets.UTF_8);
  }

  private static int columns(Map<String, String> environment) {
    String text = environment.getOrDefault("COLUMNS", "");
    int columns = text.matches("[0-9]{1,4}") ? Integer.parseInt(text) : USUAL_COLUMNS;
    return Math.max(FEWEST_COLUMNS, Math.min(MOST_COLUMNS, columns));
  }
}
