package io.plimsoll.cli;

import io.plimsoll.common.RunId;
import io.plimsoll.common.ShardId;
import io.plimsoll.engine.EngineListener;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunState;
import io.plimsoll.store.Chunk;
import io.plimsoll.transfer.Pass;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Tells a person how a run goes while it is driven here. It only listens. */
final class Progress implements EngineListener, AutoCloseable {
  private final Voice voice;
  private final Clock clock;
  private final Display display;
  private final Map<Count.Work, Count> counts = new LinkedHashMap<>();
  private final Map<Pass, Planned> planned = new EnumMap<>(Pass.class);
  private RunState state;
  private Instant since;

  /** What was planned for a pass in one state; what a later stage compares is the same rows. */
  private record Planned(RunState in, Map<ShardId, Long> rows) {
    long sum() {
      return rows.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  Progress(Voice voice) {
    this.voice = voice;
    this.clock = voice.terminal().clock();
    this.display = voice.animated() ? new BarDisplay(voice) : new PlainDisplay(voice);
  }

  @Override
  public synchronized void began(Run run) {
    if (run.state() == state || ExitCode.rests(run)) {
      return;
    }
    finish();
    state = run.state();
    since = clock.instant();
    voice.say("%s %s: begins".formatted(run.id(), Words.of(state)));
  }

  @Override
  public void said(RunId run, String line) {
    voice.say("%s %s".formatted(run, line));
  }

  @Override
  public synchronized void moved(Run run) {
    if (run.hold().isPresent()) {
      finish();
      voice.say(
          Tone.CARE,
          "%s %s: %s"
              .formatted(run.id(), Words.of(run.state()), Words.of(run.hold().get().reason())));
    } else if (state != null && run.state() != state) {
      finish();
      over(run);
    }
  }

  private void over(Run run) {
    String took = Words.duration(Duration.between(since, clock.instant()));
    boolean turned = run.state() == RunState.ROLLING_BACK;
    String how =
        turned
            ? "over after %s, the run goes back: %s".formatted(took, run.outcome())
            : "done in " + took;
    voice.say(
        turned ? Tone.CARE : Tone.PLAIN, "%s %s: %s".formatted(run.id(), Words.of(state), how));
    state = null;
  }

  @Override
  public synchronized void planned(Pass pass, ShardId shard, long rows, int chunks) {
    Planned known = planned.get(pass);
    if (known == null || known.in() != state) {
      known = new Planned(state, new TreeMap<>());
      planned.put(pass, known);
    }
    known.rows().put(shard, rows);
    advance(new Count.Work(pass, false), 0);
  }

  @Override
  public synchronized void moved(Pass pass, ShardId shard, Chunk chunk, long rows, long bytes) {
    advance(new Count.Work(pass, false), rows);
  }

  @Override
  public synchronized void verified(Pass pass, ShardId shard, Chunk chunk, long rows) {
    advance(new Count.Work(pass, true), rows);
  }

  private void advance(Count.Work work, long rows) {
    Count count = counts.computeIfAbsent(work, w -> new Count(w, clock.instant()));
    Planned known = planned.get(work.pass());
    count.total(known == null ? 0 : known.sum());
    count.add(rows, clock.instant());
    display.advanced(count);
  }

  private void finish() {
    counts.values().forEach(display::finished);
    counts.values().stream()
        .filter(count -> count.rows() > 0)
        .forEach(count -> voice.say(count.sum()));
    counts.clear();
  }

  @Override
  public synchronized void close() {
    finish();
    display.close();
  }
}
