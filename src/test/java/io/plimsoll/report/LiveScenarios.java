package io.plimsoll.report;

import static io.plimsoll.report.Scenarios.OBJECTS;
import static io.plimsoll.report.Scenarios.same;
import static io.plimsoll.report.Scenarios.shard;
import static io.plimsoll.report.Scenarios.shards;

import io.plimsoll.common.ShardId;
import io.plimsoll.common.Verdict;
import io.plimsoll.gate.Evidence.Status;
import io.plimsoll.gate.Facts;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Hold;
import io.plimsoll.run.RunEvent;
import io.plimsoll.run.RunState;
import io.plimsoll.run.ShardState;
import java.util.List;
import java.util.Optional;

/** Live runs as they end, or stop, in life. */
final class LiveScenarios {
  static final String MOMENT = "source 0/19F3A28, target 0/3B10";

  private LiveScenarios() {}

  static Plan plan(int shards) {
    Plan frozen = Scenarios.plan(shards);
    Plan.Spec spec = frozen.spec();
    var live =
        new Plan.Spec(
            spec.change(),
            spec.shards(),
            spec.objects(),
            spec.schema(),
            spec.snapshot(),
            spec.dryRun(),
            spec.canary(),
            new Plan.Capture(
                Plan.CaptureMode.TRIGGERS, Optional.empty(), Optional.empty(), 1_000_000),
            spec.cutOver(),
            spec.soak(),
            spec.gates(),
            spec.schedule(),
            spec.advisories(),
            spec.manual());
    String text = frozen.text().replace("{mode: frozen, outage: 2h}", "{mode: triggers}");
    return new Plan(frozen.metadata(), live, text);
  }

  static RecordedRun finalized() {
    RecordedRun run = soaking();
    for (ShardId shard : shards(run)) {
      run.fact(StageName.SOAK, shard, Status.PASS, equal(run));
    }
    run.passedTo(RunState.FINALIZE);
    for (ShardId shard : shards(run)) {
      run.fact(StageName.FINALIZE, shard, Status.PASS, equal(run));
      run.fact(
          StageName.FINALIZE,
          shard,
          Status.PASS,
          new Facts.Finalized("old/" + shard, "new/" + shard, run.now()));
      run.set(RecordedRun.ID, shard, ShardState.DONE);
    }
    return run.passedTo(RunState.FINALIZED).outcome("all shards moved");
  }

  /** Cut over; clients write to the targets. */
  static RecordedRun soaking() {
    RecordedRun run = verified().passedTo(RunState.CUT_OVER);
    for (ShardId shard : shards(run)) {
      run.effect(shard, "cut-over", "fence.close", "OPEN to CUT until 01:30", Optional.of("CUT"));
      run.effect(shard, "cut-over", "fence.open", "NEW to OPEN", Optional.of("OPEN"));
      run.fact(StageName.CUT_OVER, shard, Status.PASS, cutOver(run, shard));
      run.fact(
          StageName.CUT_OVER, shard, Status.PASS, new Facts.AtTheFence(RecordedRun.START, MOMENT));
      run.set(RecordedRun.ID, shard, ShardState.CUT_OVER);
    }
    run.passedTo(RunState.SOAK);
    for (ShardId shard : shards(run)) {
      run.fact(
          StageName.SOAK,
          shard,
          Status.PASS,
          new Facts.SoakPass(3, RecordedRun.START, Verdict.EQUAL, run.now()));
    }
    return run;
  }

  static RecordedRun verified() {
    RecordedRun run = copied();
    for (ShardId shard : shards(run)) {
      run.fact(StageName.VERIFY, shard, Status.PASS, equal(run));
      run.set(RecordedRun.ID, shard, ShardState.VERIFIED);
    }
    return run;
  }

  private static RecordedRun copied() {
    RecordedRun run = Scenarios.preflighted(plan(2)).passedTo(RunState.SNAPSHOT);
    for (ShardId shard : shards(run)) {
      run.fact(StageName.SNAPSHOT, shard, Status.PASS, new Facts.Began(run.now()));
      run.effect(shard, "snapshot", "fence.claim", Optional.of("OPEN, epoch 3"));
      run.fact(StageName.SNAPSHOT, shard, Status.PASS, Scenarios.snapshot(run, shard));
    }
    run.passedTo(RunState.DRY_RUN);
    for (ShardId shard : shards(run)) {
      run.effect(shard, "dry-run", "fence.close", "OPEN to CUT until 01:20", Optional.of("CUT"));
      run.effect(shard, "dry-run", "fence.open", "NEW to OPEN", Optional.of("OPEN"));
      run.effect(shard, "rollback", "fence.close", "OPEN to BACK", Optional.of("BACK"));
      run.fact(StageName.DRY_RUN, shard, Status.PASS, Scenarios.restored(shard));
      run.fact(StageName.DRY_RUN, shard, Status.PASS, rehearsal());
      run.fact(
          StageName.DRY_RUN,
          shard,
          Status.PASS,
          new Facts.Prediction(4300, 2000, 400, 900, 3600000, "measured in the dry run"));
    }
    run.passedTo(RunState.CANARY).passedTo(RunState.COPY);
    for (ShardId shard : shards(run)) {
      run.effect(shard, "copy", "capture.install", Optional.of("changes are captured"));
      run.fact(StageName.COPY, shard, Status.PASS, new Facts.Copied(1505, 812345, 7, 4100));
    }
    return run.passedTo(RunState.VERIFY);
  }

