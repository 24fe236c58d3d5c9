package io.plimsoll.cli;

import io.plimsoll.common.RunId;
import java.nio.file.Path;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
    name = "submit",
    description = {
      "Creates a run of a plan and prints its id. Nothing begins before 'start'.",
      "Whoever submits a plan does not decide at its gates."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  plimsoll submit plan.yaml",
      "  plimsoll submit plan.yaml --server https://plimsoll.example:8443 --token-file token"
    })
final class SubmitCommand extends ReachingCommand {
  @Parameters(paramLabel = "PLAN", description = "The plan file.")
  Path file;

  SubmitCommand(Bench bench) {
    super(bench);
  }

  /** What {@code --output json} prints. */
  record Submitted(String run) {}

  @Override
  ExitCode run() {
    try (Reach reach = reach()) {
      RunId id = reach.submit(file);
      if (json()) {
        printJson(new Submitted(id.value()));
      } else {
        voice().print(id.value());
      }
      voice().say("submitted; nothing begins before 'plimsoll start " + id + "'");
      return ExitCode.OK;
    }
  }
}
