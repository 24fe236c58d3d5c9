package io.plimsoll.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.GuardId;
import io.plimsoll.common.Guards;
import io.plimsoll.common.ShardId;
import io.plimsoll.gate.Evidence.Status;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.PlanReader;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Lifecycle;
import io.plimsoll.run.RunEvent;
import io.plimsoll.run.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No way leads from a plan to a changing step without restore proof of every shard. */
@Tag("F01")
class RestoreProofGateTest {
  private static Plan plan() throws IOException {
    return new PlanReader(Clock.systemUTC())
        .read("plan.yaml", Files.readString(Path.of("migrations/sidekick/plan.yaml")));
  }

  /** Everything that the gates up to the canary ask for, with one shard's proof as given. */
  private static List<Evidence> evidence(Plan plan, Status ofTheLast) {
    var book = new ArrayList<Evidence>();
    book.add(entry(StageName.PREFLIGHT, Optional.empty(), "findings", Status.PASS));
    List<ShardId> shards = plan.spec().shards().stream().map(Plan.ShardPlan::name).toList();
    for (ShardId shard : shards) {
      boolean last = shard.equals(shards.get(shards.size() - 1));
      var of = Optional.of(shard);
      book.add(entry(StageName.SNAPSHOT, of, "snapshot", Status.PASS));
      book.add(entry(StageName.DRY_RUN, of, "rehearsal", Status.PASS));
      if (!last || ofTheLast != Status.MISSING) {
        book.add(entry(StageName.DRY_RUN, of, "restore-proof", last ? ofTheLast : Status.PASS));
      }
    }
    return book;
  }

  private static Evidence entry(
      StageName stage, Optional<ShardId> shard, String name, Status status) {
    return new Evidence(stage, shard, name, status, "test", Instant.EPOCH, "{}");
  }

  /** What a run can come to, by every event of the table, where this gate lets it through. */
  private static Set<RunState> reachable(EvidenceGate gate, Plan plan, List<Evidence> evidence) {
    var seen = EnumSet.of(RunState.PREFLIGHT);
    var open = new ArrayDeque<>(seen);
    while (!open.isEmpty()) {
      RunState state = open.remove();
      boolean works = state.stage().map(s -> gate.before(s, plan, evidence).isEmpty()).orElse(true);
      Lifecycle.table().stream()
          .filter(t -> t.state() == state)
          // A stage whose gate is shut never runs, so it never passes.
          .filter(t -> works || t.event() != RunEvent.PASSED)
          .map(Lifecycle.Transition::next)
          .filter(seen::add)
          .forEach(open::add);
    }
    return seen;
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "PASS")
  void stopsEveryPathBeforeTheFirstChangeWithoutIt(Status status) throws IOException {
    Plan plan = plan();
    var gate = new EvidenceGate(Guards.all());
    List<Evidence> evidence = evidence(plan, status);

    assertThat(gate.before(StageName.CANARY, plan, evidence))
        .singleElement()
        .satisfies(f -> assertThat(f.text()).startsWith("F01 s03: restore-proof"));
    assertThat(reachable(gate, plan, evidence))
        .doesNotContain(RunState.COPY, RunState.CUT_OVER, RunState.FINALIZE, RunState.FINALIZED);
  }

  @Test
  void letsAProvenRunIn() throws IOException {
    Plan plan = plan();
    var gate = new EvidenceGate(Guards.all());
    assertThat(gate.before(StageName.CANARY, plan, evidence(plan, Status.PASS))).isEmpty();
  }

  @Test
  void wouldEnterTheCanaryUnprovenWithoutTheGuard() throws IOException {
    Plan plan = plan();
    Set<GuardId> rest = EnumSet.complementOf(EnumSet.of(GuardId.F01));
    var gate = new EvidenceGate(new Guards(rest));
    assertThat(gate.before(StageName.CANARY, plan, evidence(plan, Status.FAIL))).isEmpty();
    assertThat(reachable(gate, plan, evidence(plan, Status.FAIL))).contains(RunState.COPY);
  }
}
