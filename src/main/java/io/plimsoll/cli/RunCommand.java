package io.plimsoll.cli;

import io.plimsoll.common.RunId;
import io.plimsoll.gate.Decider;
import io.plimsoll.gate.Parties;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.StageName;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
    name = "run",
    description = {
      "Runs a plan in this process, through all stages, and writes the report however it ends.",
      "When the sides differ it goes back by itself. The first Ctrl-C stops at the next chunk, the"
          + " second at once; 'resume' goes on after both."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  plimsoll run migrations/sidekick/plan.yaml",
      "  plimsoll run plan.yaml --hold-before cut-over --hold-before finalize",
      "  plimsoll run plan.yaml --output json > outcome.json"
    })
final class RunCommand extends Command {
  @Parameters(paramLabel = "PLAN", description = "The plan file.")
  Path file;

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

  RunCommand(Bench bench) {
    super(bench);
  }

  @Override
  Set<ExitCode> exitCodes() {
    return ExitCode.ofRun();
  }

  @Override
  ExitCode run() {
    Plan plan = new PlanFiles(bench).read(file);
    try (Desk.Session session = bench.open()) {
      Optional<Decider> caller = identification.decider(bench, session);
      LocalReach.requireSomebody(plan, caller);
      RunId id = session.orchestrator().submit(plan, caller);
      caller.ifPresent(who -> session.orchestrator().involve(id, Parties.Part.STARTER, who));
      voice().say("run " + id);
      Driving.Rest rest;
      try (var driving = Driving.on(voice(), session.orchestrator())) {
        rest = driving.drive(id, holdBefore, wait);
      }
      return new Ending(bench, session).tell(rest, holdBefore);
    }
  }
}
