package io.plimsoll.cli;

import io.plimsoll.audit.Actor;
import io.plimsoll.audit.VerifierKey;

@picocli.CommandLine.Command(
    name = "rotate-key",
    description = {
      "Replaces the key that signs checkpoints. The old key signs for the new one, in an event of"
          + " the log, so that whoever trusted the old one can go on."
    },
    footerHeading = "%nExamples:%n",
    footer = "  plimsoll audit rotate-key")
final class AuditRotateKeyCommand extends Command {
  AuditRotateKeyCommand(Bench bench) {
    super(bench);
  }

  record Rotated(String key) {}

  @Override
  ExitCode run() {
    try (Desk.Session session = bench.open()) {
      Desk.Audit audit = session.audit();
      // The old key vouches for all that is there before it is gone.
      audit.checkpoints().write().forEach(voice()::complain);
      var by = Actor.localProcess(System.getProperty("user.name"), session.workshop().node());
      VerifierKey key = audit.log().rotateKey(by);
      audit.checkpoints().write().forEach(voice()::complain);
      if (json()) {
        printJson(new Rotated(key.text()));
      } else {
        voice().print(key.text());
      }
      return ExitCode.OK;
    }
  }
}
