package io.plimsoll.engine;

import io.plimsoll.common.CrashPoints;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.Guards;
import io.plimsoll.common.RunId;
import io.plimsoll.common.ShardId;
import io.plimsoll.control.ControlDatabase;
import io.plimsoll.gate.Evidence;
import io.plimsoll.gate.EvidenceSeal;
import io.plimsoll.gate.Facts;
import io.plimsoll.gate.GateListener;
import io.plimsoll.gate.GatePorts;
import io.plimsoll.gate.Roles;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.PlanReader;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Run;
import io.plimsoll.run.Runs;
import io.plimsoll.run.ShardState;
import io.plimsoll.shard.ReplayTurns;
import io.plimsoll.shard.ShardTools;
import io.plimsoll.stage.Outcome;
import io.plimsoll.stage.Rollback;
import io.plimsoll.stage.Stage;
import io.plimsoll.stage.StageContext;
import io.plimsoll.store.Chunk;
import io.plimsoll.store.Fence;
import io.plimsoll.store.Scratch;
import io.plimsoll.store.Store;
import io.plimsoll.store.Stores;
import io.plimsoll.store.Vault;
import io.plimsoll.testing.SettableClock;
import io.plimsoll.transfer.Pass;
import io.plimsoll.transfer.TransferListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The real engine over a real control database, with stages that only note when they worked. One
 * shard, the canary waived, so that copying is the first change.
 */
final class WindowedRuns implements AutoCloseable {
  private static final Duration LEASE = Duration.ofSeconds(10);
  private static final ShardId SHARD = new ShardId("s00");

  /** What a rollback takes, as the dry run of these runs has measured. */
  static final Duration BACK = Duration.ofMinutes(30);

  final SettableClock clock;
  final List<Instant> copied = Collections.synchronizedList(new ArrayList<>());
  final List<StageName> entered = Collections.synchronizedList(new ArrayList<>());
  private final Path folder;
  private final String schedule;
  private Guards guards = Guards.all();
  private ControlDatabase control;
  private Runs runs;
  private LocalOrchestrator orchestrator;

  /** How many steps of ten minutes the copy takes. */
  int steps = 1;

  /** Where this process dies, once it is opened again. */
  CrashPoints crash = CrashPoints.NONE;

  private UnaryOperator<String> planEdits = UnaryOperator.identity();

  WindowedRuns(Path folder, String now, String schedule) {
    this.folder = folder;
    this.clock = new SettableClock(Instant.parse(now));
    this.schedule = schedule;
    open();
  }

  WindowedRuns without(GuardId gone) {
    Set<GuardId> rest = EnumSet.allOf(GuardId.class);
    rest.remove(gone);
    guards = new Guards(rest);
    restart();
    return this;
  }

  /** Replaces one piece of the plans that are submitted from now on. */
  WindowedRuns plan(String piece, String by) {
    planEdits =
        text -> {
          if (!text.contains(piece)) {
            throw new IllegalStateException("no '%s' in the plan".formatted(piece));
          }
          return text.replace(piece, by);
        };
    return this;
  }

  ControlDatabase control() {
    return control;
  }

  LocalOrchestrator orchestrator() {
    return orchestrator;
  }

  Runs runs() {
    return runs;
  }

  /** Another process, after this one has ended. */
  void restart() {
    close();
    open();
  }

  private void open() {
    control = ControlDatabase.open(folder.resolve("control"), clock);
    runs = control.runs(LEASE);
    var tools =
        new ShardTools(
            new ShardTools.Ports(
                new Unclaimed(),
                (route, shards) -> {
                  throw new IllegalStateException("no route is switched here");
                },
                control.journal(),
                control.ledger(),
                control.shards()),
            new ShardTools.Conditions(guards, crash, clock, TransferListener.NONE),
            new ReplayTurns(),
            1);
    var lookups =
        new Engine.Lookups(
            new RandomRunIds(),
            run -> read(run.planText()),
            control.tokens(),
            plan -> {
              throw new IllegalStateException("nothing is previewed here");
            },
            run -> Optional.empty());
    var timing = new Engine.Timing(LEASE, Duration.ofSeconds(2), Duration.ZERO);
    var gates =
        new Engine.Gates(
            new GatePorts.Records(control.approvals(), control.parties(), Roles.NOBODY),
            GateListener.NONE,
            new EvidenceSeal.Terms("test", plan -> "always"));
    List<Stage> stages =
        Arrays.stream(StageName.values()).<Stage>map(name -> new Noted(name, this)).toList();
    Map<StageName, Stage> byName =
        stages.stream().collect(Collectors.toMap(Stage::name, Function.identity()));
    orchestrator =
        new LocalOrchestrator(
            new Engine(
                runs,
                control.evidence(),
                tools,
                lookups,
                gates,
                timing,
                control.controlId(),
                "node",
                1),
            byName,
            new Rollback(stages));
  }

  private Plan read(String text) {
    return new PlanReader(clock).read("plan.yaml", text);
  }

