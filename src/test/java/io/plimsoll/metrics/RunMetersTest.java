package io.plimsoll.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.Epoch;
import io.plimsoll.common.RunId;
import io.plimsoll.common.ShardId;
import io.plimsoll.metrics.RunMeters.Reading;
import io.plimsoll.run.Hold;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunState;
import io.plimsoll.transfer.Pass;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunMetersTest {
  private static final Instant START = Instant.parse("2026-11-01T01:00:00Z");

  private Instant now = START;
  private final RunMeters meters = RunMeters.inMemory(new Settable());

  private final class Settable extends Clock {
    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  @Test
  void timesEveryCutOverByShard() {
    meters.cutOver(new ShardId("s00"), Duration.ofMillis(87));
    meters.cutOver(new ShardId("s00"), Duration.ofMillis(13));
    meters.cutOver(new ShardId("s01"), Duration.ofMillis(40));

    assertThat(value(Meters.CUT_OVER_BLOCK, Map.of("shard", "s00"), "count")).isEqualTo(2);
    assertThat(value(Meters.CUT_OVER_BLOCK, Map.of("shard", "s00"), "total")).isEqualTo(0.1);
    assertThat(value(Meters.CUT_OVER_BLOCK, Map.of("shard", "s01"), "max")).isEqualTo(0.04);
  }

  @Test
  void timesAStageOverAllItsSteps() {
    meters.began(run(RunState.SOAK, Optional.empty(), false));
    now = now.plusSeconds(60);
    meters.moved(run(RunState.SOAK, Optional.empty(), false));
    meters.began(run(RunState.SOAK, Optional.empty(), false));
    now = now.plusSeconds(60);
    meters.moved(run(RunState.FINALIZE, Optional.empty(), false));

    assertThat(value(Meters.STAGE_DURATION, Map.of("stage", "soak"), "count")).isEqualTo(1);
    assertThat(value(Meters.STAGE_DURATION, Map.of("stage", "soak"), "total")).isEqualTo(120);
  }

  @Test
  void doesNotCountTheTimeThatARunIsHeld() {
    meters.began(run(RunState.FINALIZE, Optional.empty(), false));
    meters.moved(run(RunState.FINALIZE, Optional.of(new Hold(Hold.Reason.GATE, "waits")), false));
    now = now.plusSeconds(3600);
    meters.began(run(RunState.FINALIZE, Optional.empty(), false));
    now = now.plusSeconds(5);
    meters.moved(run(RunState.FINALIZED, Optional.empty(), false));

    assertThat(value(Meters.STAGE_DURATION, Map.of("stage", "finalize"), "total")).isEqualTo(5);
  }

  @Test
  void countsADivergenceOnce() {
    meters.began(run(RunState.SOAK, Optional.empty(), false));
    meters.moved(run(RunState.ROLLING_BACK, Optional.empty(), true));
    meters.began(run(RunState.ROLLING_BACK, Optional.empty(), true));
    meters.moved(run(RunState.ROLLING_BACK, Optional.empty(), true));
    meters.moved(run(RunState.ROLLED_BACK, Optional.empty(), true));

    assertThat(value(Meters.DIVERGENCES, Map.of(), "count")).isEqualTo(1);
  }

  @Test
  void countsRowsAndKeysWithoutEverNamingARun() {
    meters.moved(Pass.COPY, new ShardId("s00"), null, 1000, 64_000);
    meters.moved(Pass.COPY, new ShardId("s01"), null, 500, 32_000);
    meters.replayed(Pass.REHEARSAL, new ShardId("s00"), 12);

    assertThat(value(Meters.ROWS_COPIED, Map.of("pass", "copy"), "count")).isEqualTo(1500);
    assertThat(value(Meters.REPLAY_KEYS, Map.of("pass", "rehearsal"), "count")).isEqualTo(12);
    assertThat(meters.readings())
        .allSatisfy(r -> assertThat(r.tags().values()).noneMatch(tag -> tag.contains("k3f9ax")));
  }

  private static Run run(RunState state, Optional<Hold> hold, boolean diverged) {
    return new Run(
        new RunId("sidekick-k3f9ax"),
        "",
        state,
        hold,
        "",
        diverged,
        Optional.empty(),
        new Epoch(1),
        1,
        new Run.Times(START, START, Optional.empty()));
  }

  private double value(Meters meter, Map<String, String> tags, String statistic) {
    return meters.readings().stream()
        .filter(r -> r.meter().equals(meter.meter()))
        .filter(r -> r.tags().equals(tags) && r.statistic().equals(statistic))
        .mapToDouble(Reading::value)
        .findFirst()
        .orElse(Double.NaN);
  }
}
