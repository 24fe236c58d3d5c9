package io.plimsoll.scenario;

import static io.plimsoll.scenario.Scenario.content;
import static io.plimsoll.scenario.Scenario.fresh;
import static io.plimsoll.scenario.Scenario.old;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.app.ConfiguredStores;
import io.plimsoll.app.Workplace;
import io.plimsoll.common.Epoch;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.Guards;
import io.plimsoll.common.ShardId;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Hold;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunState;
import io.plimsoll.run.StaleRunException;
import io.plimsoll.scenario.Scenario.Result;
import io.plimsoll.store.Authority;
import io.plimsoll.store.Side;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Two runs, two laptops, a node that comes back late: the stores let one of them write. */
class OneRunAtATimeTest {
  @Test
  @Tag("F42")
  void aSecondControlDatabaseIsRefusedAndTheFirstGoesOn() {
    try (var scenario = new Scenario(1)) {
      Result first = scenario.run(StageName.COPY);
      Result second = fromAnotherLaptop(scenario, first);

      assertThat(second.run().state()).as(second.text()).isEqualTo(RunState.PREFLIGHT);
      assertThat(second.run().hold().map(Hold::reason)).contains(Hold.Reason.REFUSED);
      assertThat(second.text())
          .contains("F42 s00 old/s00: is held by run " + first.run().id())
          .contains("F42 s00 new/s00: is held by run " + first.run().id());
      assertFinishes(scenario, first);
    }
  }

  /** The preflight's word is a courtesy: the stores themselves know who holds them. */
  @Test
  @Tag("F42")
  void withoutTheGuardTheSecondGetsAsFarAsTheStoresAndNoFurther() {
    try (var scenario = new Scenario(1).without(GuardId.F42)) {
      Result first = scenario.run(StageName.COPY);
      assertThatThrownBy(() -> fromAnotherLaptop(scenario, first))
          .isInstanceOf(StaleRunException.class)
          .hasMessageContaining(first.run().id().value());
      assertFinishes(scenario, first);
    }
  }

  private static Result fromAnotherLaptop(Scenario scenario, Result first) {
    assertThat(first.run().state()).as(first.text()).isEqualTo(RunState.COPY);
    scenario.config(scenario.home().resolve("control").toString(), scenario.home() + "/laptop");
    return scenario.run();
  }

  private static void assertFinishes(Scenario scenario, Result first) {
    var before = content(old(), scenario.source("s00"));
    Result done = scenario.resume(first);
    assertThat(done.run().state()).as(done.text()).isEqualTo(RunState.FINALIZED);
    assertThat(content(fresh(), scenario.target("s00"))).isEqualTo(before);
  }

  @Test
  @Tag("F42")
  void aNodeThatCameTooLateIsRefusedByTheDatabase() {
    var late = new AtomicReference<Workplace>();
    try (var scenario = new Scenario(1)) {
      scenario.crashing(
          point -> {
            if (point.equals("copy.load.before") && late.get() != null) {
              takeOver(scenario, late.getAndSet(null));
            }
          });
      Result waiting = scenario.run(StageName.COPY);
      late.set(waiting.workplace());

      assertThatThrownBy(() -> scenario.resume(waiting))
          .isInstanceOf(StaleRunException.class)
          .hasMessageContaining("epoch");
      assertThat(content(fresh(), scenario.target("s00"))).isEmpty();

      Run done = waiting.workplace().orchestrator().drive(waiting.run().id(), Set.of());
      assertThat(done.state()).as(done.outcome()).isEqualTo(RunState.FINALIZED);
      assertThat(content(fresh(), scenario.target("s00")))
          .isEqualTo(content(old(), scenario.source("s00")));
    }
  }

  /** As another node would that took the first for dead. */
  private static void takeOver(Scenario scenario, Workplace workplace) {
    var stores = new ConfiguredStores(scenario.configuration(), Clock.systemUTC(), Guards.all());
    try (var target = stores.open("new", new ShardId("s00"))) {
      Side side = target.fence().observe().orElseThrow();
      target
          .fence()
          .raise(
              new Authority(
                  side.run(),
                  side.control(),
                  "another node",
                  new Epoch(side.epoch().value() + 5),
                  workplace.control().tokens().tokenOf(side.run())));
    }
  }
}
