package io.plimsoll.report;

import static io.plimsoll.plan.StageName.CUT_OVER;
import static io.plimsoll.plan.StageName.DRY_RUN;
import static io.plimsoll.plan.StageName.FINALIZE;
import static io.plimsoll.plan.StageName.PREFLIGHT;
import static io.plimsoll.plan.StageName.SNAPSHOT;
import static io.plimsoll.plan.StageName.SOAK;
import static io.plimsoll.plan.StageName.VERIFY;

import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.ShardId;
import io.plimsoll.common.Verdict;
import io.plimsoll.gate.Evidence.Status;
import io.plimsoll.gate.Facts;
import io.plimsoll.plan.GateRule;
import io.plimsoll.plan.ObjectPattern;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Hold;
import io.plimsoll.run.RunEvent;
import io.plimsoll.run.RunState;
import io.plimsoll.run.ShardState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Runs as they end, or stop, in life. */
final class Scenarios {
  static final List<String> OBJECTS =
      List.of("public.contacts", "public.events", "public.photos", "public.todos", "public.users");

  private Scenarios() {}

  static ShardId shard(int number) {
    return new ShardId("s%02d".formatted(number));
  }

  static Plan plan(int shards) {
    return plan(shards, "storage-team");
  }

  static Plan plan(int shards, String owner) {
    return plan(
        owner,
        shards,
        new Plan.Canary(List.of(shard(0)), Duration.ofMinutes(10)),
        new Plan.Scope(
            List.of(ObjectPattern.parse("public.*")), List.of(), List.of(), Optional.empty()),
        Optional.empty());
  }

  /** A plan that waives all that can be waived. */
  static Plan waivingPlan() {
    return plan(
        "storage-team",
        2,
        new Plan.Canary(List.of(), Duration.ZERO),
        new Plan.Scope(
            List.of(ObjectPattern.parse("public.*")),
            List.of(
                new Plan.Exclusion(
                    ObjectPattern.parse("public.tmp_import"), "scratch", Optional.empty())),
            List.of(new Plan.Acceptance("view public.active_users", "rebuilt by the service")),
            Optional.of(5)),
        Optional.of("the first hour may be lost, agreed in OPS-1042"));
  }

  private static Plan plan(
      String owner, int shards, Plan.Canary canary, Plan.Scope scope, Optional<String> loss) {
    var spec =
        new Plan.Spec(
            new Plan.Change(
                owner,
                "firmware upgrade of the old array",
                "OPS-1042",
                "two hours without contacts"),
            IntStream.range(0, shards)
                .mapToObj(i -> new Plan.ShardPlan(shard(i), "old", "new"))
                .toList(),
            scope,
            Plan.SchemaMode.MIRROR,
            new Plan.SnapshotPolicy("vault", 2, Duration.ofHours(24)),
            new Plan.DryRunPolicy("scratch", Optional.empty()),
            canary,
            new Plan.Capture(Plan.CaptureMode.FROZEN, Optional.of(Duration.ofHours(2)), loss, 0),
            new Plan.CutOver("sidekick", Duration.ofSeconds(2), 5, 0, Optional.empty()),
            new Plan.Soak(Duration.ofHours(1), Duration.ofMinutes(10)),
            new Plan.Gates(
                Map.of(
                    StageName.CANARY, GateRule.AUTOMATIC,
                    StageName.CUT_OVER, GateRule.HOLD,
                    StageName.FINALIZE, GateRule.HOLD)),
            Optional.empty(),
            List.of(),
            List.of());
    String text =
        """
        apiVersion: plimsoll.io/v1
        kind: Move
        metadata: {name: sidekick}
        spec:
          change: {owner: %s, reason: firmware upgrade of the old array, ticket: OPS-1042}
          shards: {names: "s{00..%02d}", source: old, target: new}
          objects: {include: ["public.*"]}
          capture: {mode: frozen, outage: 2h}
        """
            .formatted(owner, shards - 1);
    return new Plan(new Plan.Metadata("sidekick", Map.of()), spec, text);
  }

  static RecordedRun finalized(Plan plan) {
    RecordedRun run = soaking(plan);
    run.passedTo(RunState.FINALIZE).later();
    for (ShardId shard : shards(run)) {
      run.effect(shard, "finalize", "side.open", Optional.of("target is OPEN"));
      run.fact(
          FINALIZE,
          shard,
          Status.PASS,
          new Facts.Finalized("old/" + shard, "new/" + shard, run.now()));
      run.set(RecordedRun.ID, shard, ShardState.DONE);
    }
    return run.passedTo(RunState.FINALIZED).outcome("all shards moved");
  }

