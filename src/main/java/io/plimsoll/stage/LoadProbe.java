package io.plimsoll.stage;

import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.ShardId;
import io.plimsoll.store.Activity;
import io.plimsoll.store.Store;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Measures how busy a source is just before its clients are refused or wait. A calendar knows the
 * end of the month that somebody wrote down; this notices the one that nobody did (F44).
 */
final class LoadProbe {
  /** A server's sessions report what they did about once a second. */
  private static final Duration OVER = Duration.ofSeconds(3);

  private static final long LOOK_MILLIS = 100;

  private final StageContext context;

  LoadProbe(StageContext context) {
    this.context = context;
  }

  /**
   * @throws RefusedException with the figures, when it is busier than the plan allows
   */
  void before(ShardId shard, String step, Store source) throws InterruptedException {
    Optional<Integer> limit = context.plan().spec().cutOver().maxTransactionsPerSecond();
    if (limit.isEmpty() || !context.tools().guards().has(GuardId.F44)) {
      return;
    }
    double rate = measured(source);
    if (rate > limit.get()) {
      throw new RefusedException(List.of(busy(shard, step, source, rate, limit.get())));
    }
  }

  private double measured(Store source) throws InterruptedException {
    Activity first = source.activity();
    Activity last = first;
    while (last.at().isBefore(first.at().plus(OVER)) && !context.stopping()) {
      Thread.sleep(LOOK_MILLIS);
      last = source.activity();
    }
    return last.since(first);
  }

  private static Finding busy(ShardId shard, String step, Store source, double rate, int limit) {
    return Finding.blocking(
        GuardId.F44,
        "source-busy",
        "%s before %s".formatted(shard, step),
        "%s ends %s transactions per second, measured over %d s; cutOver.maxTransactionsPerSecond allows %d"
            .formatted(
                source.name(), String.format(Locale.ROOT, "%.1f", rate), OVER.toSeconds(), limit),
        "resume at a quieter time, which is measured again; or roll back");
  }
}
