package io.plimsoll.gate;

import io.plimsoll.common.RunId;
import io.plimsoll.common.ShardId;
import io.plimsoll.plan.StageName;
import java.util.List;
import java.util.Optional;

/** Keeps what was measured for a run. The newest entry of a name counts; the older ones stay. */
public interface EvidenceBook {
  void record(RunId run, Evidence evidence);

  /** The newest of each stage, shard and name, in the order they were first recorded. */
  List<Evidence> current(RunId run);

  default Optional<Evidence> find(
      RunId run, StageName stage, Optional<ShardId> shard, String name) {
    return current(run).stream()
        .filter(e -> e.stage() == stage && e.shard().equals(shard) && e.name().equals(name))
        .findFirst();
  }
}
