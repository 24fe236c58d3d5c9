package io.plimsoll.cli;

import io.plimsoll.plan.Configuration.FilesConfig;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.Vault;
import io.plimsoll.transfer.Manifest;
import io.plimsoll.transfer.TransferException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(
    name = "list",
    description = {
      "Lists the snapshots in the vaults of the configuration, newest first.",
      "A snapshot counts as a backup once it is proven: restored in full and found equal."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  plimsoll snapshot list", "  plimsoll snapshot list --vault vault --output json"})
final class SnapshotListCommand extends Command {
  private static final String INCOMPLETE = "INCOMPLETE, no backup: ";

  @Option(names = "--vault", paramLabel = "STORE", description = "Only this vault.")
  Optional<String> only = Optional.empty();

  SnapshotListCommand(Bench bench) {
    super(bench);
  }

  /**
   * @param problem why the set cannot be read; null when it can
   * @param bytes at rest
   */
  record Set(
      String vault,
      String set,
      String plan,
      String run,
      String shard,
      Instant takenAt,
      Long rows,
      Long bytes,
      boolean proven,
      String problem) {}

  @Override
  ExitCode run() {
    try (Desk.Session session = bench.open()) {
      var sets = new ArrayList<Set>();
      for (String name : vaults(session)) {
        try (Vault vault = session.stores().vault(name)) {
          vault.sets().forEach(set -> sets.add(read(vault, set)));
          vault.incomplete().forEach((set, why) -> sets.add(incomplete(vault, set, why)));
        }
      }
      if (json()) {
        printJson(sets);
      } else {
        text(sets);
      }
      boolean damaged =
          sets.stream().map(Set::problem).anyMatch(p -> p != null && !p.startsWith(INCOMPLETE));
      return damaged ? ExitCode.ERROR : ExitCode.OK;
    }
  }

  private List<String> vaults(Desk.Session session) {
    List<String> all =
        session.configuration().stores().values().stream()
            .filter(FilesConfig.class::isInstance)
            .map(store -> store.name())
            .toList();
    if (only.isPresent() && !all.contains(only.get())) {
      throw new RefusalException(
          "there is no store '%s' of type files; there are: %s"
              .formatted(only.get(), all.isEmpty() ? "none" : String.join(", ", all)));
    }
    return all.stream().filter(name -> only.isEmpty() || only.get().equals(name)).toList();
  }

  /** No fault of the vault's: it says what was never taken to its end. */
  private static Set incomplete(Vault vault, String set, String why) {
    return new Set(vault.name(), set, null, null, null, null, null, null, false, INCOMPLETE + why);
  }

  private static Set read(Vault vault, String set) {
    try {
      Manifest manifest = Manifest.of(vault, set);
      Manifest.Origin origin = manifest.origin();
      return new Set(
          vault.name(),
          set,
          origin.plan(),
          origin.run(),
          origin.shard(),
          origin.takenAt(),
          manifest.rows(),
          manifest.bytesAtRest(),
          vault.proof(set).isPresent(),
          null);
    } catch (TransferException | StoreException e) {
      return new Set(vault.name(), set, null, null, null, null, null, null, false, e.getMessage());
    }
  }

  private void text(List<Set> sets) {
    if (sets.isEmpty()) {
      voice().say("no snapshots");
      return;
    }
    var table = new TextTable("vault", "set", "shard", "taken at", "rows", "at rest", "proven");
    sets.stream().filter(set -> set.problem() == null).forEach(set -> row(table, set));
    print(table);
    sets.stream()
        .filter(set -> set.problem() != null)
        .forEach(set -> voice().complain(set.vault() + " " + set.set() + ": " + set.problem()));
  }

  private static void row(TextTable table, Set set) {
    table.row(
        set.vault(),
        set.set(),
        set.shard(),
        Words.at(set.takenAt()),
        Words.number(set.rows()),
        Words.bytes(set.bytes()),
        set.proven() ? "proven" : "not proven");
  }
}
