package io.plimsoll.cli;

import io.plimsoll.common.RunId;
import io.plimsoll.engine.Deciders;
import io.plimsoll.gate.GateAnswer;
import io.plimsoll.plan.StageName;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
    name = "review",
    description = {
      "Settles the review of a gate that was opened in an emergency: an approver or auditor who did"
          + " not break the glass says what was found.",
      "It changes nothing about the run, and is in the audit log for good."
    },
    footerHeading = "%nExamples:%n",
    footer = "  plimsoll gate review sidekick-k3f9ax cut-over --comment justified")
final class GateReviewCommand extends Command {
  @Parameters(index = "0", paramLabel = "RUN", description = "The run's id.")
  RunId id;

  @Parameters(index = "1", paramLabel = "STAGE", description = "The stage the gate stands before.")
  StageName stage;

  @Option(
      names = "--comment",
      required = true,
      paramLabel = "TEXT",
      description = "What was found.")
  String comment;

  @Mixin Identification identification = new Identification();

  GateReviewCommand(Bench bench) {
    super(bench);
  }

  @Override
  ExitCode run() {
    try (Desk.Session session = bench.open()) {
      find(session, id);
      var by = Deciders.of(identification.caller(bench, session));
      GateAnswer answer = session.orchestrator().review(id, stage, by, comment);
      if (!answer.counted()) {
        throw new RefusalException(answer.refusal().orElseThrow().text());
      }
      voice().say("reviewed: the glass that was broken before %s of %s".formatted(stage, id));
      return ExitCode.OK;
    }
  }
}
