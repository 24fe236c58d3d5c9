package io.plimsoll.stage;

import io.plimsoll.plan.StageName;

/** Fences every source that is to be frozen, then puts a consistent copy of each into the vault. */
public final class SnapshotStage implements Stage {
  @Override
  public StageName name() {
    return StageName.SNAPSHOT;
  }

  @Override
  public Outcome run(StageContext context) {
    if (context.plan().spec().capture().live()) {
      Outages.beginLive(context);
    } else {
      Outages.begin(context);
    }
    return context
        .tasks()
        .forEach("snapshot", context.shards(), shard -> new ShardSnapshot(context).take(shard));
  }
}
