package io.plimsoll.cli;

import io.plimsoll.testing.SettableClock;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import picocli.CommandLine;

/** What can be typed, as the real command line knows it: for tests of what documents show. */
public final class CommandWords {
  private final CommandLine root = commandLine();

  /** Every command that does something, as {@code plimsoll report show}. */
  public List<String> all() {
    var names = new TreeSet<String>();
    collect(root, names);
    return List.copyOf(names);
  }

  private static void collect(CommandLine line, TreeSet<String> names) {
    if (line.getSubcommands().isEmpty()) {
      names.add(line.getCommandSpec().qualifiedName());
    }
    line.getSubcommands().values().forEach(sub -> collect(sub, names));
  }

  /** What is wrong with a line that begins with {@code plimsoll}: its words and its options. */
  public Optional<String> problem(String typed) {
    List<String> words = Arrays.stream(typed.split("[|>#]")[0].strip().split("\\s+")).toList();
    CommandLine at = root;
    int next = 1;
    while (next < words.size() && at.getSubcommands().containsKey(words.get(next))) {
      at = at.getSubcommands().get(words.get(next++));
    }
    if (!at.getSubcommands().isEmpty() && !rootOption(at, words, next)) {
      return Optional.of("'" + typed + "' is no command");
    }
    CommandLine command = at;
    return words.subList(next, words.size()).stream()
        .filter(word -> word.startsWith("-"))
        .map(word -> word.split("=")[0])
        .filter(option -> command.getCommandSpec().findOption(option) == null)
        .findFirst()
        .map(option -> "'" + typed + "' has no option " + option);
  }

  private boolean rootOption(CommandLine at, List<String> words, int next) {
    return at == root && next < words.size() && words.get(next).startsWith("--");
  }

  private static CommandLine commandLine() {
    var nowhere = new PrintStream(new ByteArrayOutputStream());
    var clock = new SettableClock(Instant.EPOCH);
    var terminal =
        new Terminal(
            new BufferedReader(new StringReader("")),
            nowhere,
            nowhere,
            Terminal.Manner.PLAIN,
            clock);
    return new Cli(null, null, terminal, Map.of(), "0").line();
  }

  /** Each {@code plimsoll …} of a document: lines of code blocks and spans of code. */
  public static Stream<String> shownIn(String markdown) {
    return Stream.concat(
        markdown.lines().filter(line -> line.startsWith("plimsoll ")),
        java.util.regex.Pattern.compile("`(plimsoll [^`]+)`")
            .matcher(markdown)
            .results()
            .map(found -> found.group(1)));
  }
}
