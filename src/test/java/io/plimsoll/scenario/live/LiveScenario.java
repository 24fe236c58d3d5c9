package io.plimsoll.scenario.live;

import static io.plimsoll.scenario.Scenario.fresh;
import static io.plimsoll.scenario.Scenario.old;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.app.Workplace;
import io.plimsoll.common.CrashPoints;
import io.plimsoll.common.RunId;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Hold;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunState;
import io.plimsoll.scenario.Scenario;
import io.plimsoll.scenario.live.Shape.Role;
import io.plimsoll.scenario.live.Shape.Table;
import io.plimsoll.scenario.live.Story.Ending;
import io.plimsoll.scenario.live.Writer.Style;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** One seed: a schema, clients who never stop, and a move through whatever its story tells. */
final class LiveScenario implements CrashPoints, AutoCloseable {
  static final String SHARD = "s00";

  /** Makes room for another schema than a scenario's own. */
  static final String EMPTIED = "drop table contacts, devices, users, settings, log";

  private static final boolean LIVE = !Boolean.getBoolean("plimsoll.frozen");
  private static final String FROZEN = "capture: {mode: frozen, outage: 2h}";
  private static final int MOST_RESUMES = 8;
  private static final int LONGEST_TEXT = 600;
  private static final List<Style> CLIENTS =
      List.of(Style.ORDINARY, Style.ORDINARY, Style.ORDINARY, Style.HOT, Style.SLOW);

  private final Story story;
  private final Random random;
  private final Scenario scenario = new Scenario(1);
  private final Ground ground;
  private final Writers writers;
  private final Deque<Integer> deaths;
  private final AtomicInteger untilDeath = new AtomicInteger();
  private final List<String> log = new ArrayList<>();
  private volatile String killedAt = "";
  private Workplace workplace;
  private boolean asked;
  private boolean damaged;

  LiveScenario(Story story) {
    this.story = story;
    this.random = new Random(story.seed());
    this.deaths = new ArrayDeque<>(story.deaths());
    String source = scenario.source(SHARD);
    old().execute(source, EMPTIED);
    ground = Ground.of(old(), source, story.seed());
    capture(scenario);
    // Triggers and functions do not come along: the target has them already.
    scenario.plan("schema: {mode: mirror}", "schema: {mode: existing}");
    scenario.plan(
        "include: [\"public.*\"]", "include: [\"public.*\"], accept: [%s]".formatted(accepted()));
    fresh().execute(scenario.target(SHARD), ground.made().ddl().toArray(String[]::new));
    scenario.crashing(this);
    var terms =
        new Writer.Terms(
            ground.shape(),
            RouteReader.of(scenario, SHARD),
            ground.ledger(),
            story.truncates(),
            story.longest());
    writers = new Writers(terms, story.seed(), CLIENTS);
  }

  /** Clients go on writing, unless {@code -Dplimsoll.frozen} asks for the other kind of move. */
  static void capture(Scenario scenario) {
    if (LIVE) {
      scenario.plan(FROZEN, "capture: {mode: triggers}");
    }
  }

  private String accepted() {
    return SchemaFamily.ownCode(ground.shape()).stream()
        .map("{object: '%s', reason: 'the target has it'}"::formatted)
        .collect(Collectors.joining(", "));
  }

  /** How it went, in one line. */
  record Told(Run run, Duration silence, String line) {}

  @Override
  public void reached(String point) {
    if (!killedAt.isEmpty()) {
      throw new Error("dead since " + killedAt);
    }
    if (untilDeath.get() > 0 && untilDeath.decrementAndGet() == 0) {
      killedAt = point;
      throw new Error("killed at " + point);
    }
  }

  Told tell() {
    writers.start();
    writers.more(30);
    nextDeath();
    workplace = scenario.workplace();
    RunId id = workplace.orchestrator().submit(scenario.plan());
    Thread somebody = askLater(id);
    Run run = toTheEnd(id);
    join(somebody);
    writers.more(60);
    writers.stop();
    judge(run);
    return new Told(
        run,
        writers.longestSilence(),
        "%s: %s, %d transactions (%d unheard of), %d rows, longest silence %d ms, %s"
            .formatted(
                story.ending(),
                run.state(),
                ground.ledger().acknowledged(),
                ground.ledger().unknown(),
                ground.ledger().effects(),
                writers.longestSilence().toMillis(),
                log));
  }

  private void nextDeath() {
    killedAt = "";
    Integer next = deaths.poll();
    untilDeath.set(next == null ? 0 : next);
  }

