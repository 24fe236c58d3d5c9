package io.plimsoll.app.demo;

import io.plimsoll.app.Workplace;
import io.plimsoll.cli.DemoRunner.Audience;
import io.plimsoll.common.RunId;
import io.plimsoll.plan.Plan;
import io.plimsoll.report.ReportFiles;
import io.plimsoll.run.Run;
import io.plimsoll.sidekick.AuditRequest;
import io.plimsoll.sidekick.AuditResult;
import io.plimsoll.sidekick.Phones;
import io.plimsoll.sidekick.PhonesResult;
import io.plimsoll.sidekick.SidekickAudit;
import io.plimsoll.sidekick.SidekickProgress;
import java.util.Set;

/**
 * One act: fill fresh stores, let phones write, run the plan, audit what the service's clients now
 * find against what was acknowledged to them.
 */
final class Act {
  private final Script script;
  private final Stand stand;
  private final Plan plan;

  Act(Script script, Stand stand, Plan plan) {
    this.script = script;
    this.stand = stand;
    this.plan = plan;
  }

  /**
   * @param asItMust whether run and audit ended as the act promises
   * @param line how it ended and what was lost
   * @param written what phones were told, and how long they waited
   */
  record Ended(boolean asItMust, String line, String written, ReportFiles.Paths report) {}

  Ended play(Audience audience) {
    audience.say("");
    audience.say("act %d: %s".formatted(script.number(), script.text()));
    long records = stand.prepare();
    audience.say(
        "%,d records of %,d accounts on %d shards, %,d phones keep writing"
            .formatted(
                records,
                stand.sample().accounts(),
                stand.sample().shards().size(),
                stand.phones().load().phones()));
    try (var workplace = new Workplace(stand.configuration(), Workplace.Terms.asShipped());
        var phones = Phones.start(stand.phones())) {
      var orchestrator = workplace.orchestrator();
      orchestrator.listen(audience.progress());
      script.strikes().ifPresent(when -> orchestrator.listen(new Saboteur(when, stand, audience)));
      RunId id = orchestrator.submit(plan);
      Run run = orchestrator.drive(id, Set.of());
      PhonesResult written = phones.stop();
      ReportFiles.Paths report =
          ReportFiles.write(workplace.reports().build(id), workplace.reportFolder(id));
      return end(run, written, report, audience);
    }
  }

  /** Through the route, as the service's clients would read. */
  private AuditResult audit() {
    var request =
        AuditRequest.through(stand.sample(), stand.directory(), stand.clients())
            .withLedger(stand.ledger());
    return new SidekickAudit(SidekickProgress.NONE).audit(request);
  }

  private Ended end(Run run, PhonesResult written, ReportFiles.Paths report, Audience audience) {
    AuditResult audit = audit();
    boolean asItMust =
        run.state() == script.ends() && run.diverged() == script.diverges() && audit.clean();
    if (!asItMust) {
      audience.say("run: " + run.state() + " " + run.outcome());
      run.hold().ifPresent(hold -> audience.say(hold.text()));
      audit.sample().forEach(difference -> audience.say(difference.toString()));
    }
    String outcome = run.state() == script.ends() ? script.outcome() : "stopped in " + run.state();
    return new Ended(
        asItMust && written.acknowledged() > 0,
        "act %d: %s, records lost: %d".formatted(script.number(), outcome, audit.lost()),
        "act %d: %,d writes acknowledged to phones, longest block %,d ms"
            .formatted(script.number(), written.acknowledged(), written.longestBlock().toMillis()),
        report);
  }
}
