package io.plimsoll.route;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.plimsoll.common.ShardId;
import io.plimsoll.route.Route.Destination;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a PgBouncer file, one character per byte. It changes host, port and dbname of one
 * entry and the comment above it, and leaves every other byte as it is.
 */
final class BouncerText {
  /** As PgBouncer 1.18 reads a key; it knows no quotes there. */
  private static final Pattern KEY = Pattern.compile("[ \\t]*([A-Za-z0-9_.*-]+)[ \\t]*=");

  private static final Pattern SECTION = Pattern.compile("[ \\t]*\\[([^]]*)].*", Pattern.DOTALL);
  private static final Pattern PAIR =
      Pattern.compile("([A-Za-z_]+)[ \\t]*=[ \\t]*('(?:[^']|'')*'|[^\\s']\\S*|)");
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.:-]+");
  private static final String OURS = "; plimsoll ";
  private static final Pattern MARK =
      Pattern.compile(OURS + "shard=(\\S+) version=(\\d{1,18}) to=(source|target|elsewhere)\\s*");

  private final List<String> lines;

  /** Lines keep their ends. A file without sections is taken for one that [databases] includes. */
  BouncerText(String text) {
    this.lines = new ArrayList<>(List.of(text.split("(?<=\n)")));
  }

  /**
   * What Plimsoll keeps beside an entry.
   *
   * @param to what the entry below meant when it was written
   */
  record Mark(ShardId shard, long version, Destination to) {
    private String line() {
      return OURS
          + "shard=%s version=%d to=%s"
              .formatted(shard, version, to.name().toLowerCase(Locale.ROOT));
    }
  }

  record Entry(Endpoint endpoint, Optional<Mark> mark) {}

  /** Empty when the file has no such entry; a file that says two things is refused. */
  Optional<Entry> entry(String name) {
    List<Integer> found = linesOf(name);
    if (found.size() > 1) {
      throw new UnreadableFileException(
          "the file has %d entries '%s'; leave one".formatted(found.size(), name));
    }
    return found.stream()
        .findFirst()
        .map(at -> new Entry(endpoint(name, lines.get(at)), markAbove(at)));
  }

  /** The text with this mark above the entry, and the entry sent there. */
  String with(String name, Mark mark, Endpoint endpoint) {
    int at = linesOf(name).get(0);
    boolean marked = markAbove(at).isPresent();
    var changed = new ArrayList<>(lines);
    changed.set(at, sentTo(name, lines.get(at), endpoint));
    String end = lines.get(at).endsWith("\r\n") ? "\r\n" : "\n";
    if (marked) {
      changed.set(at - 1, mark.line() + end);
    } else {
      changed.add(at, mark.line() + end);
    }
    return String.join("", changed);
  }

  private List<Integer> linesOf(String name) {
    var found = new ArrayList<Integer>();
    boolean databases = true;
    for (int i = 0; i < lines.size(); i++) {
      Matcher section = SECTION.matcher(lines.get(i));
      Matcher key = KEY.matcher(lines.get(i));
      if (section.matches()) {
        databases = section.group(1).equals("databases");
      } else if (databases && key.lookingAt() && key.group(1).equals(name)) {
        found.add(i);
      }
    }
    return found;
  }

  private Optional<Mark> markAbove(int at) {
    if (at == 0 || !lines.get(at - 1).startsWith(OURS)) {
      return Optional.empty();
    }
    Matcher mark = MARK.matcher(lines.get(at - 1));
    if (!mark.matches()) {
      throw new UnreadableFileException(
          "the line '%s' cannot be read; write '%sshard=NAME version=NUMBER to=source' again, with a number that is higher than any before"
              .formatted(lines.get(at - 1).strip(), OURS));
    }
    return Optional.of(
        new Mark(
            new ShardId(mark.group(1)),
            Long.parseLong(mark.group(2)),
            Destination.valueOf(mark.group(3).toUpperCase(Locale.ROOT))));
  }

  private static Endpoint endpoint(String name, String line) {
    Map<String, String> pairs = new HashMap<>();
    Matcher pair = pairsOf(line);
    while (pair.find()) {
      pairs.put(pair.group(1), unquoted(pair.group(2)));
    }
    String port = pairs.getOrDefault("port", String.valueOf(Endpoint.USUAL_PORT));
    if (!port.matches("\\d{1,5}")) {
      throw new UnreadableFileException("entry '" + name + "' has a port that is no number");
    }
    return new Endpoint(
        pairs.getOrDefault("host", ""), Integer.parseInt(port), pairs.getOrDefault("dbname", name));
  }

  private static Matcher pairsOf(String line) {
    return PAIR.matcher(line).region(line.indexOf('=') + 1, line.length());
  }

  private static String sentTo(String name, String line, Endpoint endpoint) {
    if (endpoint(name, line).equals(endpoint)) {
      return line;
    }
    Map<String, String> wanted =
        Map.of(
            "host", endpoint.host(),
            "port", String.valueOf(endpoint.port()),
            "dbname", endpoint.database());
    var missing = new ArrayList<>(List.of("host", "port", "dbname"));
    var text = new StringBuilder();
    int start = line.indexOf('=') + 1;
    int copied = start;
    Matcher pair = pairsOf(line);
    while (pair.find()) {
      if (wanted.containsKey(pair.group(1))) {
        text.append(line, copied, pair.start(2)).append(quoted(wanted.get(pair.group(1))));
        copied = pair.end(2);
        missing.remove(pair.group(1));
      }
    }
    var added = new StringBuilder();
    missing.forEach(key -> added.append(' ').append(key + "=" + quoted(wanted.get(key))));
    String rest = line.substring(copied);
    return line.substring(0, start) + spaced(added, text + rest) + text + rest;
  }

  private static String spaced(StringBuilder added, String rest) {
    boolean apart = added.isEmpty() || rest.isEmpty() || Character.isWhitespace(rest.charAt(0));
    return apart ? added.toString() : added + " ";
  }

  private static String quoted(String value) {
    if (PLAIN.matcher(value).matches()) {
      return value;
    }
    return "'" + new String(value.getBytes(UTF_8), ISO_8859_1).replace("'", "''") + "'";
  }

  private static String unquoted(String written) {
    String value =
        written.startsWith("'")
            ? written.substring(1, written.length() - 1).replace("''", "'")
            : written;
    return new String(value.getBytes(ISO_8859_1), UTF_8);
  }

  /** The file says something that must not be guessed at; nothing was changed. */
  static final class UnreadableFileException extends RuntimeException {
    UnreadableFileException(String message) {
      super(message);
    }
  }
}
