package io.plimsoll.engine;

import io.plimsoll.common.RunId;
import io.plimsoll.common.ShardId;
import io.plimsoll.run.Run;
import io.plimsoll.store.Chunk;
import io.plimsoll.transfer.Pass;
import io.plimsoll.transfer.TransferListener;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Everything that moves, for somebody who looks on from outside: boundaries as they come, data in
 * sums, at most one sum per run, shard and half second. It never waits.
 */
public final class Movements implements EngineListener {
  private static final Duration BETWEEN_SUMS = Duration.ofMillis(500);

  private final Onlooker onlooker;
  private final Clock clock;
  private final Map<RunId, InRun> runs = new ConcurrentHashMap<>();

  /** Who looks on; must return quickly. */
  public interface Onlooker {
    void moved(Run run);

    void said(RunId run, String line);

    void progressed(RunId run, Sums sums);

    void cutOver(RunId run, ShardId shard, Duration seen);
  }

  /**
   * How much has moved since this process works on the run.
   *
   * @param pass {@code copy}, {@code snapshot} …
   */
  public record Sums(ShardId shard, String pass, long moved, long verified, long replayed) {}

  public Movements(Onlooker onlooker, Clock clock) {
    this.onlooker = onlooker;
    this.clock = clock;
  }

  @Override
  public void began(Run run) {
    onlooker.moved(run);
  }

  @Override
  public void said(RunId run, String line) {
    onlooker.said(run, line);
  }

  @Override
  public void moved(Run run) {
    if (run.state().ended() || run.hold().isPresent()) {
      InRun known = runs.remove(run.id());
      if (known != null) {
        known.tellAll();
      }
    }
    onlooker.moved(run);
  }

  @Override
  public TransferListener of(RunId run) {
    return runs.computeIfAbsent(run, InRun::new);
  }

  @Override
  public void planned(Pass pass, ShardId shard, long rows, int chunks) {}

  @Override
  public void moved(Pass pass, ShardId shard, Chunk chunk, long rows, long bytes) {}

  @Override
  public void verified(Pass pass, ShardId shard, Chunk chunk, long rows) {}

  /** The data of one run. */
  private final class InRun implements TransferListener {
    private final RunId run;
    private final Map<ShardId, Sums> sums = new ConcurrentHashMap<>();
    private final Map<ShardId, Long> told = new ConcurrentHashMap<>();

    InRun(RunId run) {
      this.run = run;
    }

    @Override
    public void planned(Pass pass, ShardId shard, long rows, int chunks) {}

    @Override
    public void moved(Pass pass, ShardId shard, Chunk chunk, long rows, long bytes) {
      add(pass, shard, rows, 0, 0);
    }

    @Override
    public void verified(Pass pass, ShardId shard, Chunk chunk, long rows) {
      add(pass, shard, 0, rows, 0);
    }

    @Override
    public void replayed(Pass pass, ShardId shard, long keys) {
      add(pass, shard, 0, 0, keys);
    }

    @Override
    public void cutOver(ShardId shard, Duration seen) {
      onlooker.cutOver(run, shard, seen);
    }

    private void add(Pass pass, ShardId shard, long moved, long verified, long replayed) {
      String word = pass.name().toLowerCase(Locale.ROOT).replace('_', '-');
      Sums now =
          sums.merge(
              shard,
              new Sums(shard, word, moved, verified, replayed),
              (known, added) ->
                  known.pass().equals(word)
                      ? new Sums(
                          shard,
                          word,
                          known.moved() + moved,
                          known.verified() + verified,
                          known.replayed() + replayed)
                      : added);
      long millis = clock.millis();
      Long before = told.get(shard);
      if (before == null || millis - before >= BETWEEN_SUMS.toMillis()) {
        told.put(shard, millis);
        onlooker.progressed(run, now);
      }
    }

    private void tellAll() {
      sums.values().forEach(each -> onlooker.progressed(run, each));
    }
  }
}
