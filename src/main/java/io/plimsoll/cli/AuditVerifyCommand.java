package io.plimsoll.cli;

import io.plimsoll.audit.AuditException;
import io.plimsoll.audit.AuditExport;
import io.plimsoll.audit.CheckpointFolder;
import io.plimsoll.audit.ExportedRecord;
import io.plimsoll.audit.LogVerifier;
import io.plimsoll.audit.StoredCheckpoint;
import io.plimsoll.audit.Verification;
import io.plimsoll.audit.VerifierKey;
import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.Guards;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
    name = "verify",
    description = {
      "Holds the audit log against every checkpoint that was signed and given away, and says where"
          + " it was changed. Ends with 1 when it was.",
      "With FOLDER it reads an export, and needs neither configuration nor network; with --server"
          + " what that server shows; else the control database and the places of this"
          + " configuration."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  plimsoll audit verify",
      "  plimsoll audit verify evidence/audit --checkpoints /mnt/witness/plimsoll --key log.pub",
      "  plimsoll audit verify --server https://plimsoll.example:8443 --key log.pub"
    })
final class AuditVerifyCommand extends ServedCommand {
  @Parameters(
      paramLabel = "FOLDER",
      arity = "0..1",
      description = "An export, made by 'plimsoll audit export'.")
  Path folder;

  @Option(
      names = "--checkpoints",
      paramLabel = "DIR",
      description = "One more directory with checkpoints, such as a witness kept. Repeatable.")
  List<Path> checkpoints = new ArrayList<>();

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "The log's public key as you got it, not as the export has it.")
  Path key;

  AuditVerifyCommand(Bench bench) {
    super(bench);
  }

  record Verified(
      boolean valid,
      long events,
      String root,
      int checkpoints,
      long covered,
      List<Finding> findings) {}

  @Override
  ExitCode run() throws IOException {
    List<StoredCheckpoint> given = new ArrayList<>();
    for (Path directory : checkpoints) {
      if (!Files.isDirectory(directory)) {
        throw new RefusalException(directory + " is no directory");
      }
      given.addAll(CheckpointFolder.storedIn(directory));
    }
    Optional<VerifierKey> trusted = Optional.ofNullable(key).map(AuditVerifyCommand::key);
    return tell(verified(given, trusted));
  }

  private Verification verified(List<StoredCheckpoint> given, Optional<VerifierKey> trusted)
      throws IOException {
    if (folder != null) {
      if (server.url.isPresent()) {
        throw new RefusalException("expected FOLDER or --server, not both");
      }
      return offline(given, trusted);
    }
    Optional<ServerClient> client = client();
    return client.isPresent()
        ? served(new ServedLog(client.get()), given, trusted)
        : online(given, trusted);
  }

  private static Verification served(
      ServedLog log, List<StoredCheckpoint> given, Optional<VerifierKey> trusted) {
    var all = new ArrayList<StoredCheckpoint>(given);
    all.add(log.checkpoint());
    var found = new ArrayList<Finding>();
    String where = log.client().server().toString();
    if (trusted.isEmpty()) {
      found.add(ownKey("key-of-the-server", where));
    }
    return with(found, new LogVerifier(Guards.all()).verify(where, log.record(), all, trusted));
  }

  private static Finding ownKey(String code, String where) {
    return Finding.note(
        code, where, "its own key was used; --key with one you got another way proves more");
  }

  private Verification online(List<StoredCheckpoint> given, Optional<VerifierKey> trusted)
      throws IOException {
    try (Desk.Session session = bench.open()) {
      Desk.Audit audit = session.audit();
      var all = new ArrayList<StoredCheckpoint>(given);
      for (CheckpointFolder place : audit.folders()) {
        all.addAll(place.stored());
      }
      var found = new ArrayList<Finding>();
      signingKey(audit).ifPresent(found::add);
      return with(
          found,
          new LogVerifier(Guards.all())
              .verify("control database", audit.log().record(), all, trusted));
    }
  }

  /** Whether this installation could sign what the log says: a swapped file shows here at once. */
  private static Optional<Finding> signingKey(Desk.Audit audit) {
    try {
      audit.keys().signingAs(audit.log().head().key());
      return Optional.empty();
    } catch (AuditException e) {
      return Optional.of(
          Finding.blocking(
              GuardId.F63,
              "key-file",
              "signing key",
              e.getMessage(),
              "no checkpoint is signed until then; runbooks/audit.md"));
    }
  }

  private Verification offline(List<StoredCheckpoint> given, Optional<VerifierKey> trusted)
      throws IOException {
    var export = new AuditExport(folder);
    if (!Files.isRegularFile(export.events())) {
      throw new RefusalException(
          folder + " holds no events.jsonl; 'plimsoll audit export' makes such a folder");
    }
    var all = new ArrayList<StoredCheckpoint>(given);
    if (Files.isDirectory(export.checkpoints())) {
      all.addAll(CheckpointFolder.storedIn(export.checkpoints()));
    }
    var found = new ArrayList<Finding>();
    Optional<VerifierKey> counting = trusted;
    if (trusted.isEmpty()) {
      found.add(ownKey("key-of-the-export", folder.toString()));
      counting = Files.exists(export.key()) ? Optional.of(key(export.key())) : Optional.empty();
    }
    return with(
        found,
        new LogVerifier(Guards.all())
            .verify(
                export.events().toString(), new ExportedRecord(export.events()), all, counting));
  }

  private static VerifierKey key(Path file) {
    try {
      return new VerifierKey(Files.readString(file).strip());
    } catch (IOException e) {
      throw new RefusalException(file + " cannot be read: " + e.getClass().getSimpleName());
    } catch (IllegalArgumentException e) {
      throw new RefusalException(file + ": " + e.getMessage());
    }
  }

  private static Verification with(List<Finding> first, Verification v) {
    var findings = new ArrayList<Finding>(first);
    findings.addAll(v.findings());
    return new Verification(v.events(), v.root(), v.checkpoints(), v.covered(), findings);
  }

  private ExitCode tell(Verification v) {
    if (json()) {
      printJson(
          new Verified(
              v.valid(), v.events(), v.root().hex(), v.checkpoints(), v.covered(), v.findings()));
    } else {
      v.findings().forEach(finding -> voice().print(finding.text()));
      voice()
          .print(
              "%s, root %s, %s held against it: %s"
                  .formatted(
                      Words.count(v.events(), "event"),
                      v.root().brief(),
                      Words.count(v.checkpoints(), "checkpoint"),
                      v.valid()
                          ? "as signed, up to event " + (v.covered() - 1)
                          : "NOT what was recorded"));
    }
    return v.valid() ? ExitCode.OK : ExitCode.ERROR;
  }
}
