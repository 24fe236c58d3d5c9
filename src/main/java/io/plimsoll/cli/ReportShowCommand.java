package io.plimsoll.cli;

import io.plimsoll.common.RunId;
import io.plimsoll.report.Report;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
    name = "show",
    description = "Shows the essentials of a run's report as of now; with --output json all of it.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  plimsoll report show sidekick-k3f9ax",
      "  plimsoll report show sidekick-k3f9ax --output json | jq .summary"
    })
final class ReportShowCommand extends Command {
  @Parameters(paramLabel = "RUN", description = "The run's id.")
  RunId id;

  ReportShowCommand(Bench bench) {
    super(bench);
  }

  @Override
  ExitCode run() {
    try (Desk.Session session = bench.open()) {
      find(session, id);
      Report report = session.report(id).orElseThrow();
      if (json()) {
        printJson(report);
      } else {
        text(report);
      }
      return ExitCode.OK;
    }
  }

  private void text(Report report) {
    new OutcomeText(voice()).print(report);
    var sections = new TextTable("section", "status");
    report
        .sections()
        .all()
        .forEach(section -> sections.row(section.title(), Words.of(section.status())));
    print(sections);
    report.summary().next().forEach(next -> voice().print("next: " + next));
    voice().print("built at " + Words.at(report.builtAt()) + " by " + report.tool());
  }
}
