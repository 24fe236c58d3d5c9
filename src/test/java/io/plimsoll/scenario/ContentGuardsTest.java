package io.plimsoll.scenario;

import static io.plimsoll.scenario.Scenario.content;
import static io.plimsoll.scenario.Scenario.damage;
import static io.plimsoll.scenario.Scenario.fresh;
import static io.plimsoll.scenario.Scenario.old;
import static io.plimsoll.scenario.Scenario.writable;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.GuardId;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.RunState;
import io.plimsoll.run.ShardState;
import io.plimsoll.scenario.Scenario.Result;
import io.plimsoll.store.Chunk;
import io.plimsoll.store.ConsistentView;
import io.plimsoll.store.Store;
import io.plimsoll.store.StoreWriter;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What each guard over content is for: the scenario that it stops, and the same one without it.
 * That the guards in force stop the damage of F15, F16 and F27 is {@link DivergenceTest}'s. Where
 * F31 is left out too, it is because its second reading notices the missing guard.
 */
class ContentGuardsTest {
  @Test
  @Tag("F15")
  void countingAloneFinalizesSwappedValues() {
    try (var scenario = new Scenario(1).without(GuardId.F15, GuardId.F31)) {
      assertFinalizedWrong(scenario, damagedBeforeVerify(scenario, Damage.TWO_VALUES_SWAPPED));
    }
  }

  @Test
  @Tag("F27")
  void countingAloneFinalizesMixedTenants() {
    try (var scenario = new Scenario(1).without(GuardId.F15, GuardId.F31)) {
      assertFinalizedWrong(scenario, damagedBeforeVerify(scenario, Damage.TWO_TENANTS_SWAPPED));
    }
  }

  @Test
  @Tag("F15")
  @Tag("F31")
  void theSecondReadingNoticesThatOnlyCountsAreCompared() {
    try (var scenario = new Scenario(1).without(GuardId.F15)) {
      var before = content(old(), scenario.source("s00"));
      Result held = scenario.run();
      assertThat(held.run().state()).as(held.text()).isEqualTo(RunState.DRY_RUN);
      assertThat(held.text()).contains("F31").contains("row by row");
      assertThat(content(old(), scenario.source("s00"))).isEqualTo(before);
      assertThat(content(fresh(), scenario.target("s00"))).isEmpty();
    }
  }

  @Test
  @Tag("F16")
  void aSumOverDistinctRowsFinalizesOneLostAndOneDuplicated() {
    try (var scenario = new Scenario(1).without(GuardId.F31)) {
      var distinct =
          new Faults() {
            @Override
            public ConsistentView view(ConsistentView view) {
              return new DistinctRows(view);
            }
          };
      scenario.stores(real -> new FaultyStores(real, distinct));
      assertFinalizedWrong(
          scenario, damagedBeforeVerify(scenario, Damage.ONE_DUPLICATED_ANOTHER_DELETED));
    }
  }

  private static Result damagedBeforeVerify(Scenario scenario, Damage kind) {
    Result waiting = scenario.run(StageName.VERIFY);
    assertThat(waiting.run().state()).as(waiting.text()).isEqualTo(RunState.VERIFY);
    kind.on(scenario, "s00");
    return scenario.resume(waiting);
  }

  private static void assertFinalizedWrong(Scenario scenario, Result done) {
    assertThat(done.run().state()).as(done.text()).isEqualTo(RunState.FINALIZED);
    assertThat(content(fresh(), scenario.target("s00")))
        .isNotEqualTo(content(old(), scenario.source("s00")));
  }

  @Test
  @Tag("F17")
  void readsAgainWhatTheTargetAcknowledged() {
    try (var scenario = new Scenario(1)) {
      var before = content(old(), scenario.source("s00"));
      Result back = rotting(scenario).run();
      assertThat(back.run().state()).as(back.text()).isEqualTo(RunState.ROLLED_BACK);
      assertThat(back.run().diverged()).isTrue();
      assertThat(Reported.of(scenario, back).differences())
          .containsExactly("changed user_id=9, number=1 [note]");
      assertThat(content(old(), scenario.source("s00"))).isEqualTo(before);
      assertThat(writable(old(), scenario.source("s00"), "users")).isTrue();
    }
  }

  @Test
  @Tag("F17")
  void trustingTheCopierFinalizesWhatRottedAfterItsAcknowledgement() {
    try (var scenario = new Scenario(1).without(GuardId.F17, GuardId.F31)) {
      assertFinalizedWrong(scenario, rotting(scenario).run());
    }
  }

  /** Storage that flips one bit of a value after the commit was acknowledged. */
  private static Scenario rotting(Scenario scenario) {
    return afterLoading(
        scenario,
        written -> {
          damage(
              fresh(),
              scenario.target("s00"),
              "contacts",
              "update contacts set note = 'y' || substr(note, 2) where user_id = 9 and number = 1");
          return written;
        });
  }

  @Test
  @Tag("F29")
  void aSkippedRowFailsItsChunk() {
    try (var scenario = new Scenario(1)) {
      var before = content(old(), scenario.source("s00"));
      Result held = skipping(scenario).run(StageName.VERIFY);
      assertThat(held.run().state()).as(held.text()).isEqualTo(RunState.COPY);
      assertThat(held.text()).contains("F29 s00 public.contacts chunk 0: 900 rows were read");
      assertThat(state(held)).isEqualTo(ShardState.COPYING);
      assertThat(content(old(), scenario.source("s00"))).isEqualTo(before);
    }
  }

  @Test
  @Tag("F29")
  void withoutTheGuardAShortCopyCountsAsCopied() {
    try (var scenario = new Scenario(1).without(GuardId.F29)) {
      Result passed = skipping(scenario).run(StageName.VERIFY);
      assertThat(passed.run().state()).as(passed.text()).isEqualTo(RunState.VERIFY);
      assertThat(state(passed)).isEqualTo(ShardState.COPIED);
      assertThat(content(fresh(), scenario.target("s00")))
          .hasSize(content(old(), scenario.source("s00")).size() - 1);
    }
  }

  private static ShardState state(Result result) {
    return result.workplace().control().shards().of(result.run().id()).values().iterator().next();
  }

  /** A loader that leaves out a record it cannot take, and says so by its count only. */
  private static Scenario skipping(Scenario scenario) {
    return afterLoading(
        scenario,
        written -> {
          damage(
              fresh(),
              scenario.target("s00"),
              "contacts",
              "delete from contacts where user_id = 9 and number = 1");
          return written - 1;
        });
  }

  private static Scenario afterLoading(Scenario scenario, LongUnaryOperator after) {
    var done = new AtomicBoolean();
    var faults =
        new Faults() {
          @Override
          public StoreWriter writer(Store store, StoreWriter writer) {
            return new Faults.Writer(writer) {
              @Override
              public Load load(long id, int attempt, Chunk chunk) {
                Load load = super.load(id, attempt, chunk);
                boolean hit =
                    chunk.object().toString().equals("public.contacts")
                        && done.compareAndSet(false, true);
                return hit ? new Faults.AfterCommit(load, after) : load;
              }
            };
          }
        };
    return scenario.stores(real -> new FaultyStores(real, faults));
  }
}
