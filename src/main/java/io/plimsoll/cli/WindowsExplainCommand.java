package io.plimsoll.cli;

import io.plimsoll.gate.WindowAnswer;
import io.plimsoll.gate.WindowFit;
import io.plimsoll.gate.WindowTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
    name = "explain",
    description = {
      "Says whether the windows of a plan, or of a run's plan, are open, why, when they open and"
          + " close next, and whether a run fits, as its dry run has measured.",
      "Times are shown in the plan's zone and in yours. No store is asked, and nothing is changed."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  plimsoll windows explain plan.yaml",
      "  plimsoll windows explain sidekick-k3f9ax --at 2026-12-05T01:30 --zone Europe/Berlin",
      "  plimsoll windows explain plan.yaml --at 2026-10-25T02:30+01:00 --output json",
      "  plimsoll windows explain sidekick-k3f9ax --server https://plimsoll.example:8443"
    })
final class WindowsExplainCommand extends ReachingCommand {
  @Parameters(paramLabel = "PLAN|RUN", description = "The plan file, or a run's id.")
  String what;

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description =
          "Asks about another time than now: 2026-12-05T01:30-08:00, or without an offset as the"
              + " clock shows it in --zone, or else in the plan's zone.")
  Optional<String> at = Optional.empty();

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description = "Your time zone, such as Europe/Berlin. Unless said it is this machine's.")
  Optional<ZoneId> zone = Optional.empty();

  WindowsExplainCommand(Bench bench) {
    super(bench);
  }

  /** What is not the case is null. */
  record Explained(
      String plan,
      String run,
      boolean open,
      String reason,
      String why,
      Moment at,
      Moment nextOpening,
      Moment nextClosing,
      List<String> windows,
      List<String> freezes,
      String overrun,
      Fit fit) {}

  record Moment(Instant instant, String inPlansZone, String inYourZone) {}

  record Fit(boolean fits, long neededMillis, Long availableMillis, String basis) {}

  @Override
  ExitCode run() {
    try (Reach reach = reach()) {
      WindowsShown now = reach.windows(what, Optional.empty());
      ZoneId plans = now.rules().map(WindowsShown.Rules::zone).orElse(yours());
      WindowsShown shown =
          at.map(text -> AskedTime.read(text, zone.orElse(plans)))
              .map(asked -> reach.windows(what, Optional.of(asked)))
              .orElse(now);
      if (json()) {
        printJson(explained(shown, plans));
      } else {
        text(shown, plans);
      }
      return ExitCode.OK;
    }
  }

  private ZoneId yours() {
    return zone.orElse(voice().terminal().clock().getZone());
  }

  private Explained explained(WindowsShown shown, ZoneId plans) {
    WindowAnswer answer = shown.answer();
    Optional<WindowsShown.Rules> rules = shown.rules();
    return new Explained(
        shown.plan(),
        shown.run().orElse(null),
        answer.open(),
        answer.reason().name(),
        answer.why(),
        moment(answer.at(), plans),
        answer.nextOpening().map(opening -> moment(opening, plans)).orElse(null),
        answer.nextClosing().map(closing -> moment(closing, plans)).orElse(null),
        rules.map(WindowsShown.Rules::windows).orElse(List.of()),
        rules.map(WindowsShown.Rules::freezes).orElse(List.of()),
        rules.map(WindowsShown.Rules::overrun).orElse(null),
        shown.fit().map(WindowsExplainCommand::fit).orElse(null));
  }

  private Moment moment(Instant instant, ZoneId plans) {
    return new Moment(
        instant, instant.atZone(plans).toString(), instant.atZone(yours()).toString());
  }

  private static Fit fit(WindowFit fit) {
    return new Fit(
        fit.fits(),
        fit.needed().toMillis(),
        fit.available().map(Duration::toMillis).orElse(null),
        fit.basis());
  }

  private void text(WindowsShown shown, ZoneId plans) {
    WindowAnswer answer = shown.answer();
    voice()
        .print(
            "%s: %s, %s"
                .formatted(
                    shown.run().orElse(shown.plan()),
                    answer.open() ? "open" : "closed",
                    answer.why()));
    var table = new TextTable("", "in the plan's zone", "in yours");
    row(table, "at", Optional.of(answer.at()), plans);
    if (answer.open()) {
      row(table, "closes", answer.nextClosing(), plans);
      row(table, "opens again", answer.nextOpening(), plans);
    } else {
      row(table, "opens", answer.nextOpening(), plans);
      row(table, "closes again", answer.nextClosing(), plans);
    }
    print(table);
    shown.rules().ifPresent(rules -> run(shown, rules));
  }

  private void run(WindowsShown shown, WindowsShown.Rules rules) {
    voice()
        .print(
            "a run "
                + shown
                    .fit()
                    .map(WindowWords::of)
                    .orElse("of this plan was not measured yet: its dry run will"));
    voice().print("a stage that overruns: " + rules.overrun());
  }

  private void row(TextTable table, String name, Optional<Instant> at, ZoneId plans) {
    table.row(
        name,
        at.map(instant -> WindowTime.text(instant, plans)).orElse("never"),
        at.map(instant -> WindowTime.text(instant, yours())).orElse("never"));
  }
}
