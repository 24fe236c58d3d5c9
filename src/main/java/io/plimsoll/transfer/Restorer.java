package io.plimsoll.transfer;

import io.plimsoll.common.GuardId;
import io.plimsoll.store.BlockSink;
import io.plimsoll.store.Chunk;
import io.plimsoll.store.StoreWriter;
import io.plimsoll.store.Vault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Builds a database from a snapshot, as somebody would have to in an emergency: tables, data,
 * indexes, keys, sequences. Every file is checked while it is read. Whether the result equals the
 * manifest is for the {@link Verifier} to say.
 */
public final class Restorer {
  private final Passage passage;
  private final Vault vault;
  private final String set;

  public Restorer(Passage passage, Vault vault, String set) {
    this.passage = passage;
    this.vault = vault;
    this.set = set;
  }

  /**
   * @param loaded reading, decompressing and loading
   * @param took everything, schema and indexes included
   * @param complete false when it was asked to stop; then nothing after the load was built
   */
  public record Restored(Throughput loaded, Duration took, boolean complete) {}

  /**
   * Restores into an empty database of the run's own; repeating goes on where it stopped.
   *
   * @throws TransferException naming file and chunk when one is damaged, missing or in another's
   *     place
   */
  public Restored restore(Manifest manifest, StoreWriter target, BooleanSupplier stop) {
    Instant began = now();
    requireWhole(manifest);
    var schema = new SchemaBuilder(passage, target);
    schema.tables(manifest.content().schema());
    ChunkPump.Outcome outcome = load(manifest, target, stop);
    if (outcome.complete()) {
      schema.afterLoad(manifest.content().schema());
      target.setSequences(manifest.content().sequences());
      manifest.content().objects().forEach(object -> target.analyze(object.name()));
    }
    return new Restored(outcome.throughput(), Duration.between(began, now()), outcome.complete());
  }

  private void requireWhole(Manifest manifest) {
    if (!passage.around().guards().has(GuardId.F02)) {
      return;
    }
    var problems = new ArrayList<String>();
    for (Manifest.StoredObject object : manifest.content().objects()) {
      List<Chunk> chunks = object.chunks().stream().map(c -> c.of(object.name())).toList();
      Tiling.problem(object.name(), chunks).ifPresent(problems::add);
      long rows = object.chunks().stream().mapToLong(c -> c.fingerprint().rows()).sum();
      if (rows != object.rows()) {
        problems.add(
            "%s: the chunks hold %d rows, the source had %d"
                .formatted(object.name(), rows, object.rows()));
      }
    }
    if (!problems.isEmpty()) {
      throw new TransferException(
          "F02 vault %s set %s is not whole: %s"
              .formatted(vault.name(), set, String.join("; ", problems)));
    }
  }

  private ChunkPump.Outcome load(Manifest manifest, StoreWriter target, BooleanSupplier stop) {
    Map<Chunk, Manifest.Placed> byChunk =
        manifest.placed().stream()
            .collect(Collectors.toMap(p -> p.chunk().of(p.object().name()), Function.identity()));
    var lines = new ArrayList<ChunkLedger.Line>();
    for (Manifest.StoredObject object : manifest.content().objects()) {
      List<Chunk> chunks = object.chunks().stream().map(c -> c.of(object.name())).toList();
      lines.addAll(passage.ledger().plan(passage.scope(), object.name(), chunks));
    }
    lines.stream()
        .filter(line -> !byChunk.containsKey(line.chunk()))
        .findFirst()
        .ifPresent(
            line -> {
              throw new TransferException(
                  "the ledger holds another restore than set " + set + ": " + line.chunk());
            });
    passage
        .around()
        .listener()
        .planned(passage.scope().pass(), passage.shard(), manifest.rows(), lines.size());
    return new ChunkPump(passage, target).run(lines, () -> new FileFeed(manifest, byChunk), stop);
  }

  /** Chunks from the vault, checked against the manifest as they stream. */
  private final class FileFeed implements ChunkPump.Feed {
    private final Manifest manifest;
    private final Map<Chunk, Manifest.Placed> byChunk;

    FileFeed(Manifest manifest, Map<Chunk, Manifest.Placed> byChunk) {
      this.manifest = manifest;
      this.byChunk = byChunk;
    }

    @Override
    public ChunkLedger.Copied into(ChunkLedger.Line line, BlockSink sink) {
      Manifest.Placed placed = byChunk.get(line.chunk());
      var counted = new CountingSink(sink);
      try {
        ChunkFile.read(vault, set, placed, counted, passage.around().guards().has(GuardId.F02));
      } catch (TransferException e) {
        throw new TransferException(GuardId.F02 + " " + e.getMessage(), e);
      }
      return new ChunkLedger.Copied(
          counted.bytes(),
          placed.chunk().fingerprint(),
          manifest.origin().position(),
          Optional.of(placed.chunk().file().name() + " " + placed.chunk().file().sha256().hex()));
    }

    @Override
    public void renew() {
      // A file is opened anew for every chunk.
    }

    @Override
    public void close() {
      // Nothing is held between chunks.
    }
  }

  private Instant now() {
    return passage.around().clock().instant();
  }
}
