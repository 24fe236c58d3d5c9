package io.plimsoll.sidekick;

import java.util.List;

/** What a load wrote: a line per shard and table, in the order of the sample's shards. */
public record Loaded(List<Line> lines) {
  /** Records written to one table of one shard. */
  public record Line(String shard, String table, long records) {}

  public Loaded {
    lines = List.copyOf(lines);
  }

  public long records() {
    return lines.stream().mapToLong(Line::records).sum();
  }
}
