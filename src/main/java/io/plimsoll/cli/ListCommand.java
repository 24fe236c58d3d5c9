package io.plimsoll.cli;

import io.plimsoll.run.RunPage;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(
    name = "list",
    description = "Lists the runs of this control database, or of a server, newest first.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  plimsoll list",
      "  plimsoll list --limit 5 --output json",
      "  plimsoll list --server https://plimsoll.example:8443 --token-file token"
    })
final class ListCommand extends ReachingCommand {
  private static final int MOST = 10_000;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "How many at most (${DEFAULT-VALUE}).")
  int limit;

  ListCommand(Bench bench) {
    super(bench);
  }

  record Line(
      String run, String state, String hold, boolean diverged, Instant started, Instant changed) {
    static Line of(RunPage.Line run) {
      return new Line(
          run.id().value(),
          run.state().name(),
          run.hold().map(hold -> hold.reason().name()).orElse(null),
          run.diverged(),
          run.times().started(),
          run.times().changed());
    }
  }

  @Override
  ExitCode run() {
    if (limit < 1 || limit > MOST) {
      throw new RefusalException("--limit is 1 to " + MOST + ", found " + limit);
    }
    try (Reach reach = reach()) {
      List<RunPage.Line> runs = reach.list(limit);
      if (json()) {
        printJson(runs.stream().map(Line::of).toList());
      } else {
        text(runs);
      }
      return ExitCode.OK;
    }
  }

  private void text(List<RunPage.Line> runs) {
    if (runs.isEmpty()) {
      voice().say("no runs yet");
      return;
    }
    var table = new TextTable("run", "state", "held", "diverged", "started", "changed");
    runs.forEach(
        run ->
            table.row(
                run.id(),
                Words.of(run.state()),
                run.hold().map(hold -> Words.of(hold.reason())).orElse("-"),
                run.diverged() ? "yes" : "no",
                Words.at(run.times().started()),
                Words.at(run.times().changed())));
    print(table);
  }
}
