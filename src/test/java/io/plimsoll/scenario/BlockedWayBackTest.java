package io.plimsoll.scenario;

import static io.plimsoll.scenario.LiveMoveTest.live;
import static io.plimsoll.scenario.Scenario.fresh;
import static io.plimsoll.scenario.Scenario.leftovers;
import static io.plimsoll.scenario.Scenario.old;
import static io.plimsoll.scenario.Scenario.writable;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.plan.StageName;
import io.plimsoll.route.RouteService;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunState;
import io.plimsoll.scenario.Scenario.Result;
import io.plimsoll.testing.Await;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * A transaction on the target outlasts every try to close it, after a divergence, with nobody
 * awake. Clients wait for each try and for nothing longer, also behind a route that holds them.
 */
class BlockedWayBackTest {
  private static final Duration LONG = Duration.ofMinutes(3);

  /** Of a plan that lets a cut-over be tried once. */
  private static final int MORE_TRIES_THAN_A_CUT_OVER_HAS = 4;

  private final AtomicInteger tries = new AtomicInteger();
  private volatile boolean goingBack;

  @Test
  void goesBackByItselfWhenALongTransactionEnds() throws Exception {
    try (var service = new RouteService();
        var scenario = behind(service)) {
      Result waiting = scenario.run(StageName.SOAK);
      assertThat(waiting.run().state()).as(waiting.text()).isEqualTo(RunState.SOAK);
      String target = scenario.target("s00");
      Damage.ONE_VALUE_CHANGED.on(scenario, "s00");
      goingBack = true;

      CompletableFuture<Result> back;
      try (Connection holder = fresh().connect(target);
          var statement = holder.createStatement()) {
        holder.setAutoCommit(false);
        statement.execute("insert into counted values (1, 1)");
        back = CompletableFuture.supplyAsync(() -> scenario.resume(waiting));
        Await.until("more tries", () -> tries.get() > MORE_TRIES_THAN_A_CUT_OVER_HAS);

        Await.until("clients are let go", () -> service.paused().isEmpty());
        fresh().execute(target, "insert into counted values (2, 2)");
        Run run = waiting.workplace().orchestrator().find(waiting.run().id()).orElseThrow();
        assertThat(run.state()).isEqualTo(RunState.ROLLING_BACK);
        assertThat(run.hold()).isEmpty();
        assertThat(writable(old(), scenario.source("s00"), "counted")).isFalse();
        holder.commit();
      }

      Result done = back.get(LONG.toSeconds(), TimeUnit.SECONDS);
      assertThat(done.run().state()).as(done.text()).isEqualTo(RunState.ROLLED_BACK);
      assertThat(done.run().diverged()).isTrue();
      assertThat(service.paused()).isEmpty();
      assertThat(old().query(scenario.source("s00"), Clients.ROWS_AS_TEXT))
          .containsExactly("1=1", "2=2");
      assertThat(leftovers(old(), scenario.source("s00"))).isEmpty();
    }
  }

  private Scenario behind(RouteService service) {
    String url = service.at("s00").toString().replace("s00", "{shard}");
    return live(1)
        .plan("attempts: 3", "attempts: 1")
        .config(
            "app: {type: table, store: directory}",
            "app: {type: http, url: \"%s\", pause: true}".formatted(url))
        .crashing(this::count);
  }

  private void count(String point) {
    if (goingBack && point.equals("fence.close.before")) {
      tries.incrementAndGet();
    }
  }
}
