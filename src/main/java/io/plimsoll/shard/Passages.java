package io.plimsoll.shard;

import io.plimsoll.common.GuardId;
import io.plimsoll.common.ObjectName;
import io.plimsoll.common.Retry;
import io.plimsoll.common.ShardId;
import io.plimsoll.store.Fingerprint;
import io.plimsoll.transfer.ChunkLedger;
import io.plimsoll.transfer.Pass;
import io.plimsoll.transfer.Passage;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes the transfer's passages for one shard, all under the same terms. */
public final class Passages {
  private static final Retry RETRY = new Retry(4, Duration.ofMillis(200), Duration.ofSeconds(2));

  private final ShardTools tools;
  private final ShardId shard;
  private final Errand errand;

  public Passages(ShardTools tools, ShardId shard, Errand errand) {
    this.tools = tools;
    this.shard = shard;
    this.errand = errand;
  }

  public Passage of(Pass pass) {
    var around =
        new Passage.Surroundings(
            tools.conditions().listener(), tools.crash(), tools.clock(), tools.guards(), RETRY);
    return new Passage(
        tools.ledger(),
        new ChunkLedger.Scope(errand.authority().run(), pass, shard),
        errand.authority().epoch(),
        tools.streams(),
        around);
  }

  /** Whether every chunk of every object was verified and equal; throws when not. */
  void requireVerified(List<ObjectName> objects) {
    Passage passage = of(errand.pass());
    List<ChunkLedger.Line> lines = passage.ledger().lines(passage.scope());
    Set<ObjectName> covered =
        lines.stream().map(line -> line.chunk().object()).collect(Collectors.toSet());
    boolean complete = covered.containsAll(objects) && lines.stream().allMatch(this::equal);
    if (!complete) {
      throw new DivergedException(
          shard + ": coverage is not 100 %: not every chunk is verified and equal");
    }
  }

  private boolean equal(ChunkLedger.Line line) {
    return line.state() == ChunkLedger.State.VERIFIED
        && line.copied().isPresent()
        && line.target().isPresent()
        && same(line.copied().get().source(), line.target().get());
  }

  private boolean same(Fingerprint source, Fingerprint target) {
    return tools.guards().has(GuardId.F15)
        ? source.matches(target)
        : source.rows() == target.rows();
  }
}
