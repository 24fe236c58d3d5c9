package io.plimsoll.cli;

import io.plimsoll.common.Finding;
import io.plimsoll.common.ShardId;
import io.plimsoll.store.Store;
import io.plimsoll.store.Vault;
import io.plimsoll.transfer.Manifest;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@picocli.CommandLine.Command(
    name = "restore",
    description = {
      "Restores a snapshot into an empty database, compares every row with the snapshot's"
          + " fingerprints, and opens the database only when all are equal.",
      "A database that is not empty is refused; a restore that does not end equal is taken away."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  plimsoll snapshot restore sidekick/sidekick-k3f9ax/s00 --vault vault --to spare",
      "  plimsoll snapshot restore SET --vault vault --to spare --shard s00 --output json"
    })
final class SnapshotRestoreCommand extends Command {
  @Parameters(paramLabel = "SET", description = "The set, as 'snapshot list' prints it.")
  String set;

  @Option(
      names = "--vault",
      paramLabel = "STORE",
      required = true,
      description = "The vault that keeps it.")
  String vaultName;

  @Option(
      names = "--to",
      paramLabel = "STORE",
      required = true,
      description = "The store to restore into.")
  String storeName;

  @Option(
      names = "--shard",
      paramLabel = "SHARD",
      description = "Which database of the store; the snapshot's own shard unless said otherwise.")
  Optional<ShardId> shard = Optional.empty();

  SnapshotRestoreCommand(Bench bench) {
    super(bench);
  }

  @Override
  Set<ExitCode> exitCodes() {
    return EnumSet.of(ExitCode.INTERRUPTED);
  }

  record Restored(
      String set, String store, String shard, String verdict, long rows, List<Finding> findings) {}

  @Override
  ExitCode run() {
    try (Desk.Session session = bench.open();
        Vault vault = session.stores().vault(vaultName)) {
      Manifest manifest = Manifest.of(vault, set);
      ShardId into = shard.orElseGet(() -> new ShardId(manifest.origin().shard()));
      try (Store target = session.stores().open(storeName, into)) {
        return tell(restore(session, vault, manifest, target, into), target, into);
      }
    }
  }

  private SnapshotRestore.Result restore(
      Desk.Session session, Vault vault, Manifest manifest, Store target, ShardId into) {
    voice()
        .say(
            "restoring %s of %s into %s"
                .formatted(Words.count(manifest.rows(), "row"), set, target.name()));
    try (var interruption = Interruption.during(voice(), () -> {});
        var progress = new Progress(voice())) {
      return new SnapshotRestore(session.workshop().heardBy(progress), interruption::happened)
          .restore(vault, set, manifest, target, into);
    }
  }

  private ExitCode tell(SnapshotRestore.Result result, Store target, ShardId into) {
    String verdict =
        result.verdict().map(v -> Words.of(v)).orElseGet(() -> Words.of(result.kind()));
    if (json()) {
      printJson(
          new Restored(
              set, target.name(), into.value(), verdict, result.rows(), result.findings()));
    } else {
      voice().print("%s into %s: %s".formatted(set, target.name(), verdict));
    }
    result.findings().forEach(finding -> voice().complain(finding.text()));
    return switch (result.kind()) {
      case REFUSED -> ExitCode.REFUSED;
      case STOPPED -> ExitCode.INTERRUPTED;
      case COMPARED -> compared(result);
    };
  }

  private ExitCode compared(SnapshotRestore.Result result) {
    if (result.equal()) {
      voice().say(Tone.GOOD, Words.count(result.rows(), "row") + ", all equal; open to clients");
      return ExitCode.OK;
    }
    voice().complain("not equal: what was restored has been taken away again");
    return ExitCode.ERROR;
  }
}
