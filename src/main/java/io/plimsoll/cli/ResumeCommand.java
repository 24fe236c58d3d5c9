package io.plimsoll.cli;

import io.plimsoll.engine.Verb;
import io.plimsoll.plan.StageName;
import java.util.LinkedHashSet;
import java.util.Set;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(
    name = "resume",
    description = {
      "Lets a run that waits, was stopped or was killed go on, in this process; at a server, there.",
      "At a gate with 'hold' this is the decision to go on; one with a quorum is only looked at"
          + " again. After a failed rollback it tries the way back again."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  plimsoll resume sidekick-k3f9ax",
      "  plimsoll resume sidekick-k3f9ax --hold-before finalize",
      "  plimsoll resume sidekick-k3f9ax --wait --server https://plimsoll.example:8443"
    })
final class ResumeCommand extends VerbCommand {
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

  ResumeCommand(Bench bench) {
    super(bench, Verb.RESUME);
  }

  @Override
  Reach.Stay stay() {
    return new Reach.Stay(holdBefore, wait);
  }

  /** It was asked for; what it means has been said. */
  @Override
  void confirm() {}
}
