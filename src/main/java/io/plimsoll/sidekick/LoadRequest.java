package io.plimsoll.sidekick;

import java.util.Map;
import java.util.Optional;

/**
 * What to load where. {@code shards} holds a database for every shard of the sample; {@code
 * replace} drops what an earlier load left; at most {@code threads} shards are loaded at once.
 */
public record LoadRequest(
    SidekickSample sample,
    Map<String, Database> shards,
    boolean replace,
    int threads,
    Optional<Publication> publication) {

  /** Write route rows behind the load: clients find every shard under this destination. */
  public record Publication(Directory directory, String destination) {}

  public LoadRequest {
    shards = Map.copyOf(shards);
    for (String shard : sample.shards()) {
      if (!shards.containsKey(shard)) {
        throw new IllegalArgumentException("no database is given for shard " + shard);
      }
    }
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1: " + threads);
    }
  }

  /** Into empty databases, as many at once as there are processors, no route written. */
  public static LoadRequest of(SidekickSample sample, Map<String, Database> shards) {
    return new LoadRequest(
        sample, shards, false, Runtime.getRuntime().availableProcessors(), Optional.empty());
  }

  public LoadRequest replacing() {
    return new LoadRequest(sample, shards, true, threads, publication);
  }

  public LoadRequest withThreads(int most) {
    return new LoadRequest(sample, shards, replace, most, publication);
  }

  public LoadRequest publishedTo(Directory directory, String destination) {
    return new LoadRequest(
        sample, shards, replace, threads, Optional.of(new Publication(directory, destination)));
  }
}