  private static Facts.Rehearsal rehearsal() {
    return new Facts.Rehearsal(
        Verdict.EQUAL,
        4200,
        1900,
        310,
        820,
        1505,
        true,
        true,
        Optional.of(new Facts.Practised(731, 94, true)),
        List.of());
  }

  static RecordedRun rolledBackBeforeCutOver() {
    RecordedRun run = verified();
    run.moved(RunEvent.ABORT, RunState.ROLLING_BACK, "rollback requested by a person");
    for (ShardId shard : shards(run)) {
      wentBack(run, shard, Optional.empty());
    }
    return run.passedTo(RunState.ROLLED_BACK);
  }

  /** The first shard as given; nothing was written to the others. */
  static RecordedRun divergedInSoak(Facts.CarriedBack carried) {
    RecordedRun run = soaking();
    run.fact(StageName.SOAK, shard(0), Status.FAIL, Scenarios.different(run, shard(0)));
    run.moved(RunEvent.DIVERGED, RunState.ROLLING_BACK, "s00: public.users: 1 row differs");
    for (ShardId shard : shards(run)) {
      boolean first = shard.equals(shard(0));
      wentBack(run, shard, Optional.of(first ? carried : nothingWritten()));
    }
    return run.passedTo(RunState.ROLLED_BACK).outcome("rolled back by itself");
  }

  static void wentBack(RecordedRun run, ShardId shard, Optional<Facts.CarriedBack> carried) {
    boolean kept = carried.isPresent();
    var fact =
        new Facts.RolledBack(
            Verdict.NOT_VERIFIED,
            true,
            !kept,
            "jdbc:postgresql://10.0.0.7:5432",
            640,
            Optional.empty(),
            carried,
            kept ? List.of("new was open: kept closed, with all rows it took in") : List.of());
    boolean open = carried.filter(c -> c.verdict() != Verdict.EQUAL).isPresent();
    run.effect(shard, "rollback", "fence.open", "SEALED to OPEN", Optional.of("OPEN"));
    run.fact(StageName.CUT_OVER, shard, open ? Status.UNVERIFIED : Status.PASS, fact);
    run.set(RecordedRun.ID, shard, ShardState.UNDONE);
  }

  static Facts.CarriedBack nothingWritten() {
    return new Facts.CarriedBack(0, Verdict.EQUAL, List.of(), List.of(), List.of());
  }

  /** One row of the target was changed behind everybody's back. */
  static Facts.CarriedBack withAStranger(List<String> missed) {
    return new Facts.CarriedBack(
        212, Verdict.DIFFERENT, missed, List.of(), List.of(users("id=42")));
  }

  /** A client then wrote to that row. */
  static Facts.CarriedBack withARowSetAside() {
    return new Facts.CarriedBack(
        212,
        Verdict.DIFFERENT,
        List.of(),
        List.of(new Facts.SetAside("public.users", 1, List.of("id=42"))),
        List.of(users("id=42")));
  }

  private static Facts.ComparedObject users(String key) {
    return new Facts.ComparedObject(
        "public.users",
        301,
        301,
        1,
        0,
        0,
        1,
        "0c",
        "0d",
        1,
        1,
        List.of(new Facts.DifferingRow("changed", key, List.of("name"))));
  }

  /** The source was too busy to be closed in time: nothing has happened to its clients. */
  static RecordedRun postponed() {
    RecordedRun run = verified().passedTo(RunState.CUT_OVER);
    run.effect(shard(0), "cut-over", "fence.close", "OPEN to CUT until 01:30", Optional.empty());
    return run.held(
        RunEvent.FAILED,
        Hold.Reason.FAILED,
        "s00 could not be cut over in 5 attempts within 2000 ms each: pid 4711 holds"
            + " public.users; clients write as before; resume tries again");
  }

  private static Facts.CutOverDone cutOver(RecordedRun run, ShardId shard) {
    return new Facts.CutOverDone(
        2,
        run.now().minusMillis(310),
        run.now(),
        run.now(),
        2,
        "jdbc:postgresql://10.0.0.9:5432/" + shard,
        310,
        Optional.of(shard.equals(shard(0)) ? 87L : 145L),
        true);
  }

  static Facts.Verified equal(RecordedRun run) {
    return new Facts.Verified(
        Verdict.EQUAL,
        100,
        MOMENT,
        run.now(),
        run.now().plusSeconds(2),
        new Facts.SeededErrors(3, 3),
        OBJECTS.stream().map(o -> same(o)).toList(),
        List.of(),
        List.of());
  }
}
