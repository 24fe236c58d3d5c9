package io.plimsoll.scenario;

import static io.plimsoll.scenario.Scenario.content;
import static io.plimsoll.scenario.Scenario.fresh;
import static io.plimsoll.scenario.Scenario.leftovers;
import static io.plimsoll.scenario.Scenario.old;
import static io.plimsoll.scenario.Scenario.writable;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.cli.ExitCode;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.RunState;
import io.plimsoll.scenario.Scenario.Result;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A target damaged behind its fence: the run goes back by itself and says which row and column. */
class DivergenceTest {
  static Stream<Arguments> everyKindAtEachMoment() {
    return Stream.of(StageName.VERIFY, StageName.SOAK)
        .flatMap(moment -> Stream.of(Damage.values()).map(kind -> Arguments.of(kind, moment)));
  }

  @ParameterizedTest(name = "{0} before {1}")
  @MethodSource("everyKindAtEachMoment")
  @Tag("F15")
  @Tag("F16")
  @Tag("F27")
  void goesBackByItself(Damage kind, StageName moment) {
    try (var scenario = new Scenario(1)) {
      List<String> before = content(old(), scenario.source("s00"));
      Result waiting = scenario.run(moment);
      assertThat(waiting.run().state().stage()).as(waiting.text()).contains(moment);
      kind.on(scenario, "s00");

      Result back = scenario.resume(waiting);

      assertReturned(scenario, back, "s00", before);
      assertReported(scenario, back, "s00", kind);
    }
  }

  @Test
  @Tag("F15")
  void goesBackWhenTheCanaryIsDamagedWithinItsStage() {
    Damage kind = Damage.ONE_VALUE_CHANGED;
    try (var scenario = new Scenario(2)) {
      List<String> canary = content(old(), scenario.source("s00"));
      List<String> other = content(old(), scenario.source("s01"));
      scenario.crashing(
          point -> {
            if (point.equals("copy.confirm.after")) {
              kind.on(scenario, "s00");
            }
          });

      Result back = scenario.run(StageName.COPY);

      assertReturned(scenario, back, "s00", canary);
      assertReturned(scenario, back, "s01", other);
      assertReported(scenario, back, "s00", kind);
    }
  }

  private static void assertReturned(
      Scenario scenario, Result back, String shard, List<String> before) {
    assertThat(back.run().state()).as(back.text()).isEqualTo(RunState.ROLLED_BACK);
    assertThat(back.run().diverged()).isTrue();
    assertThat(ExitCode.of(back.run(), false).number()).isEqualTo(5);
    assertThat(content(old(), scenario.source(shard))).isEqualTo(before);
    assertThat(writable(old(), scenario.source(shard), "users")).isTrue();
    assertThat(leftovers(old(), scenario.source(shard))).isEmpty();
    assertThat(content(fresh(), scenario.target(shard))).isEmpty();
    assertThat(objects(scenario.target(shard))).isEmpty();
    assertThat(leftovers(fresh(), scenario.target(shard))).isEmpty();
    assertThat(scratch()).isEmpty();
  }

  private static void assertReported(Scenario scenario, Result back, String shard, Damage kind) {
    Reported reported = Reported.of(scenario, back);
    int rows = kind.differences().size();
    assertThat(reported.differences()).isEqualTo(kind.differences());
    assertThat(reported.totals()).containsExactly("%s %s %d".formatted(shard, kind.object(), rows));
    assertThat(reported.summary().figures().rowsDiffering()).contains((long) rows);
    assertThat(reported.summary().figures().recordsLost()).contains(0L);
    assertThat(reported.summary().rolledBack()).isTrue();
    assertThat(reported.seededErrors()).contains("8 of 8");
    assertThat(back.text()).contains(kind.object());
  }

  /** Tables, sequences, types and functions that are not the server's own. */
  private static List<String> objects(String database) {
    return fresh()
        .query(
            database,
            """
            select relname from pg_class where relnamespace = 'public'::regnamespace
            union all select typname from pg_type where typnamespace = 'public'::regnamespace
            union all select proname from pg_proc where pronamespace = 'public'::regnamespace
            """);
  }

  private static List<String> scratch() {
    return fresh()
        .query("postgres", "select datname from pg_database where datname like 'plimsoll\\_%'");
  }
}