  Plan plan() {
    try {
      String sample =
          Files.readString(Path.of("migrations/sidekick/plan.yaml"))
              .replaceFirst(
                  "(?m)^  shards: .*$", "  shards: [{name: s00, source: old, target: new}]")
              .replaceFirst("(?m)^  canary: .*$", "  canary: none")
              .replaceFirst("(?m)^    canary: automatic\n", "");
      String windows = schedule.isEmpty() ? "" : "\n  schedule: {" + schedule + "}\n";
      return read(planEdits.apply(sample + windows));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  RunId submit() {
    return orchestrator.submit(plan());
  }

  /** Drives it as far as it goes without waiting for a window. */
  Run drive(RunId run) {
    return orchestrator.drive(run, Set.of());
  }

  /** Drives it past its windows, elsewhere. */
  CompletableFuture<Run> stay(RunId run) {
    return CompletableFuture.supplyAsync(() -> orchestrator.driveThroughWindows(run, Set.of()));
  }

  /** Done once the run has been told to be like this. */
  CompletableFuture<Run> until(Predicate<Run> condition) {
    var seen = new CompletableFuture<Run>();
    orchestrator.listen(
        new EngineListener() {
          @Override
          public void began(Run run) {
            // Only how it then is matters.
          }

          @Override
          public void said(RunId run, String line) {
            // As above.
          }

          @Override
          public void moved(Run run) {
            if (condition.test(run)) {
              seen.complete(run);
            }
          }

          @Override
          public void planned(Pass pass, ShardId shard, long rows, int chunks) {
            // No data moves here.
          }

          @Override
          public void moved(Pass pass, ShardId shard, Chunk chunk, long rows, long bytes) {
            // As above.
          }

          @Override
          public void verified(Pass pass, ShardId shard, Chunk chunk, long rows) {
            // As above.
          }
        });
    return seen;
  }

  @Override
  public void close() {
    orchestrator.close();
    control.close();
  }

  /** Works for some minutes of the engine's clock, and leaves all evidence there can be. */
  private record Noted(StageName name, WindowedRuns runs) implements Stage {
    @Override
    public Outcome run(StageContext context) {
      runs.entered.add(name);
      if (name == StageName.PREFLIGHT) {
        evidence(context);
      }
      return name == StageName.COPY ? copy(context) : Outcome.passed("");
    }

    private Outcome copy(StageContext context) {
      while (runs.copied.size() < runs.steps) {
        if (context.stopping()) {
          return Outcome.stopped("stopped at a chunk");
        }
        runs.copied.add(context.now());
        runs.clock.advance(Duration.ofMinutes(10));
      }
      context.tools().ports().shards().set(context.run().id(), SHARD, ShardState.COPIED);
      return Outcome.passed("copied");
    }

    private static void evidence(StageContext context) {
      record Named(StageName stage, Optional<ShardId> shard, String name) {}
      Optional<ShardId> shard = Optional.of(SHARD);
      for (Named named :
          List.of(
              new Named(StageName.PREFLIGHT, Optional.empty(), "findings"),
              new Named(StageName.PREFLIGHT, shard, "endpoints"),
              new Named(StageName.SNAPSHOT, shard, "snapshot"),
              new Named(StageName.DRY_RUN, shard, "restore-proof"),
              new Named(StageName.DRY_RUN, shard, "rehearsal"),
              new Named(StageName.COPY, shard, "copy"),
              new Named(StageName.VERIFY, shard, "verification"),
              new Named(StageName.CUT_OVER, shard, "cut-over"),
              new Named(StageName.SOAK, shard, "verification"))) {
        context
            .book()
            .record(
                context.run().id(),
                new Evidence(
                    named.stage(),
                    named.shard(),
                    named.name(),
                    Evidence.Status.PASS,
                    "test",
                    context.now(),
                    "{}"));
      }
      var predicted =
          new Facts.Prediction(
              600_000, 60_000, 1_000, BACK.toMillis(), 0, "measured in the dry run");
      context.record(
          StageName.DRY_RUN, Optional.empty(), predicted, Evidence.Status.PASS, Noted.class);
    }
  }

  /** Stores that know of no run: nothing to take over, nothing to replay. */
  private static final class Unclaimed implements Stores {
    @Override
    public Store open(String store, ShardId shard) {
      Fence fence = only(Fence.class, "observe", Optional.empty());
      return only(Store.class, "fence", fence);
    }

    private static <T> T only(Class<T> type, String method, Object answer) {
      InvocationHandler handler =
          (self, called, arguments) -> {
            if (called.getName().equals("close")) {
              return null;
            }
            if (!called.getName().equals(method)) {
              throw new IllegalStateException(called + " is not asked here");
            }
            return answer;
          };
      return type.cast(
          Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Override
    public Scratch scratch(String store) {
      throw new IllegalStateException("nothing is rehearsed here");
    }

    @Override
    public Vault vault(String store) {
      throw new IllegalStateException("nothing is backed up here");
    }
  }
}
