package io.plimsoll.cli;

import io.plimsoll.common.Finding;
import io.plimsoll.common.Severity;
import io.plimsoll.engine.Orchestrator.Preview;
import io.plimsoll.engine.Orchestrator.Windows;
import io.plimsoll.gate.WindowAnswer;
import io.plimsoll.gate.WindowFit;
import io.plimsoll.gate.WindowTime;
import io.plimsoll.plan.Plan;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
    name = "plan",
    description = {
      "Says what a plan would do: what stands in the way, step by step what happens, how long it"
          + " takes, how to go back at each point, and the GRANTs it needs.",
      "Connects read-only and changes nothing."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  plimsoll plan migrations/sidekick/plan.yaml",
      "  plimsoll plan --output json plan.yaml | jq .findings"
    })
final class PlanCommand extends Command {
  /** Promise 1's only exception; what Plimsoll itself puts on the owner's stores. */
  static final List<String> OWN_THINGS =
      List.of(
          "schema plimsoll on every source and target: who holds the shard, and how far it is",
          "triggers on the tables that move: they refuse writes on the side that is closed (the"
              + " fence)",
          "databases of its own on the scratch store, dropped after the dry run");

  private static final String CAPTURE =
      "triggers on the tables that move: they write down the keys that clients change, on the side"
          + " that is open (the capture)";

  @Parameters(paramLabel = "PLAN", description = "The plan file.")
  Path file;

  PlanCommand(Bench bench) {
    super(bench);
  }

  record Previewed(
      String plan,
      boolean refused,
      List<Finding> findings,
      List<Shard> shards,
      List<String> steps,
      List<String> back,
      List<String> grants,
      List<String> ownThings,
      long predictedMillis,
      Open windows) {}

  /** What the windows are now; null where there is nothing to say. */
  record Open(
      boolean open,
      String why,
      Instant nextOpening,
      Instant nextClosing,
      Boolean fits,
      Long neededMillis) {}

  record Shard(String shard, String source, String target, int objects, long rows, long bytes) {}

  @Override
  ExitCode run() {
    Plan plan = new PlanFiles(bench).read(file);
    try (Desk.Session session = bench.open()) {
      Preview preview = session.orchestrator().preview(plan);
      Windows windows = session.orchestrator().windows(plan, voice().terminal().clock().instant());
      if (json()) {
        printJson(json(plan, preview, windows));
      } else {
        text(plan, preview, windows);
      }
      return preview.refused() ? ExitCode.REFUSED : ExitCode.OK;
    }
  }

  private static Previewed json(Plan plan, Preview preview, Windows windows) {
    return new Previewed(
        plan.name(),
        preview.refused(),
        preview.findings(),
        preview.shards().stream()
            .map(
                s ->
                    new Shard(
                        s.shard().value(),
                        s.source(),
                        s.target(),
                        s.objects(),
                        s.rows(),
                        s.bytes()))
            .toList(),
        preview.steps(),
        preview.back(),
        preview.grants(),
        ownThings(plan),
        preview.predictedMillis(),
        open(windows));
  }

  private static Open open(Windows windows) {
    WindowAnswer answer = windows.answer();
    return new Open(
        answer.open(),
        answer.why(),
        answer.nextOpening().orElse(null),
        answer.nextClosing().orElse(null),
        windows.fit().map(WindowFit::fits).orElse(null),
        windows.fit().map(fit -> fit.needed().toMillis()).orElse(null));
  }

  private static List<String> windowLines(Plan plan, Preview preview, Windows windows) {
    if (plan.spec().schedule().isEmpty()) {
      return List.of();
    }
    ZoneId zone = plan.spec().schedule().get().zone();
    WindowAnswer answer = windows.answer();
    return List.of(
        "%s now, %s".formatted(answer.open() ? "open" : "closed", answer.why()),
        "opens next "
            + answer.nextOpening().map(at -> WindowTime.text(at, zone)).orElse("never")
            + ", closes next "
            + answer.nextClosing().map(at -> WindowTime.text(at, zone)).orElse("never"),
        "a run "
            + windows
                .fit()
                .map(WindowWords::of)
                .orElseGet(() -> WindowWords.notMeasured(beforeSoak(plan, preview))));
  }

  /** The soak after the cut-over needs no window. */
  private static Duration beforeSoak(Plan plan, Preview preview) {
    Duration left =
        Duration.ofMillis(preview.predictedMillis()).minus(plan.spec().soak().duration());
    return left.isNegative() ? Duration.ZERO : left;
  }

  private static List<String> ownThings(Plan plan) {
    return plan.spec().capture().live()
        ? Stream.concat(OWN_THINGS.stream(), Stream.of(CAPTURE)).toList()
        : OWN_THINGS;
  }

  private void text(Plan plan, Preview preview, Windows windows) {
    voice().print(plan.name() + ": " + plan.spec().change().reason());
    voice().print("worst case: " + plan.spec().change().worstCase());
    findings(preview);
    shards(preview);
    section("What would happen", preview.steps());
    section("How to go back", preview.back());
    section("What Plimsoll itself creates, and removes when it goes back", ownThings(plan));
    section("GRANTs that are missing", preview.grants());
    section("When it may change things", windowLines(plan, preview, windows));
    voice().print("");
    voice()
        .print(
            "It would take about %s."
                .formatted(Words.duration(Duration.ofMillis(preview.predictedMillis()))));
    voice()
        .print(
            preview.refused()
                ? "A run would be refused: settle what blocks it. Nothing was changed."
                : "Nothing stands in the way. Nothing was changed.");
  }

  private void findings(Preview preview) {
    for (Severity severity : Severity.values()) {
      section(
          heading(severity),
          preview.findings().stream()
              .filter(finding -> finding.severity() == severity)
              .map(Finding::text)
              .toList());
    }
  }

  private static String heading(Severity severity) {
    return switch (severity) {
      case BLOCKING -> "Stands in the way";
      case WARNING -> "Warnings";
      case NOTE -> "Notes";
    };
  }

  private void shards(Preview preview) {
    var table = new TextTable("shard", "source", "target", "objects", "rows", "size");
    preview
        .shards()
        .forEach(
            s ->
                table.row(
                    s.shard(),
                    s.source(),
                    s.target(),
                    Words.number(s.objects()),
                    s.rows() < 0 ? "-" : Words.number(s.rows()),
                    Words.bytes(s.bytes())));
    if (!table.isEmpty()) {
      voice().print("");
      print(table);
    }
  }

  private void section(String heading, List<String> lines) {
    if (!lines.isEmpty()) {
      voice().print("");
      voice().print(heading + ":");
      lines.forEach(line -> voice().print("  " + line));
    }
  }
}
