package io.plimsoll.cli;

import io.plimsoll.gate.Decision;
import io.plimsoll.gate.Gate;
import io.plimsoll.gate.GateDecision;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

@picocli.CommandLine.Command(
    name = "reviews",
    description = "Lists gates that were opened in an emergency and wait for a review.",
    footerHeading = "%nExamples:%n",
    footer = "  plimsoll gate reviews")
final class GateReviewsCommand extends Command {
  GateReviewsCommand(Bench bench) {
    super(bench);
  }

  /** What {@code --output json} prints, one each. */
  record Due(String run, String stage, int round, Instant due, List<String> keys) {
    static Due of(Gate gate) {
      return new Due(
          gate.run().value(),
          gate.stage().text(),
          gate.round(),
          gate.times().reviewDue().orElseThrow(),
          turned(gate).stream().map(key -> key.made().by().name()).toList());
    }
  }

  private static List<Decision> turned(Gate gate) {
    return gate.decisions().stream().filter(d -> d.is(GateDecision.Kind.BREAK_GLASS)).toList();
  }

  @Override
  ExitCode run() {
    try (Desk.Session session = bench.open()) {
      List<Gate> due = session.orchestrator().reviewsDue();
      if (json()) {
        printJson(due.stream().map(Due::of).toList());
        return ExitCode.OK;
      }
      var table = new TextTable("run", "stage", "due", "broken by", "why");
      due.forEach(gate -> row(table, gate));
      print(table);
      return ExitCode.OK;
    }
  }

  private static void row(TextTable table, Gate gate) {
    List<Decision> keys = turned(gate);
    table.row(
        gate.run().value(),
        gate.stage().text(),
        Words.at(gate.times().reviewDue().orElseThrow()),
        keys.stream().map(key -> key.made().by().name()).collect(Collectors.joining(", ")),
        keys.stream().map(key -> key.made().comment()).collect(Collectors.joining("; ")));
  }
}
