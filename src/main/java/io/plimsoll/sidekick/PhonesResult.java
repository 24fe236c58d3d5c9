package io.plimsoll.sidekick;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the phones saw of the service. */
public record PhonesResult(
    Writes writes,
    Map<String, Duration> longestBlocks,
    TakenOver takenOver,
    Map<Long, MergeScore> scores,
    List<String> troubles) {

  /**
   * @param acknowledged the service's answer arrived, or the phone read its own write back
   * @param retries attempts that failed and were repeated
   */
  public record Writes(long acknowledged, long retries) {}

  /**
   * @param refills of phones whose battery had been out, the first filling included
   * @param alarms answers that were not taken over, because empty is not truth
   */
  public record TakenOver(long times, long refills, long alarms) {}

  public PhonesResult {
    longestBlocks = Collections.unmodifiableMap(new TreeMap<>(longestBlocks));
    scores = Map.copyOf(scores);
    troubles = List.copyOf(troubles);
  }

  public long acknowledged() {
    return writes.acknowledged();
  }

  /**
   * The longest time any one shard accepted nothing while a write waited, from the first refused or
   * waiting write to the first accepted one.
   */
  public Duration longestBlock() {
    return longestBlocks.values().stream().max(Duration::compareTo).orElse(Duration.ZERO);
  }

  /** Fields that both a phone and somebody else had changed. */
  public long conflicts() {
    return scores.values().stream().mapToLong(MergeScore::conflicts).sum();
  }
}
