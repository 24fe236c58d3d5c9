package io.plimsoll.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Takes a stream of server-sent events apart, as the HTML standard has it, within bounds. A comment
 * is an event without a name here: it says that the server is there.
 */
final class EventReader {
  private static final int LONGEST_LINE = 1 << 20;
  private static final int LONGEST_DATA = 4 << 20;
  private static final Pattern ID = Pattern.compile("[\\x21-\\x7e]{1,200}");
  private static final Pattern MILLIS = Pattern.compile("[0-9]{1,9}");

  private final InputStream stream;

  EventReader(InputStream stream) {
    this.stream = new BufferedInputStream(stream);
  }

  /**
   * @param type empty where the server only said that it is there
   * @param retryMillis how long to wait before a new stream, where the server said so
   */
  record Event(Optional<String> id, String type, String data, Optional<Long> retryMillis) {}

  /** Empty at the end of the stream; what was not complete then does not count. */
  Optional<Event> next() throws IOException {
    Optional<String> id = Optional.empty();
    Optional<Long> retry = Optional.empty();
    String type = "";
    var data = new StringBuilder();
    for (Optional<String> line = line(); line.isPresent(); line = line()) {
      if (line.get().isEmpty()) {
        return Optional.of(new Event(id, type, data.toString().stripTrailing(), retry));
      }
      String[] parts = line.get().split(":", 2);
      String value = parts.length == 2 ? parts[1].replaceFirst("^ ", "") : "";
      switch (parts[0]) {
        case "id" -> id = Optional.of(value).filter(text -> ID.matcher(text).matches());
        case "event" -> type = value;
        case "data" -> append(data, value);
        case "retry" ->
            retry =
                Optional.of(value)
                    .filter(text -> MILLIS.matcher(text).matches())
                    .map(Long::parseLong);
        default -> {
          // The standard says to pass over what is not known.
        }
      }
    }
    return Optional.empty();
  }

  private static void append(StringBuilder data, String value) throws IOException {
    if (data.length() + value.length() > LONGEST_DATA) {
      throw new IOException("an event is too long");
    }
    data.append(value).append('\n');
  }

  private Optional<String> line() throws IOException {
    var bytes = new ByteArrayOutputStream();
    for (int next = stream.read(); next >= 0; next = stream.read()) {
      if (next == '\n') {
        return Optional.of(bytes.toString(StandardCharsets.UTF_8).replaceFirst("\r$", ""));
      }
      if (bytes.size() >= LONGEST_LINE) {
        throw new IOException("a line is too long");
      }
      bytes.write(next);
    }
    return Optional.empty();
  }
}
