package io.plimsoll.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.GuardId;
import io.plimsoll.common.Guards;
import io.plimsoll.common.ShardId;
import io.plimsoll.gate.Evidence.Status;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.PlanReader;
import io.plimsoll.plan.StageName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** No shard moves before the way there and back was rehearsed, of every shard, in the same run. */
@Tag("F54")
class RehearsalGateTest {
  private final Plan plan;

  RehearsalGateTest() throws IOException {
    plan =
        new PlanReader(Clock.systemUTC())
            .read("plan.yaml", Files.readString(Path.of("migrations/sidekick/plan.yaml")));
  }

  private List<Evidence> rehearsedAllBut(ShardId one) {
    var book = new ArrayList<Evidence>();
    for (Plan.ShardPlan shard : plan.spec().shards()) {
      book.add(entry(shard.name(), "restore-proof"));
      if (!shard.name().equals(one)) {
        book.add(entry(shard.name(), "rehearsal"));
      }
    }
    return book;
  }

  private static Evidence entry(ShardId shard, String name) {
    return new Evidence(
        StageName.DRY_RUN, Optional.of(shard), name, Status.PASS, "test", Instant.EPOCH, "{}");
  }

  @Test
  void shutsTheGateBeforeTheCanaryWhenOneShardWasNotRehearsed() {
    ShardId last = plan.spec().shards().get(plan.spec().shards().size() - 1).name();
    assertThat(new EvidenceGate(Guards.all()).before(StageName.CANARY, plan, rehearsedAllBut(last)))
        .singleElement()
        .satisfies(
            f ->
                assertThat(f.text())
                    .startsWith("F54 %s: rehearsal of stage dry-run is missing".formatted(last)));
  }

  @Test
  void wouldEnterTheCanaryUnrehearsedWithoutTheGuard() {
    ShardId last = plan.spec().shards().get(plan.spec().shards().size() - 1).name();
    var rest = new Guards(EnumSet.complementOf(EnumSet.of(GuardId.F54)));
    assertThat(new EvidenceGate(rest).before(StageName.CANARY, plan, rehearsedAllBut(last)))
        .isEmpty();
  }
}
