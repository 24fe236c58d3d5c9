package io.plimsoll.cli;

import io.plimsoll.plan.StageName;
import io.plimsoll.report.Report;
import io.plimsoll.report.ReportFiles;
import io.plimsoll.report.RunSummary;
import io.plimsoll.run.Run;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Ends a command that drove a run: writes the report, prints the outcome, says how to go on. */
final class Ending {
  private final Bench bench;
  private final Desk.Session session;

  Ending(Bench bench, Desk.Session session) {
    this.bench = bench;
    this.session = session;
  }

  /** The code to end with: the run's own, or an error when its report could not be written. */
  ExitCode tell(Driving.Rest rest, Set<StageName> holdBefore) {
    Run run = rest.run();
    Report report =
        session
            .report(run.id())
            .orElseThrow(() -> new IllegalStateException("run " + run.id() + " has no report"));
    Optional<ReportFiles.Paths> written = write(run, report);
    if (bench.options().json()) {
      bench.voice().printAsIs(RunSummary.of(report, page(written)).json());
    } else {
      new OutcomeText(bench.voice()).print(report);
      written.ifPresent(this::print);
    }
    goOn(rest, report, holdBefore);
    return written.isEmpty() && rest.code() == ExitCode.OK ? ExitCode.ERROR : rest.code();
  }

  private Optional<ReportFiles.Paths> write(Run run, Report report) {
    try {
      return Optional.of(ReportFiles.write(report, session.reportFolder(run.id())));
    } catch (UncheckedIOException e) {
      bench
          .voice()
          .complain(
              "%s; 'plimsoll report export %s --to DIR' writes it elsewhere"
                  .formatted(e.getMessage(), run.id()));
      return Optional.empty();
    }
  }

  /** An unwritten report has no path. */
  private static Path page(Optional<ReportFiles.Paths> written) {
    return written.map(ReportFiles.Paths::html).orElse(Path.of(""));
  }

  private void print(ReportFiles.Paths paths) {
    bench.voice().print("report: " + paths.html());
    bench.voice().print("        " + paths.json());
  }

  private void goOn(Driving.Rest rest, Report report, Set<StageName> holdBefore) {
    Run run = rest.run();
    if (rest.code() == ExitCode.INTERRUPTED) {
      bench.voice().say(Tone.CARE, "stopped; " + Driving.toGoOn(run, holdBefore));
    } else if (rest.code() == ExitCode.STALE) {
      bench.voice().complain("another process took over run " + run.id());
    } else if (rest.code() == ExitCode.OUTSIDE_WINDOW && run.hold().isPresent()) {
      bench.voice().say(Tone.CARE, run.hold().get().text());
    } else if (rest.code() == ExitCode.WAITS) {
      bench.voice().say(Tone.CARE, Driving.toGoOn(session.orchestrator(), run, holdBefore));
      bench.voice().say("'plimsoll rollback " + run.id() + "' goes back; doing nothing holds");
    } else {
      report.summary().next().forEach(bench.voice()::say);
    }
  }
}
