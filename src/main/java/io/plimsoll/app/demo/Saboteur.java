package io.plimsoll.app.demo;

import io.plimsoll.cli.DemoRunner.Audience;
import io.plimsoll.common.RunId;
import io.plimsoll.common.ShardId;
import io.plimsoll.engine.EngineListener;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunState;
import io.plimsoll.store.Chunk;
import io.plimsoll.transfer.Pass;

/** Changes one value on a target, once, at the moment its script says. */
final class Saboteur implements EngineListener {
  private final Script.Strike when;
  private final Stand stand;
  private final Audience audience;
  private volatile RunState state = RunState.PREFLIGHT;
  private boolean struck;

  Saboteur(Script.Strike when, Stand stand, Audience audience) {
    this.when = when;
    this.stand = stand;
    this.audience = audience;
  }

  @Override
  public void began(Run run) {
    state = run.state();
    if (when.after().isEmpty()) {
      strike();
    }
  }

  @Override
  public void said(RunId run, String line) {
    if (!when.after().isEmpty() && line.contains(when.after())) {
      strike();
    }
  }

  private synchronized void strike() {
    if (!struck && state == when.during()) {
      struck = true;
      audience.say("(behind its back: changed " + stand.corrupt(when.shard()) + ")");
    }
  }

  @Override
  public void moved(Run run) {}

  @Override
  public void planned(Pass pass, ShardId shard, long rows, int chunks) {}

  @Override
  public void moved(Pass pass, ShardId shard, Chunk chunk, long rows, long bytes) {}

  @Override
  public void verified(Pass pass, ShardId shard, Chunk chunk, long rows) {}
}
