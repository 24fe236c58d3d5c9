package io.plimsoll.cli;

import io.plimsoll.common.RunId;
import io.plimsoll.engine.Orchestrator.Windows;
import io.plimsoll.gate.WindowAnswer;
import io.plimsoll.gate.WindowFit;
import io.plimsoll.gate.WindowTime;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.Schedule;
import java.nio.file.Files;
import java.nio.file.Path;
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
      "Times are shown in the plan's zone and in yours. Reads files and the control database only."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  plimsoll windows explain plan.yaml",
      "  plimsoll windows explain sidekick-k3f9ax --at 2026-12-05T01:30 --zone Europe/Berlin",
      "  plimsoll windows explain plan.yaml --at 2026-10-25T02:30+01:00 --output json"
    })
final class WindowsExplainCommand extends Command {
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

  private record Subject(Plan plan, Optional<RunId> run) {}

  @Override
  ExitCode run() {
    try (Desk.Session session = bench.open()) {
      Subject subject = subject(session);
      ZoneId plans = subject.plan().spec().schedule().map(Schedule::zone).orElse(yours());
      Instant asked =
          at.map(text -> AskedTime.read(text, zone.orElse(plans)))
              .orElse(voice().terminal().clock().instant());
      Windows windows = session.orchestrator().windows(subject.plan(), asked);
      if (json()) {
        printJson(explained(subject, windows, plans));
      } else {
        text(subject, windows, plans);
      }
      return ExitCode.OK;
    }
  }

  private ZoneId yours() {
    return zone.orElse(voice().terminal().clock().getZone());
  }

  private Subject subject(Desk.Session session) {
    Path file = Path.of(what);
    if (Files.exists(file)) {
      return new Subject(new PlanFiles(bench).read(file), Optional.empty());
    }
    return runId()
        .flatMap(session.orchestrator()::find)
        .map(run -> new Subject(session.planOf(run), Optional.of(run.id())))
        .orElseThrow(
            () ->
                new RefusalException(
                    "there is no plan file and no run '%s'; 'plimsoll list' shows the runs"
                        .formatted(what)));
  }

  private Optional<RunId> runId() {
    try {
      return Optional.of(new RunId(what));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private Explained explained(Subject subject, Windows windows, ZoneId plans) {
    WindowAnswer answer = windows.answer();
    Optional<Schedule> schedule = subject.plan().spec().schedule();
    return new Explained(
        subject.plan().name(),
        subject.run().map(RunId::value).orElse(null),
        answer.open(),
        answer.reason().name(),
        answer.why(),
        moment(answer.at(), plans),
        answer.nextOpening().map(opening -> moment(opening, plans)).orElse(null),
        answer.nextClosing().map(closing -> moment(closing, plans)).orElse(null),
        schedule
            .map(s -> s.windows().stream().map(Schedule.Window::text).toList())
            .orElse(List.of()),
        schedule
            .map(s -> s.freezes().stream().map(Schedule.Freeze::text).toList())
            .orElse(List.of()),
        schedule.map(s -> Words.of(s.overrun())).orElse(null),
        windows.fit().map(WindowsExplainCommand::fit).orElse(null));
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

  private void text(Subject subject, Windows windows, ZoneId plans) {
    WindowAnswer answer = windows.answer();
    voice()
        .print(
            "%s: %s, %s"
                .formatted(
                    subject.run().map(RunId::value).orElse(subject.plan().name()),
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
    subject.plan().spec().schedule().ifPresent(schedule -> run(windows, schedule));
  }

  private void run(Windows windows, Schedule schedule) {
    voice()
        .print(
            "a run "
                + windows
                    .fit()
                    .map(WindowWords::of)
                    .orElse("of this plan was not measured yet: its dry run will"));
    voice().print("a stage that overruns: " + Words.of(schedule.overrun()));
  }

  private void row(TextTable table, String name, Optional<Instant> at, ZoneId plans) {
    table.row(
        name,
        at.map(instant -> WindowTime.text(instant, plans)).orElse("never"),
        at.map(instant -> WindowTime.text(instant, yours())).orElse("never"));
  }
}
