package io.plimsoll.cli;

import io.plimsoll.audit.AuditEvent;
import io.plimsoll.common.RunId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(
    name = "list",
    description = {
      "Lists the events of the audit log, newest first.",
      "Whether they are what was recorded, 'plimsoll audit verify' says."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  plimsoll audit list", "  plimsoll audit list --run sidekick-k3f9ax --output json"})
final class AuditListCommand extends Command {
  private static final int MOST = 10_000;

  @Option(names = "--run", paramLabel = "RUN", description = "Only those of this run.")
  RunId run;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "How many at most (${DEFAULT-VALUE}).")
  int limit;

  AuditListCommand(Bench bench) {
    super(bench);
  }

  @Override
  ExitCode run() {
    if (limit < 1 || limit > MOST) {
      throw new RefusalException("--limit is 1 to " + MOST + ", found " + limit);
    }
    try (Desk.Session session = bench.open()) {
      List<AuditEvent> events = session.audit().log().newest(Optional.ofNullable(run), limit);
      if (json()) {
        voice()
            .printAsIs(
                events.stream().map(AuditEvent::json).collect(Collectors.joining(",", "[", "]")));
      } else {
        var table = new TextTable("event", "at", "type", "run", "who", "what");
        events.forEach(
            event ->
                table.row(
                    event.sequence(),
                    Words.at(event.at()),
                    event.type(),
                    event.run().map(RunId::value).orElse("-"),
                    event.actor().text(),
                    what(event)));
        print(table);
      }
      return ExitCode.OK;
    }
  }

  private static String what(AuditEvent event) {
    String text = event.payload().text("text");
    return text.isEmpty() ? event.payload().json() : text.lines().findFirst().orElse("");
  }
}
