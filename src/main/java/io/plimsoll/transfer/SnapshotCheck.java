package io.plimsoll.transfer;

import io.plimsoll.common.Digest;
import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.Guards;
import io.plimsoll.common.ObjectName;
import io.plimsoll.store.BlockSink;
import io.plimsoll.store.Catalogue;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.TableInfo;
import io.plimsoll.store.Vault;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Judges a snapshot by what lies in the vault, never by what its writer reported. Used before
 * sealing and whenever a set must be shown to be unchanged and readable.
 */
public final class SnapshotCheck {
  private final Vault vault;
  private final String set;
  private final Guards guards;

  public SnapshotCheck(Vault vault, String set, Guards guards) {
    this.vault = vault;
    this.set = set;
    this.guards = guards;
  }

  /** F09: catalogue − manifest − written exclusions = ∅. */
  public List<Finding> complete(Manifest manifest, Catalogue catalogue, Set<ObjectName> excluded) {
    return guards.check(
        GuardId.F09,
        () -> {
          Set<ObjectName> held =
              manifest.content().objects().stream()
                  .map(Manifest.StoredObject::name)
                  .collect(Collectors.toSet());
          return catalogue.tables().stream()
              .map(TableInfo::name)
              .filter(name -> !held.contains(name) && !excluded.contains(name))
              .map(this::notInSnapshot)
              .toList();
        });
  }

  private Finding notInSnapshot(ObjectName name) {
    return Finding.blocking(
        GuardId.F09,
        "object-not-in-snapshot",
        name.toString(),
        "is in the catalogue and neither in snapshot " + set + " nor excluded by the plan",
        "Include it, or exclude it with a reason.");
  }

  /** F03: counts agree, and every data file is read again from the vault and has its content. */
  public List<Finding> readBack(Manifest manifest, int streams) {
    return guards.check(
        GuardId.F03,
        () -> {
          var findings = new ArrayList<Finding>();
          manifest.content().objects().forEach(object -> count(object, findings));
          new Workers("read-back", streams)
              .each(manifest.placed(), () -> Workers.NOTHING, (none, placed) -> readBack(placed))
              .forEach(findings::addAll);
          return findings;
        });
  }

  private void count(Manifest.StoredObject object, List<Finding> findings) {
    long inChunks = object.chunks().stream().mapToLong(c -> c.fingerprint().rows()).sum();
    if (inChunks != object.rows() || object.fingerprint().rows() != object.rows()) {
      findings.add(
          Finding.blocking(
              GuardId.F03,
              "snapshot-rows",
              object.name().toString(),
              "the source counts %d rows, the chunks of snapshot %s hold %d"
                  .formatted(object.rows(), set, inChunks),
              "The snapshot is incomplete; take it again."));
    }
  }

  private List<Finding> readBack(Manifest.Placed placed) {
    try {
      ChunkFile.read(vault, set, placed, BlockSink.NONE, true);
      return List.of();
    } catch (TransferException | StoreException e) {
      return List.of(damaged(GuardId.F03, placed.text(), e.getMessage()));
    }
  }

  /** F10: the restore kit lies beside the data, whole. */
  public List<Finding> kit(Manifest manifest) {
    return guards.check(
        GuardId.F10,
        () -> {
          var findings = new ArrayList<Finding>();
          Set<String> listed =
              manifest.kit().stream().map(Manifest.StoredFile::name).collect(Collectors.toSet());
          RestoreKit.FILES.stream()
              .filter(name -> !listed.contains(name))
              .forEach(name -> findings.add(damaged(GuardId.F10, name, "was not written")));
          manifest.kit().forEach(file -> kitFile(file, findings));
          return findings;
        });
  }

  private void kitFile(Manifest.StoredFile file, List<Finding> findings) {
    MessageDigest digest = Digest.sha256();
    try (InputStream in = new DigestInputStream(vault.read(set, file.name()), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
      if (!Digest.of(digest).equals(file.sha256())) {
        findings.add(damaged(GuardId.F10, file.name(), "its SHA-256 is not the one written"));
      }
    } catch (IOException | StoreException e) {
      findings.add(damaged(GuardId.F10, file.name(), String.valueOf(e.getMessage())));
    }
  }

  private Finding damaged(GuardId guard, String subject, String message) {
    return Finding.blocking(
        guard,
        guard == GuardId.F10 ? "restore-kit-incomplete" : "snapshot-file-damaged",
        "vault " + vault.name() + " set " + set + " " + subject,
        message,
        "Do not rely on this snapshot; check the vault's storage and take it again.");
  }

  /**
   * Whether a sealed set is still readable and unchanged: manifest, data files and kit.
   *
   * @param root the digest it had when it was proven
   */
  public List<Finding> unchanged(Digest root, int streams) {
    Manifest manifest;
    try {
      manifest = Manifest.of(vault, set);
    } catch (TransferException | StoreException e) {
      return List.of(damaged(GuardId.F03, "manifest", e.getMessage()));
    }
    var findings = new ArrayList<Finding>();
    if (!manifest.root().equals(root)) {
      findings.add(
          damaged(
              GuardId.F03,
              "manifest",
              "root digest %s, proven was %s".formatted(manifest.root().brief(), root.brief())));
    }
    findings.addAll(readBack(manifest, streams));
    findings.addAll(kit(manifest));
    return findings;
  }
}
