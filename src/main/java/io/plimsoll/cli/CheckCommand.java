package io.plimsoll.cli;

import io.plimsoll.common.Finding;
import io.plimsoll.plan.GateRule;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.StageName;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
    name = "check",
    description = {
      "Checks a plan file and holds it against the configuration.",
      "Reads files only: it connects nowhere and reads no secret. All problems are said at once,"
          + " each with file, line and what is expected."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  plimsoll check migrations/sidekick/plan.yaml",
      "  plimsoll check --config site.yaml --output json plan.yaml"
    })
final class CheckCommand extends Command {
  @Parameters(paramLabel = "PLAN", description = "The plan file.")
  Path file;

  CheckCommand(Bench bench) {
    super(bench);
  }

  record Checked(
      String file,
      boolean valid,
      String plan,
      List<String> shards,
      Map<String, String> gates,
      List<Finding> warnings) {}

  @Override
  ExitCode run() {
    Plan plan = new PlanFiles(bench).read(file);
    List<String> shards = plan.spec().shards().stream().map(s -> s.name().value()).toList();
    List<Finding> warnings =
        bench
            .desk()
            .configuration(bench.options().chosen())
            .configuration()
            .control()
            .checkpointsAtHomeOnly()
            .stream()
            .toList();
    if (json()) {
      printJson(new Checked(file.toString(), true, plan.name(), shards, gates(plan), warnings));
    } else {
      voice()
          .print(
              "%s: ok, %s, gates: %s"
                  .formatted(file, Words.count(shards.size(), "shard"), gatesText(plan)));
      warnings.forEach(warning -> voice().say("warning: " + warning.text()));
    }
    return ExitCode.OK;
  }

  private static Map<String, String> gates(Plan plan) {
    var gates = new TreeMap<String, String>();
    plan.spec()
        .gates()
        .byStage()
        .forEach((stage, gate) -> gates.put(stage.text(), gate.toString()));
    return gates;
  }

  private static String gatesText(Plan plan) {
    List<StageName> holding =
        plan.spec().gates().byStage().entrySet().stream()
            .filter(gate -> !gate.getValue().equals(GateRule.AUTOMATIC))
            .map(Map.Entry::getKey)
            .sorted()
            .toList();
    return holding.isEmpty()
        ? "all automatic"
        : "waits before " + holding.stream().map(StageName::text).collect(Collectors.joining(", "));
  }
}