  static RecordedRun soaking(Plan plan) {
    RecordedRun run = copied(plan);
    for (ShardId shard : shards(run)) {
      run.fact(VERIFY, shard, Status.PASS, equal(run, shard));
    }
    run.passedTo(RunState.CUT_OVER);
    run.held(RunEvent.PAUSE, Hold.Reason.GATE, "the gate before cut-over is hold");
    run.moved(RunEvent.RESUME, RunState.CUT_OVER, "resumed by ada");
    for (ShardId shard : shards(run)) {
      run.effect(shard, "cut-over", "side.seal", Optional.of("source is SEALED"));
      run.effect(shard, "cut-over", "route.switch", Optional.of("clients go to new/" + shard));
      run.fact(CUT_OVER, shard, Status.PASS, cutOver(run, shard, false));
    }
    run.passedTo(RunState.SOAK);
    for (ShardId shard : shards(run)) {
      run.fact(SOAK, shard, Status.PASS, equal(run, shard));
      run.fact(
          SOAK,
          shard,
          Status.PASS,
          new Facts.SoakPass(6, RecordedRun.START, Verdict.EQUAL, run.now()));
    }
    return run;
  }

  /** Up to the end of COPY: snapshot taken, proven, rehearsed, copied. */
  static RecordedRun copied(Plan plan) {
    RecordedRun run = preflighted(plan);
    run.passedTo(RunState.SNAPSHOT);
    for (ShardId shard : shards(run)) {
      run.effect(shard, "snapshot", "fence.close", Optional.of("source is CUT"));
      var began = run.now();
      run.fact(SNAPSHOT, shard, Status.PASS, new Facts.Outage(began, began.plusSeconds(7200)));
      run.fact(SNAPSHOT, shard, Status.PASS, snapshot(run, shard));
    }
    run.passedTo(RunState.DRY_RUN);
    for (ShardId shard : shards(run)) {
      run.fact(DRY_RUN, shard, Status.PASS, restored(shard));
      run.fact(
          DRY_RUN,
          shard,
          Status.PASS,
          new Facts.Rehearsal(
              Verdict.EQUAL, 4200, 1900, 310, 820, 1505, true, true, Optional.empty(), List.of()));
      run.fact(
          DRY_RUN,
          shard,
          Status.PASS,
          new Facts.Prediction(4300, 2000, 400, 900, 3600000, "measured in the dry run"));
    }
    run.passedTo(RunState.CANARY).passedTo(RunState.COPY);
    for (ShardId shard : shards(run)) {
      run.effect(shard, "copy", "target.create", Optional.of("5 tables"));
      run.fact(StageName.COPY, shard, Status.PASS, new Facts.Copied(1505, 812345, 7, 4100));
    }
    return run.passedTo(RunState.VERIFY);
  }

  static RecordedRun preflighted(Plan plan) {
    var run = new RecordedRun(plan);
    for (ShardId shard : shards(run)) {
      run.fact(PREFLIGHT, shard, Status.PASS, endpoints(shard));
      run.fact(PREFLIGHT, shard, Status.PASS, scope());
      run.fact(PREFLIGHT, shard, Status.PASS, new Facts.Checked(List.of()));
    }
    return run;
  }

  /** One user changed, one contact missing; found in VERIFY, rolled back. */
  static RecordedRun divergedAndRolledBack(Plan plan) {
    RecordedRun run = diverged(plan);
    for (ShardId shard : shards(run)) {
      run.effect(shard, "rollback", "side.open", Optional.of("source is OPEN"));
      run.fact(VERIFY, shard, Status.PASS, wentBack(Verdict.EQUAL, Optional.empty()));
      run.set(RecordedRun.ID, shard, ShardState.UNDONE);
    }
    return run.passedTo(RunState.ROLLED_BACK).outcome("rolled back by itself");
  }

  static RecordedRun diverged(Plan plan) {
    RecordedRun run = copied(plan);
    for (ShardId shard : shards(run)) {
      boolean first = shard.equals(shard(0));
      run.fact(
          VERIFY,
          shard,
          first ? Status.FAIL : Status.PASS,
          first ? different(run, shard) : equal(run, shard));
    }
    return run.moved(
        RunEvent.DIVERGED, RunState.ROLLING_BACK, "s00: public.users differs in 1 row");
  }

  static RecordedRun rollbackFailed(Plan plan) {
    RecordedRun run = diverged(plan);
    run.effect(shard(0), "rollback", "side.open", Optional.empty());
    return run.held(
            RunEvent.FAILED,
            RunState.ROLLBACK_FAILED,
            Hold.Reason.BROKEN,
            "s00: closing got no locks, held by pid 7")
        .outcome("s00: public.users differs in 1 row");
  }

