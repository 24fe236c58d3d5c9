package io.plimsoll.transfer;

import io.plimsoll.common.Digest;
import io.plimsoll.common.ObjectName;
import io.plimsoll.store.Chunk;
import io.plimsoll.store.Fingerprint;
import io.plimsoll.store.Identity;
import io.plimsoll.store.SchemaStep;
import io.plimsoll.store.SequenceState;
import io.plimsoll.store.TableInfo;
import io.plimsoll.store.Vault;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a snapshot holds, complete enough to restore it and to prove it without the source.
 * Published as {@code config/manifest.schema.json}.
 *
 * @param formatVersion of this document
 * @param kit the files beside the data that let a person restore without Plimsoll
 */
public record Manifest(int formatVersion, Origin origin, Content content, List<StoredFile> kit) {
  public static final int FORMAT_VERSION = 1;

  /**
   * Where the rows come from.
   *
   * @param position in the source's own history
   * @param seed of the row hashes, 16 hex digits
   * @param schemaDigest over all objects
   */
  public record Origin(
      String run,
      String plan,
      Digest planDigest,
      String shard,
      Identity source,
      String position,
      Instant takenAt,
      String seed,
      Digest schemaDigest) {}

  public record Content(
      List<StoredObject> objects, List<SequenceState> sequences, List<SchemaStep> schema) {}

  /**
   * @param rows counted by the source in the same moment, not by adding up the chunks
   * @param fingerprint of the whole object: the sum of its chunks
   */
  public record StoredObject(
      ObjectName name,
      List<TableInfo.Column> columns,
      Optional<TableInfo.Key> key,
      Digest schemaDigest,
      long rows,
      Fingerprint fingerprint,
      List<StoredChunk> chunks) {}

  /**
   * @param rawBytes of the stream once decompressed
   */
  public record StoredChunk(
      int number,
      Optional<List<String>> lower,
      Optional<List<String>> upper,
      StoredFile file,
      long rawBytes,
      Fingerprint fingerprint) {

    Chunk of(ObjectName object) {
      return new Chunk(object, number, lower, upper);
    }
  }

  /**
   * @param bytes at rest
   */
  public record StoredFile(String name, long bytes, Digest sha256) {
    static StoredFile of(Vault.Written written) {
      return new StoredFile(written.file(), written.bytes(), written.digest());
    }
  }

  /** One chunk with the object it belongs to. */
  record Placed(StoredObject object, StoredChunk chunk) {
    String text() {
      return "%s chunk %d (%s)".formatted(object.name(), chunk.number(), chunk.file().name());
    }
  }

  List<Placed> placed() {
    return content.objects().stream()
        .flatMap(object -> object.chunks().stream().map(chunk -> new Placed(object, chunk)))
        .toList();
  }

  public long seed() {
    return Long.parseUnsignedLong(origin.seed(), 16);
  }

  public long rows() {
    return content.objects().stream().mapToLong(StoredObject::rows).sum();
  }

  /** Size of the data files together, as they rest. */
  public long bytesAtRest() {
    return placed().stream().mapToLong(p -> p.chunk().file().bytes()).sum();
  }

  /** Size of the data once decompressed. */
  public long rawBytes() {
    return placed().stream().mapToLong(p -> p.chunk().rawBytes()).sum();
  }

  /** Digest over everything above: SHA-256 of the canonical JSON. */
  public Digest root() {
    return ManifestJson.root(this);
  }

  public String json() {
    return ManifestJson.write(this);
  }

  /**
   * Reads and checks a document: its shape, version and root digest.
   *
   * @throws TransferException saying what is wrong with it
   */
  public static Manifest parse(String json) {
    return ManifestJson.read(json);
  }

  /**
   * The manifest of a sealed set.
   *
   * @throws TransferException when the set is not sealed or its manifest is damaged
   */
  public static Manifest of(Vault vault, String set) {
    return vault
        .manifest(set)
        .map(Manifest::parse)
        .orElseThrow(
            () ->
                new TransferException(
                    "vault %s: set %s is not sealed: it is incomplete and proves nothing"
                        .formatted(vault.name(), set)));
  }
}
