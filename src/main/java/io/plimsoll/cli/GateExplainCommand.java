package io.plimsoll.cli;

import io.plimsoll.common.Digest;
import io.plimsoll.common.RunId;
import io.plimsoll.gate.Decision;
import io.plimsoll.gate.Difference;
import io.plimsoll.gate.Explanation;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Run;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
    name = "explain",
    description = {
      "Says who could decide at a gate, what is missing, and what would happen; changes nothing.",
      "Without --stage it is the gate the run is at, or comes to next."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  plimsoll gate explain sidekick-k3f9ax",
      "  plimsoll gate explain sidekick-k3f9ax --stage finalize --at 2026-12-05T02:00:00Z"
    })
final class GateExplainCommand extends Command {
  @Parameters(paramLabel = "RUN", description = "The run's id.")
  RunId id;

  @Option(
      names = "--stage",
      paramLabel = "STAGE",
      description = "The stage the gate stands before.")
  Optional<StageName> stage = Optional.empty();

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description = "As of this instant, if nobody does anything until then.")
  Optional<Instant> at = Optional.empty();

  GateExplainCommand(Bench bench) {
    super(bench);
  }

  /** Instants in UTC; what is not the case is null. */
  record Shown(
      String run,
      String stage,
      String rule,
      Instant at,
      String state,
      String digest,
      Instant until,
      List<Map<String, String>> decisions,
      List<String> missing,
      List<Map<String, String>> could,
      List<Map<String, String>> cannot,
      List<String> changed,
      List<String> then) {}

  @Override
  ExitCode run() {
    try (Desk.Session session = bench.open()) {
      Run run = find(session, id);
      StageName gate = stage.orElseGet(() -> next(session, run));
      Instant when = at.orElseGet(() -> voice().terminal().clock().instant());
      Explanation said = session.orchestrator().explain(id, gate, when);
      if (json()) {
        printJson(shown(said, when));
      } else {
        text(said, when);
      }
      return ExitCode.OK;
    }
  }

  /** Where the run is, if that has a gate in the plan, else the first gate after it. */
  private static StageName next(Desk.Session session, Run run) {
    var written = session.planOf(run).spec().gates().byStage().keySet();
    StageName here = run.state().stage().orElse(StageName.PREFLIGHT);
    return Arrays.stream(StageName.values())
        .filter(s -> s.compareTo(here) >= 0 && written.contains(s))
        .findFirst()
        .orElse(StageName.FINALIZE);
  }

  private static Shown shown(Explanation said, Instant when) {
    return new Shown(
        said.run().value(),
        said.stage().text(),
        said.rule(),
        when,
        said.state().name(),
        said.digest().map(Digest::hex).orElse(null),
        said.until().orElse(null),
        said.decisions().stream().map(GateExplainCommand::decision).toList(),
        said.missing(),
        said.could().stream().map(GateExplainCommand::person).toList(),
        said.cannot().stream().map(GateExplainCommand::person).toList(),
        said.changed().stream().map(Difference::text).toList(),
        said.then());
  }

  private static Map<String, String> decision(Decision decision) {
    return Map.of(
        "at", decision.at().toString(),
        "kind", Words.of(decision.made().kind()),
        "person", decision.person().value(),
        "comment", decision.made().comment());
  }

  private static Map<String, String> person(Explanation.Person person) {
    return Map.of(
        "person", person.person().value(),
        "name", person.name(),
        "roles", person.roles(),
        "why", person.why());
  }

  private void text(Explanation said, Instant when) {
    voice().print("gate     before %s of %s: %s".formatted(said.stage(), said.run(), said.rule()));
    voice().print("state    %s at %s".formatted(Words.of(said.state()), Words.at(when)));
    said.digest().ifPresent(d -> voice().print("digest   " + d.hex()));
    said.until().ifPresent(until -> voice().print("until    " + Words.at(until)));
    said.decisions().forEach(d -> voice().print("decided  " + line(d)));
    said.changed().forEach(d -> voice().print("changed  " + d.text()));
    said.missing().forEach(m -> voice().print("missing  " + m));
    said.could().forEach(p -> voice().print("could    " + line(p)));
    said.cannot().forEach(p -> voice().print("cannot   " + line(p)));
    said.then().forEach(t -> voice().print("then     " + t));
  }

  private static String line(Decision decision) {
    String comment = decision.made().comment();
    return "%s %s by %s%s"
        .formatted(
            Words.at(decision.at()),
            Words.of(decision.made().kind()),
            decision.made().by().name(),
            comment.isBlank() ? "" : ": " + comment);
  }

  private static String line(Explanation.Person person) {
    return "%s (%s)%s"
        .formatted(
            person.name(), person.roles(), person.why().isEmpty() ? "" : ": " + person.why());
  }
}