  static RecordedRun refused(Plan plan) {
    RecordedRun run = preflighted(plan);
    run.fact(
        PREFLIGHT,
        shard(0),
        Status.FAIL,
        new Facts.Checked(
            List.of(
                Finding.blocking(
                    GuardId.F07,
                    "shared-domain",
                    "s00 snapshot",
                    "F07 snapshot shares array hds-1 with its source",
                    "Name a vault in another array."))));
    return run.held(RunEvent.FAILED, Hold.Reason.REFUSED, "1 finding blocks the run");
  }

  static List<ShardId> shards(RecordedRun run) {
    return List.copyOf(run.of(RecordedRun.ID).keySet());
  }

  static Facts.Endpoints endpoints(ShardId shard) {
    return new Facts.Endpoints(
        new Facts.Endpoint(
            "old",
            "jdbc:postgresql://10.0.0.7:5432/" + shard,
            "PostgreSQL 18.6",
            "PostgreSQL 7391/1/16384 (" + shard + ")",
            "array=hds-1, site=sjc",
            "production"),
        new Facts.Endpoint(
            "new",
            "jdbc:postgresql://10.0.0.9:5432/" + shard,
            "PostgreSQL 18.6",
            "PostgreSQL 7402/1/16385 (" + shard + ")",
            "array=hds-2, site=sjc",
            "production"),
        new Facts.Endpoint("vault", "/vault", "", "vault 9f", "array=nas-1, site=oak", ""));
  }

  static Facts.Scope scope() {
    return new Facts.Scope(
        OBJECTS.stream()
            .map(object -> new Facts.ScopedObject(object, List.of("id"), 301, 162469))
            .toList(),
        List.of(),
        List.of());
  }

  static Facts.SnapshotTaken snapshot(RecordedRun run, ShardId shard) {
    return new Facts.SnapshotTaken(
        "vault",
        "sidekick-" + shard,
        RecordedRun.digest("root" + shard),
        "0/19F3A28",
        run.now(),
        1505,
        812345,
        301223,
        950,
        RecordedRun.digest("schema"),
        counted());
  }

  static Facts.RestoreProof restored(ShardId shard) {
    return new Facts.RestoreProof(
        Verdict.EQUAL,
        "sidekick-" + shard,
        RecordedRun.digest("root" + shard),
        "scratch/" + shard,
        1505,
        1300,
        624880,
        counted(),
        List.of());
  }

  private static List<Facts.Counted> counted() {
    return OBJECTS.stream().map(o -> new Facts.Counted(o, 301, sum(o), 1)).toList();
  }

  private static String sum(String of) {
    return RecordedRun.digest(of).substring(0, 32);
  }

  static Facts.CutOverDone cutOver(RecordedRun run, ShardId shard, boolean open) {
    return new Facts.CutOverDone(
        1,
        RecordedRun.START,
        run.now(),
        run.now(),
        2,
        "jdbc:postgresql://10.0.0.9:5432/" + shard,
        412,
        Optional.empty(),
        open);
  }

  static Facts.Verified equal(RecordedRun run, ShardId shard) {
    return verified(run, Verdict.EQUAL, 100, OBJECTS.stream().map(Scenarios::same).toList());
  }

  static Facts.Verified different(RecordedRun run, ShardId shard) {
    var contacts =
        new Facts.ComparedObject(
            OBJECTS.get(0),
            301,
            300,
            1,
            1,
            0,
            0,
            sum("a"),
            sum("b"),
            1,
            1,
            List.of(new Facts.DifferingRow("missing", "id=7", List.of())));
    var users =
        new Facts.ComparedObject(
            OBJECTS.get(4),
            301,
            301,
            1,
            0,
            0,
            1,
            sum("c"),
            sum("d"),
            1,
            1,
            List.of(new Facts.DifferingRow("changed", "id=42", List.of("name", "phone"))));
    return verified(
        run,
        Verdict.DIFFERENT,
        100,
        List.of(contacts, same(OBJECTS.get(1)), same(OBJECTS.get(2)), same(OBJECTS.get(3)), users));
  }

  static Facts.Verified verified(
      RecordedRun run, Verdict verdict, double coverage, List<Facts.ComparedObject> objects) {
    return new Facts.Verified(
        verdict,
        coverage,
        "0/19F3A28 (target 0/3B10)",
        run.now(),
        run.now().plusSeconds(2),
        new Facts.SeededErrors(3, 3),
        objects,
        List.of(),
        List.of());
  }

  static Facts.ComparedObject same(String object) {
    return new Facts.ComparedObject(
        object, 301, 301, 0, 0, 0, 0, sum(object), sum(object), 1, 0, List.of());
  }

  static Facts.RolledBack wentBack(Verdict equal, Optional<Long> lost) {
    return new Facts.RolledBack(
        equal,
        true,
        true,
        "jdbc:postgresql://10.0.0.7:5432",
        640,
        lost,
        Optional.empty(),
        List.of());
  }
}
