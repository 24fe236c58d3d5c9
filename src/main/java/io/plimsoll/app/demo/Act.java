package io.plimsoll.app.demo;

import io.plimsoll.app.Workplace;
import io.plimsoll.cli.DemoRunner.Audience;
import io.plimsoll.common.RunId;
import io.plimsoll.common.ShardId;
import io.plimsoll.engine.EngineListener;
import io.plimsoll.plan.Plan;
import io.plimsoll.report.ReportFiles;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunState;
import io.plimsoll.sidekick.AuditRequest;
import io.plimsoll.sidekick.AuditResult;
import io.plimsoll.sidekick.SidekickAudit;
import io.plimsoll.sidekick.SidekickProgress;
import io.plimsoll.store.Chunk;
import io.plimsoll.transfer.Pass;
import java.util.Set;

/** One act: fill fresh stores, run the plan, audit what the service's clients now find. */
final class Act {
  private final int number;
  private final Stand stand;
  private final Plan plan;
  private final boolean corrupts;

  /**
   * @param corrupts whether one value on the canary's target is changed while it soaks
   */
  Act(int number, Stand stand, Plan plan, boolean corrupts) {
    this.number = number;
    this.stand = stand;
    this.plan = plan;
    this.corrupts = corrupts;
  }

  /**
   * @param asItMust whether run and audit ended as the act promises
   * @param line the act's last line
   */
  record Ended(boolean asItMust, String line, ReportFiles.Paths report) {}

  Ended play(Audience audience) {
    audience.say("");
    audience.say(
        "act %d: %s"
            .formatted(
                number,
                corrupts
                    ? "the same move, but one value on the canary's target changes behind its back"
                    : "the sample moves from the old array to the new one"));
    long records = stand.prepare();
    audience.say(
        "%,d records of %,d accounts on %d shards"
            .formatted(records, stand.sample().accounts(), stand.sample().shards().size()));
    try (var workplace = new Workplace(stand.configuration(), Workplace.Terms.asShipped())) {
      var orchestrator = workplace.orchestrator();
      orchestrator.listen(audience.progress());
      if (corrupts) {
        orchestrator.listen(new Saboteur(audience));
      }
      RunId id = orchestrator.submit(plan);
      Run run = orchestrator.drive(id, Set.of());
      ReportFiles.Paths report =
          ReportFiles.write(workplace.reports().build(id), workplace.reportFolder(id));
      return end(run, audit(), report, audience);
    }
  }

  /** Through the route, as the service's clients would read. */
  private AuditResult audit() {
    var request = AuditRequest.through(stand.sample(), stand.directory(), stand.clients());
    return new SidekickAudit(SidekickProgress.NONE).audit(request);
  }

  private Ended end(Run run, AuditResult audit, ReportFiles.Paths report, Audience audience) {
    RunState wanted = corrupts ? RunState.ROLLED_BACK : RunState.FINALIZED;
    boolean asItMust = run.state() == wanted && run.diverged() == corrupts && audit.clean();
    if (!asItMust) {
      audience.say("run: " + run.state() + " " + run.outcome());
      run.hold().ifPresent(hold -> audience.say(hold.text()));
      audit.sample().forEach(difference -> audience.say(difference.toString()));
    }
    String outcome =
        run.state() == RunState.FINALIZED
            ? "finalized"
            : run.state() == RunState.ROLLED_BACK
                ? (run.diverged() ? "diverged, " : "") + "rolled back"
                : "stopped in " + run.state();
    return new Ended(
        asItMust, "act %d: %s, records lost: %d".formatted(number, outcome, audit.lost()), report);
  }

  /** Strikes once, after the canary's first soak pass found both sides equal. */
  private final class Saboteur implements EngineListener {
    private final Audience audience;
    private boolean struck;

    Saboteur(Audience audience) {
      this.audience = audience;
    }

    @Override
    public void said(RunId run, String line) {
      if (!struck && line.contains("soak pass 1 equal")) {
        struck = true;
        audience.say("(behind its back: changed " + stand.corrupt("s00") + ")");
      }
    }

    @Override
    public void began(Run run) {}

    @Override
    public void moved(Run run) {}

    @Override
    public void planned(Pass pass, ShardId shard, long rows, int chunks) {}

    @Override
    public void moved(Pass pass, ShardId shard, Chunk chunk, long rows, long bytes) {}

    @Override
    public void verified(Pass pass, ShardId shard, Chunk chunk, long rows) {}
  }
}
