package io.plimsoll.engine;

import io.plimsoll.common.RunId;
import io.plimsoll.common.ShardId;
import io.plimsoll.run.Run;
import io.plimsoll.store.Chunk;
import io.plimsoll.transfer.Pass;
import io.plimsoll.transfer.TransferListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Passes each event on to everyone who listens. */
final class Listeners implements EngineListener {
  private final List<EngineListener> all = new CopyOnWriteArrayList<>();

  void add(EngineListener listener) {
    all.add(listener);
  }

  @Override
  public void began(Run run) {
    all.forEach(l -> l.began(run));
  }

  @Override
  public void said(RunId run, String line) {
    all.forEach(l -> l.said(run, line));
  }

  @Override
  public void moved(Run run) {
    all.forEach(l -> l.moved(run));
  }

  @Override
  public TransferListener of(RunId run) {
    return new OfData(all.stream().map(l -> l.of(run)).toList());
  }

  @Override
  public void planned(Pass pass, ShardId shard, long rows, int chunks) {
    new OfData(all).planned(pass, shard, rows, chunks);
  }

  @Override
  public void moved(Pass pass, ShardId shard, Chunk chunk, long rows, long bytes) {
    new OfData(all).moved(pass, shard, chunk, rows, bytes);
  }

  @Override
  public void verified(Pass pass, ShardId shard, Chunk chunk, long rows) {
    new OfData(all).verified(pass, shard, chunk, rows);
  }

  @Override
  public void replayed(Pass pass, ShardId shard, long keys) {
    new OfData(all).replayed(pass, shard, keys);
  }

  @Override
  public void cutOver(ShardId shard, Duration seen) {
    new OfData(all).cutOver(shard, seen);
  }

  private record OfData(List<? extends TransferListener> all) implements TransferListener {
    @Override
    public void planned(Pass pass, ShardId shard, long rows, int chunks) {
      all.forEach(l -> l.planned(pass, shard, rows, chunks));
    }

    @Override
    public void moved(Pass pass, ShardId shard, Chunk chunk, long rows, long bytes) {
      all.forEach(l -> l.moved(pass, shard, chunk, rows, bytes));
    }

    @Override
    public void verified(Pass pass, ShardId shard, Chunk chunk, long rows) {
      all.forEach(l -> l.verified(pass, shard, chunk, rows));
    }

    @Override
    public void replayed(Pass pass, ShardId shard, long keys) {
      all.forEach(l -> l.replayed(pass, shard, keys));
    }

    @Override
    public void cutOver(ShardId shard, Duration seen) {
      all.forEach(l -> l.cutOver(shard, seen));
    }
  }
}
