package io.plimsoll.transfer;

import io.plimsoll.common.ObjectName;
import io.plimsoll.store.Chunk;
import io.plimsoll.store.ConsistentView;
import io.plimsoll.store.Identity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads a whole side once more, by connections of its own, and compares it with what was read on
 * the other. It never trusts what a copier says it wrote, and what it cannot compare it calls not
 * verified.
 */
public final class Verifier {
  private final Passage passage;
  private final long seed;

  /**
   * @param passage whose streams it uses; {@link #copied} also reads its ledger and records there
   *     what was found equal
   * @param seed of the errors it injects into itself
   */
  public Verifier(Passage passage, long seed) {
    this.passage = passage;
    this.seed = seed;
  }

  /** A side that is read, with what it says of itself. */
  public record End(Identity identity, ConsistentView view) {}

  /**
   * Compares the target with the ledger's source fingerprints: the verify stage.
   *
   * @param source identity of the copy's source
   * @param target a fresh moment of the target
   */
  public Verification copied(Identity source, End target, List<ObjectName> objects) {
    List<ChunkLedger.Line> lines = passage.ledger().lines(passage.scope());
    Map<Chunk, ChunkLedger.Line> byChunk =
        lines.stream().collect(Collectors.toMap(ChunkLedger.Line::chunk, Function.identity()));
    String position =
        lines.stream()
            .flatMap(line -> line.copied().stream())
            .map(ChunkLedger.Copied::position)
            .findFirst()
            .orElse("");
    var expectation =
        new Expectation(
            Optional.of(source),
            position,
            lines.stream().map(ChunkLedger.Line::chunk).toList(),
            (chunk, none) ->
                Optional.of(byChunk.get(chunk))
                    .filter(ChunkLedger.Line::confirmed)
                    .flatMap(ChunkLedger.Line::copied)
                    .map(ChunkLedger.Copied::source),
            object -> Optional.empty());
    return new FullRead(passage, seed)
        .recording((chunk, found) -> passage.ledger().verified(byChunk.get(chunk).id(), found))
        .compare(expectation, target, objects);
  }

  /**
   * Compares a side with a snapshot: the restore proof.
   *
   * @param restored must not be the storage the snapshot was taken from
   */
  public Verification restored(Manifest manifest, End restored) {
    return manifest(manifest, restored, Optional.of(manifest.origin().source()));
  }

  /**
   * Compares a source with its own earlier moment in the vault: the rollback's proof that nothing
   * changed.
   */
  public Verification unchanged(Manifest manifest, End source) {
    return manifest(manifest, source, Optional.empty());
  }

  private Verification manifest(Manifest manifest, End found, Optional<Identity> mustDiffer) {
    Map<Chunk, Manifest.Placed> byChunk =
        manifest.placed().stream()
            .collect(Collectors.toMap(p -> p.chunk().of(p.object().name()), Function.identity()));
    Map<ObjectName, Long> counts =
        manifest.content().objects().stream()
            .collect(Collectors.toMap(Manifest.StoredObject::name, Manifest.StoredObject::rows));
    var expectation =
        new Expectation(
            mustDiffer,
            manifest.origin().position(),
            List.copyOf(byChunk.keySet()),
            (chunk, none) -> Optional.of(byChunk.get(chunk).chunk().fingerprint()),
            object -> Optional.of(counts.get(object)));
    List<ObjectName> objects =
        manifest.content().objects().stream().map(Manifest.StoredObject::name).toList();
    return new FullRead(passage, seed).compare(expectation, found, objects);
  }

  /**
   * Compares two live moments.
   *
   * @param chunkBytes size of a chunk to aim at, as stored in the source
   */
  public Verification views(End source, End target, List<ObjectName> objects, long chunkBytes) {
    ConsistentView view = source.view();
    var expectation =
        new Expectation(
            Optional.of(source.identity()),
            view.position(),
            objects.stream().flatMap(object -> view.chunks(object, chunkBytes).stream()).toList(),
            Expectation.READ_AGAIN,
            object -> Optional.of(view.count(object)));
    return new FullRead(passage, seed).against(view).compare(expectation, target, objects);
  }
}
