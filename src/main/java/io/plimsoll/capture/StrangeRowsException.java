package io.plimsoll.capture;

import io.plimsoll.store.Replay.Unexpected;
import java.util.List;
import java.util.stream.Collectors;

/** Clients changed rows that were not what they should have been: corruption is not carried on. */
public final class StrangeRowsException extends ReplayDivergedException {
  private final transient List<Unexpected> rows;

  public StrangeRowsException(String from, String to, List<Unexpected> rows) {
    super(
        "clients changed rows on %s that were not as %s has them: %s"
            .formatted(
                from,
                to,
                rows.stream().map(StrangeRowsException::text).collect(Collectors.joining("; "))));
    this.rows = rows;
  }

  public List<Unexpected> rows() {
    return rows;
  }

  private static String text(Unexpected u) {
    return "%s: %d rows (%s)".formatted(u.object(), u.rows(), String.join(", ", u.sample()));
  }
}
