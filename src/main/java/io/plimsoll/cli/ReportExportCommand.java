package io.plimsoll.cli;

import io.plimsoll.common.RunId;
import io.plimsoll.report.Report;
import io.plimsoll.report.ReportFiles;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
    name = "export",
    description = "Writes a run's report.json and report.html, as of now, into a folder.",
    footerHeading = "%nExamples:%n",
    footer = "  plimsoll report export sidekick-k3f9ax --to evidence/OPS-1042")
final class ReportExportCommand extends Command {
  @Parameters(paramLabel = "RUN", description = "The run's id.")
  RunId id;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      required = true,
      description = "The folder; made if it is not there. Older reports in it are replaced.")
  Path folder;

  ReportExportCommand(Bench bench) {
    super(bench);
  }

  record Exported(String run, String json, String html) {}

  @Override
  ExitCode run() {
    try (Desk.Session session = bench.open()) {
      find(session, id);
      Report report = session.report(id).orElseThrow();
      ReportFiles.Paths paths = ReportFiles.write(report, folder);
      if (json()) {
        printJson(new Exported(id.value(), paths.json().toString(), paths.html().toString()));
      } else {
        voice().print(paths.html().toString());
        voice().print(paths.json().toString());
      }
      return ExitCode.OK;
    }
  }
}
