package io.plimsoll.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.plimsoll.common.RunId;
import io.plimsoll.common.ShardId;
import io.plimsoll.engine.EngineListener;
import io.plimsoll.run.Hold;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunState;
import io.plimsoll.store.Chunk;
import io.plimsoll.transfer.Pass;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.StreamSupport;

/** Counts and times what the runs of this process do. It never decides and never fails a run. */
public final class RunMeters implements EngineListener {
  private final MeterRegistry registry;
  private final Clock clock;

  /** Runs at work in a stage: at most as many as this process drives. */
  private final Map<RunId, Entered> at = new ConcurrentHashMap<>();

  private record Entered(RunState state, Instant since) {}

  /**
   * One value of one meter.
   *
   * @param statistic {@code count}, {@code total} or {@code max}; of timers in seconds
   */
  public record Reading(String meter, Map<String, String> tags, String statistic, double value) {}

  RunMeters(MeterRegistry registry, Clock clock) {
    this.registry = registry;
    this.clock = clock;
  }

  /** Kept in this process, for whoever asks. */
  public static RunMeters inMemory(Clock clock) {
    return new RunMeters(new SimpleMeterRegistry(), clock);
  }

  /** Kept in this process, and to be read by Prometheus too. */
  public static RunMeters published(Clock clock) {
    return new RunMeters(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), clock);
  }

  /** The meters of the server, beside these. */
  public ServerMeters ofServer() {
    return new ServerMeters(registry);
  }

  /** All values as Prometheus reads them; only of {@link #published} meters. */
  public String scrape() {
    return ((PrometheusMeterRegistry) registry).scrape();
  }

  /** All values as of now, by name. */
  public List<Reading> readings() {
    return registry.getMeters().stream()
        .flatMap(
            meter ->
                StreamSupport.stream(meter.measure().spliterator(), false)
                    .map(
                        m ->
                            reading(
                                meter, m.getStatistic().getTagValueRepresentation(), m.getValue())))
        .sorted(Comparator.comparing(Reading::meter).thenComparing(r -> r.tags().toString()))
        .toList();
  }

  private static Reading reading(Meter meter, String statistic, double value) {
    var tags = new TreeMap<String, String>();
    meter.getId().getTags().forEach(tag -> tags.put(tag.getKey(), tag.getValue()));
    return new Reading(meter.getId().getName(), tags, statistic, value);
  }

  @Override
  public void began(Run run) {
    at.compute(
        run.id(),
        (id, known) ->
            known != null && known.state() == run.state()
                ? known
                : new Entered(run.state(), clock.instant()));
  }

  @Override
  public void moved(Run run) {
    Entered entered = at.get(run.id());
    boolean left = entered != null && entered.state() != run.state();
    if (left) {
      Timer.builder(Meters.STAGE_DURATION.meter())
          .tag("stage", word(entered.state()))
          .register(registry)
          .record(Duration.between(entered.since(), clock.instant()));
    }
    boolean turnedBack = left && run.diverged() && run.state() == RunState.ROLLING_BACK;
    if (turnedBack || heldAsDiverged(run)) {
      counter(Meters.DIVERGENCES, List.of()).increment();
    }
    if (left || run.hold().isPresent()) {
      at.remove(run.id());
    }
  }

  private static boolean heldAsDiverged(Run run) {
    return run.hold().filter(hold -> hold.reason() == Hold.Reason.DIVERGED).isPresent();
  }

  @Override
  public void moved(Pass pass, ShardId shard, Chunk chunk, long rows, long bytes) {
    counter(Meters.ROWS_COPIED, List.of(Tag.of("pass", word(pass)))).increment(rows);
  }

  @Override
  public void replayed(Pass pass, ShardId shard, long keys) {
    counter(Meters.REPLAY_KEYS, List.of(Tag.of("pass", word(pass)))).increment(keys);
  }

  @Override
  public void cutOver(ShardId shard, Duration seen) {
    Timer.builder(Meters.CUT_OVER_BLOCK.meter())
        .tag("shard", shard.value())
        .register(registry)
        .record(seen);
  }

  /**
   * @param cause one of few words
   */
  public void paged(String cause) {
    counter(Meters.PAGES, List.of(Tag.of("event", cause))).increment();
  }

  private Counter counter(Meters meter, List<Tag> tags) {
    return Counter.builder(meter.meter()).tags(tags).register(registry);
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public void said(RunId run, String line) {}

  @Override
  public void planned(Pass pass, ShardId shard, long rows, int chunks) {}

  @Override
  public void verified(Pass pass, ShardId shard, Chunk chunk, long rows) {}
}
