package io.plimsoll.scenario.live;

import static io.plimsoll.scenario.Scenario.fresh;
import static io.plimsoll.scenario.Scenario.old;

import io.plimsoll.app.Workplace;
import io.plimsoll.common.CrashPoints;
import io.plimsoll.common.RunId;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Hold;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunEvent;
import io.plimsoll.run.RunState;
import io.plimsoll.scenario.Scenario;
import io.plimsoll.scenario.live.Shape.Role;
import io.plimsoll.scenario.live.Shape.Table;
import io.plimsoll.scenario.live.Writer.Style;
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

  static final String DIED = "died at ";

  private static final boolean LIVE = !Boolean.getBoolean("plimsoll.frozen");
  private static final String FROZEN = "capture: {mode: frozen, outage: 2h}";
  private static final int MOST_RESUMES = 10;
  private static final int MOST_POSTPONEMENTS = 2;
  private static final int LONGEST_TEXT = 600;
  private static final List<Style> CLIENTS =
      List.of(Style.ORDINARY, Style.ORDINARY, Style.HOT, Style.SLOW);

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
  private int postponements;
  private boolean asked;
  private boolean damaged;

  LiveScenario(Story story) {
    this.story = story;
    this.random = new Random(story.seed());
    this.deaths = new ArrayDeque<>(story.trouble().deaths());
    String source = scenario.source(SHARD);
    old().execute(source, EMPTIED);
    ground = Ground.of(old(), source, story.seed());
    capture(scenario);
    scenario.plan(
        "budget: 2s, attempts: 3",
        "budget: %dms, attempts: 2".formatted(story.trouble().budget().toMillis()));
    // Triggers and functions do not come along: the target has them already.
    scenario.plan("schema: {mode: mirror}", "schema: {mode: existing}");
    scenario.plan(
        "include: [\"public.*\"]", "include: [\"public.*\"], accept: [%s]".formatted(accepted()));
    fresh().execute(scenario.target(SHARD), ground.made().ddl().toArray(String[]::new));
    scenario.crashing(this);
    var terms =
        new Writer.Terms(
            ground.shape(), RouteReader.of(scenario, SHARD), ground.ledger(), story.clients());
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

  /** How it went, and the same in one line. */
  record Told(Set<Chapter> chapters, String line) {}

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
    RunId id = submitted();
    Thread somebody = askLater(id);
    Run run = toTheEnd(id);
    join(somebody);
    writers.more(40);
    writers.stop();
    boolean moved = cutOver(run);
    new Judgement(story, scenario, ground)
        .judge(new Judgement.Happened(run, moved, asked, damaged, log), writers.surprises());
    return new Told(
        Chapter.of(run, moved, log),
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

  /** Whoever dies while submitting looks what came of it, and goes on with that. */
  private RunId submitted() {
    try {
      return workplace.orchestrator().submit(scenario.plan());
    } catch (Error e) {
      if (killedAt.isEmpty()) {
        throw e;
      }
      again();
      return workplace.orchestrator().list(1).get(0).id();
    }
  }

  /** Another process after one that was killed. */
  private void again() {
    log.add(DIED + killedAt);
    workplace.close();
    nextDeath();
    workplace = scenario.workplace();
  }

  /** With little time it may not even get through its rehearsal. */
  private boolean postponed(Run run) {
    return run.state() == RunState.CUT_OVER
        || story.trouble().hurried() && run.state() == RunState.DRY_RUN;
  }

  private boolean cutOver(Run run) {
    return workplace.runs().history(run.id()).stream()
        .anyMatch(line -> line.state() == RunState.CUT_OVER && line.event() == RunEvent.PASSED);
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
      } else if (postponed(run) && ++postponements == MOST_POSTPONEMENTS) {
        ask(run.id());
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
        return workplace.orchestrator().drive(id, Set.copyOf(story.moments().gates()));
      } catch (RuntimeException | Error e) {
        if (killedAt.isEmpty()) {
          throw e;
        }
        again();
      }
    }
  }

  private void atGate(Run run) {
    StageName stage = run.state().stage().orElseThrow();
    if (LIVE) {
      writers.more(random.nextInt(60));
    }
    if (story.moments().damaged().contains(stage)) {
      damage();
    }
    if (LIVE) {
      writers.more(random.nextInt(20));
    }
    if (story.moments().back().contains(stage)) {
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
              writers.more(story.moments().request());
              try (var elsewhere = scenario.workplace()) {
                elsewhere.orchestrator().requestRollback(id, Run.Request.ROLLBACK);
              }
            },
            "somebody who wants back");
    if (story.moments().request() > 0) {
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

  @Override
  public void close() {
    writers.close();
    if (workplace != null) {
      workplace.close();
    }
    scenario.close();
  }
}
