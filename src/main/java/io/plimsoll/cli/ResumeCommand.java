package io.plimsoll.cli;

import io.plimsoll.common.RunId;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Run;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
    name = "resume",
    description = {
      "Lets a run that waits, was stopped or was killed go on, in this process.",
      "At a gate with 'hold' this is the decision to go on; one with a quorum is only looked at"
          + " again. After a failed rollback it tries the way back again."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  plimsoll resume sidekick-k3f9ax",
      "  plimsoll resume sidekick-k3f9ax --hold-before finalize"
    })
final class ResumeCommand extends Command {
  @Parameters(paramLabel = "RUN", description = "The run's id.")
  RunId id;

  @Option(
      names = "--hold-before",
      paramLabel = "STAGE",
      description = "Waits before this stage, beside the gates of the plan. Repeatable.")
  Set<StageName> holdBefore = new LinkedHashSet<>();

  @Option(
      names = "--wait",
      description =
          "Stays at a gate until somebody decides from another process, and outside the plan's"
              + " windows until they open.")
  boolean wait;

  @Mixin Identification identification = new Identification();

  ResumeCommand(Bench bench) {
    super(bench);
  }

  @Override
  Set<ExitCode> exitCodes() {
    return EnumSet.of(
        ExitCode.WAITS,
        ExitCode.REJECTED,
        ExitCode.DIVERGED,
        ExitCode.ROLLBACK_FAILED,
        ExitCode.STALE,
        ExitCode.OUTSIDE_WINDOW,
        ExitCode.INTERRUPTED);
  }

  @Override
  ExitCode run() {
    try (Desk.Session session = bench.open()) {
      Run run = find(session, id);
      if (run.state().ended()) {
        voice().say("run " + id + " has ended: " + Words.of(run.state()));
        return new Ending(bench, session)
            .tell(
                new Driving.Rest(run, Driving.code(session.orchestrator(), run, false)),
                holdBefore);
      }
      Driving.Rest rest;
      try (var driving = Driving.on(voice(), session.orchestrator())) {
        session.orchestrator().resume(id, identification.decider(bench, session));
        rest = driving.drive(id, holdBefore, wait);
      }
      return new Ending(bench, session).tell(rest, holdBefore);
    }
  }
}
