package io.plimsoll.cli;

import io.plimsoll.common.RunId;
import io.plimsoll.engine.Orchestrator;
import io.plimsoll.run.Run;
import io.plimsoll.transfer.ChunkLedger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
    name = "status",
    description =
        "Shows where a run is, who works on it and how far each shard is; beside a running process,"
            + " too.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  plimsoll status sidekick-k3f9ax",
      "  plimsoll status sidekick-k3f9ax --output json | jq .state"
    })
final class StatusCommand extends Command {
  @Parameters(paramLabel = "RUN", description = "The run's id.")
  RunId id;

  StatusCommand(Bench bench) {
    super(bench);
  }

  /** Instants in UTC; what is not the case is null. */
  record Shown(
      String run,
      String state,
      String hold,
      String holdText,
      String request,
      boolean diverged,
      String outcome,
      String holder,
      Instant started,
      Instant changed,
      Instant ended,
      Map<String, String> shards,
      List<Copied> copy) {}

  record Copied(
      String shard, String object, int chunks, int confirmed, int verified, long rows, long bytes) {
    static Copied of(ChunkLedger.Progress progress) {
      return new Copied(
          progress.shard().value(),
          progress.object().toString(),
          progress.chunks(),
          progress.confirmed(),
          progress.verified(),
          progress.rows(),
          progress.bytes());
    }
  }

  @Override
  ExitCode run() {
    try (Desk.Session session = bench.open()) {
      find(session, id);
      Orchestrator.Status status = session.orchestrator().status(id);
      if (json()) {
        printJson(shown(status));
      } else {
        text(status);
      }
      return ExitCode.OK;
    }
  }

  private static Shown shown(Orchestrator.Status status) {
    Run run = status.run();
    var shards = new TreeMap<String, String>();
    status.shards().forEach((shard, state) -> shards.put(shard.value(), Words.of(state)));
    return new Shown(
        run.id().value(),
        run.state().name(),
        run.hold().map(hold -> hold.reason().name()).orElse(null),
        run.hold().map(hold -> hold.text()).orElse(null),
        run.request().map(Enum::name).orElse(null),
        run.diverged(),
        run.outcome(),
        status.holder().orElse(null),
        run.times().started(),
        run.times().changed(),
        run.times().ended().orElse(null),
        shards,
        status.progress().stream().map(Copied::of).toList());
  }

  private void text(Orchestrator.Status status) {
    Run run = status.run();
    voice().print("run      " + run.id());
    voice().print("state    " + Words.of(run.state()) + (run.diverged() ? ", diverged" : ""));
    run.hold()
        .ifPresent(
            hold ->
                voice().print("held     %s: %s".formatted(Words.of(hold.reason()), hold.text())));
    run.request().ifPresent(asked -> voice().print("asked    " + Words.of(asked)));
    if (!run.outcome().isEmpty()) {
      voice().print("outcome  " + run.outcome());
    }
    voice().print("driven   " + status.holder().map(who -> "by " + who).orElse("by nobody now"));
    voice().print("started  " + Words.at(run.times().started()));
    voice().print("changed  " + Words.at(run.times().changed()));
    run.times().ended().ifPresent(ended -> voice().print("ended    " + Words.at(ended)));
    shards(status);
  }

  private void shards(Orchestrator.Status status) {
    var copied =
        status.progress().stream().collect(Collectors.groupingBy(ChunkLedger.Progress::shard));
    var table = new TextTable("shard", "state", "rows copied", "chunks", "confirmed", "verified");
    status
        .shards()
        .forEach(
            (shard, state) -> {
              List<ChunkLedger.Progress> objects = copied.getOrDefault(shard, List.of());
              table.row(
                  shard,
                  Words.of(state),
                  Words.number(objects.stream().mapToLong(ChunkLedger.Progress::rows).sum()),
                  Words.number(objects.stream().mapToLong(ChunkLedger.Progress::chunks).sum()),
                  Words.number(objects.stream().mapToLong(ChunkLedger.Progress::confirmed).sum()),
                  Words.number(objects.stream().mapToLong(ChunkLedger.Progress::verified).sum()));
            });
    if (!table.isEmpty()) {
      voice().print("");
      print(table);
    }
  }
}
