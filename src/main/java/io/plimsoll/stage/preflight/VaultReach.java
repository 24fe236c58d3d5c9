package io.plimsoll.stage.preflight;

import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.Plan.ShardPlan;
import io.plimsoll.shard.ShardTools;
import io.plimsoll.store.Store;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.Vault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Whether whoever has a store's password could remove the backup of that store with it (F08). */
final class VaultReach {
  private final Vault vault;

  VaultReach(Vault vault) {
    this.vault = vault;
  }

  /** Each store is asked once: what a role may do is the same for all databases of a server. */
  List<Finding> of(Plan plan, ShardTools tools) {
    var seen = new HashSet<String>();
    var findings = new ArrayList<Finding>();
    for (ShardPlan shard : plan.spec().shards()) {
      for (String name : List.of(shard.source(), shard.target())) {
        if (seen.add(name)) {
          findings.addAll(asked(name, shard, tools));
        }
      }
    }
    return findings;
  }

  /** One that does not answer is a finding of its own already. */
  private List<Finding> asked(String name, ShardPlan shard, ShardTools tools) {
    try (Store store = tools.stores().open(name, shard.name())) {
      return from(name, store);
    } catch (StoreException e) {
      return List.of();
    }
  }

  private List<Finding> from(String name, Store store) {
    Optional<Path> there = vault.place().map(VaultReach::existing);
    return there.filter(path -> reaches(store, path)).stream()
        .map(
            path ->
                Finding.warning(
                    GuardId.F08,
                    "vault-reachable",
                    "store " + name,
                    "its role may write files or run programs on its server, and vault %s lies there, in %s"
                        .formatted(vault.name(), path),
                    "keep the vault on a machine of its own, or take pg_write_server_files and"
                        + " pg_execute_server_program from the role"))
        .toList();
  }

  private static boolean reaches(Store store, Path path) {
    try {
      return store.reaches(path, Files.getLastModifiedTime(path).toInstant());
    } catch (IOException vanished) {
      return false;
    }
  }

  /** A vault that was never used is not there yet. */
  private static Path existing(Path place) {
    Path existing = place;
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    return existing;
  }
}