  /** Drives on through gates, deaths and holds. */
  private Run toTheEnd(RunId id) {
    int resumes = 0;
    while (true) {
      Run run = drive(id);
      if (run.state().ended()) {
        return run;
      }
      boolean gate = run.hold().filter(h -> h.reason() == Hold.Reason.GATE).isPresent();
      if (run.hold().isPresent() && !gate) {
        log.add(run.state() + " held: " + shortened(run.hold().get().text()));
      }
      boolean refused = run.hold().filter(h -> h.reason() == Hold.Reason.REFUSED).isPresent();
      if (refused || ++resumes > MOST_RESUMES || run.state() == RunState.ROLLBACK_FAILED) {
        throw new AssertionError("it does not end: %s %s".formatted(run.state(), log));
      }
      if (gate) {
        atGate(run);
      }
      if (run.request().isEmpty()) {
        workplace.orchestrator().resume(id);
      }
    }
  }

  private static String shortened(String text) {
    return text.length() < LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
  }

  private Run drive(RunId id) {
    while (true) {
      try {
        return workplace.orchestrator().drive(id, Set.copyOf(story.gates()));
      } catch (RuntimeException | Error e) {
        if (killedAt.isEmpty()) {
          throw e;
        }
        log.add("died at " + killedAt);
        workplace.close();
        nextDeath();
        workplace = scenario.workplace();
      }
    }
  }

  private void atGate(Run run) {
    StageName stage = run.state().stage().orElseThrow();
    if (LIVE) {
      writers.more(random.nextInt(150));
    }
    if (story.damaged().contains(stage)) {
      damage();
    }
    if (LIVE) {
      writers.more(random.nextInt(50));
    }
    if (story.back().contains(stage)) {
      ask(run.id());
    }
  }

  private void ask(RunId id) {
    var refused = workplace.orchestrator().requestRollback(id, Run.Request.ROLLBACK);
    asked = true;
    log.add("asked for the way back" + refused.map(f -> ": " + f.text()).orElse(""));
  }

  /** From another process, as a person would. */
  private Thread askLater(RunId id) {
    var thread =
        new Thread(
            () -> {
              writers.more(story.request());
              try (var elsewhere = scenario.workplace()) {
                elsewhere.orchestrator().requestRollback(id, Run.Request.ROLLBACK);
              }
            },
            "somebody who wants back");
    if (story.request() > 0) {
      thread.start();
    }
    return thread;
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A row that no client ever touches is changed, or gone, and no trigger has seen it. */
  private void damage() {
    List<Table> tables = ground.shape().ordinary();
    Table table = tables.get(random.nextInt(tables.size()));
    String chosen =
        "where (%1$s) = (select %1$s from %2$s where owner = 0 order by 1 limit 1)"
            .formatted(table.keyNames(), table.quoted());
    String label = table.column(Role.LABEL).orElseThrow().quoted();
    String sql =
        random.nextBoolean()
            ? "update %s set %s = coalesce(%s, '') || '?' %s"
                .formatted(table.quoted(), label, label, chosen)
            : "delete from %s %s".formatted(table.quoted(), chosen);
    Scenario.damage(fresh(), scenario.target(SHARD), table.quoted(), sql);
    damaged = true;
    log.add("damage: " + sql);
  }

  private void judge(Run run) {
    String how = "%s, %s".formatted(run.outcome(), log);
    assertThat(writers.surprises()).as("what clients saw; %s", how).isEmpty();
    if (story.ending() != Ending.BACK_AT_ANY_MOMENT) {
      assertThat(run.state())
          .as(how)
          .isEqualTo(
              story.ending() == Ending.FINALIZED ? RunState.FINALIZED : RunState.ROLLED_BACK);
    }
    theStoryHappened(run);
    boolean moved = run.state() == RunState.FINALIZED;
    String route = RouteReader.of(scenario, SHARD).get();
    assertThat(route)
        .isEqualTo(moved ? fresh().url(scenario.target(SHARD)) : old().url(scenario.source(SHARD)));
    Content there =
        moved
            ? ground.read(fresh(), scenario.target(SHARD))
            : ground.read(old(), scenario.source(SHARD));
    assertThat(ground.ledger().differences(there)).as("against the ledger; %s", how).isEmpty();
  }

  /** A run that goes back for another reason than the one told must not pass for it. */
  private void theStoryHappened(Run run) {
    boolean told =
        switch (story.ending()) {
          case BACK_BEFORE_CUT_OVER, BACK_FROM_SOAK -> asked && !run.diverged();
          case DIVERGED -> damaged && run.diverged();
          case BACK_AT_ANY_MOMENT, FINALIZED -> !run.diverged();
        };
    assertThat(told).as("%s: %s, %s", story.ending(), run.outcome(), log).isTrue();
  }

  @Override
  public void close() {
    writers.close();
    if (workplace != null) {
      workplace.close();
    }
    scenario.close();
  }
}
