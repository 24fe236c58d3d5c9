package io.plimsoll.cli;

import io.plimsoll.audit.AuditExport;
import io.plimsoll.audit.AuditLog;
import io.plimsoll.audit.CheckpointFolder;
import io.plimsoll.audit.StoredCheckpoint;
import io.plimsoll.audit.VerifierKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
    name = "export",
    description = {
      "Writes the audit log into a folder: events.jsonl, all checkpoints that can be read, and the"
          + " public key.",
      "Signs one more checkpoint first, so that the export is covered to its last event."
    },
    footerHeading = "%nExamples:%n",
    footer = "  plimsoll audit export evidence/audit")
final class AuditExportCommand extends Command {
  @Parameters(
      paramLabel = "FOLDER",
      description = "Made if it is not there. An export in it is not replaced.")
  Path folder;

  AuditExportCommand(Bench bench) {
    super(bench);
  }

  record Exported(String folder, long events, int checkpoints, String key) {}

  @Override
  ExitCode run() throws IOException {
    try (Desk.Session session = bench.open()) {
      Desk.Audit audit = session.audit();
      audit.checkpoints().write().forEach(voice()::complain);
      var stored = new ArrayList<StoredCheckpoint>();
      for (CheckpointFolder place : audit.folders()) {
        stored.addAll(place.stored());
      }
      VerifierKey first = firstKey(audit.log());
      long events = new AuditExport(folder).write(audit.log().record(), stored, first);
      if (json()) {
        printJson(new Exported(folder.toString(), events, stored.size(), first.text()));
      } else {
        voice().print(folder.toString());
        voice()
            .say(
                "%s, %s; 'plimsoll audit verify %s' checks them anywhere"
                    .formatted(
                        Words.count(events, "event"),
                        Words.count(stored.size(), "checkpoint"),
                        folder));
      }
      return ExitCode.OK;
    }
  }

  /** A log whose start was damaged is evidence, too, and exported with the key it has now. */
  private static VerifierKey firstKey(AuditLog log) {
    try {
      return log.read(0, 1).stream()
          .map(event -> new VerifierKey(event.payload().text("key")))
          .toList()
          .get(0);
    } catch (RuntimeException e) {
      return log.head().key();
    }
  }
}
