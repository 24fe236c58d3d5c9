package io.plimsoll.transfer;

import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.ObjectName;
import io.plimsoll.store.Chunk;
import io.plimsoll.store.ConsistentView;
import io.plimsoll.store.Fingerprint;
import io.plimsoll.store.Store;
import io.plimsoll.store.TableInfo;
import io.plimsoll.store.Vault;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Writes one moment of a store into a vault: chunk files, restore kit, manifest. A set is sealed
 * only after every file was read back and judged by its content. It never mixes two moments: a new
 * attempt starts a fresh set.
 */
public final class Snapshotter {
  private final Passage passage;
  private final Vault vault;

  public Snapshotter(Passage passage, Vault vault) {
    this.passage = passage;
    this.vault = vault;
  }

  /**
   * @param manifest empty when a finding blocks: then the set is not sealed and proves nothing
   * @param throughput of reading and writing, the read-back left out
   */
  public record Taken(Optional<Manifest> manifest, List<Finding> findings, Throughput throughput) {}

  /** One chunk as it was read and as it rests. */
  private record Stored(Chunk chunk, Manifest.StoredChunk part) {}

  /**
   * Takes the snapshot.
   *
   * @param view a moment of the store over exactly the request's objects
   * @param stop asked before each chunk; once true, what was taken so far is left as incomplete
   * @throws TransferException when the set is sealed already, or a chunk cannot be read or written
   */
  public Taken take(
      Store store, ConsistentView view, SnapshotRequest request, BooleanSupplier stop) {
    startFresh(request.set());
    Instant began = now();
    Map<ObjectName, Long> counts = count(view, request.objects());
    List<ChunkLedger.Line> lines = plan(view, request);
    passage
        .around()
        .listener()
        .planned(passage.scope().pass(), passage.shard(), sum(counts), lines.size());
    List<Stored> stored =
        new Workers("snapshot-" + passage.shard(), passage.streams())
            .each(
                lines,
                () -> new Reading(view),
                (reading, line) -> store(reading, line, view, request),
                stop);
    List<Stored> done = stored.stream().filter(Objects::nonNull).toList();
    Throughput throughput = throughput(done, began);
    if (done.size() < lines.size()) {
      return stopped(request.set(), done.size(), lines.size(), throughput);
    }
    Manifest draft = draft(store, view, request, new Content(counts, stored));
    return sealIfSound(store, request, draft, throughput);
  }

  /** F04: however much there is, and whoever said to stop, it is no backup. */
  private Taken stopped(String set, int chunks, int all, Throughput throughput) {
    String why = "by order after %d of %d chunks".formatted(chunks, all);
    vault.stopped(set, why);
    Finding incomplete =
        Finding.blocking(
            GuardId.F04,
            "snapshot-incomplete",
            "vault " + vault.name() + " set " + set,
            "was stopped %s and is no backup".formatted(why),
            "going on takes it anew from its beginning");
    return new Taken(Optional.empty(), List.of(incomplete), throughput);
  }

  private void startFresh(String set) {
    if (vault.manifest(set).isPresent()) {
      throw new TransferException(
          "vault %s: set %s is sealed already and cannot be taken again"
              .formatted(vault.name(), set));
    }
    vault.remove(set);
    passage.ledger().reset(passage.scope());
    passage.reached("reset.after");
  }

  private static Map<ObjectName, Long> count(ConsistentView view, List<ObjectName> objects) {
    var counts = new TreeMap<ObjectName, Long>();
    objects.forEach(object -> counts.put(object, view.count(object)));
    return counts;
  }

  /** Ranges of an earlier attempt are as good as new ones as long as they cover the object. */
  private List<ChunkLedger.Line> plan(ConsistentView view, SnapshotRequest request) {
    var lines = new ArrayList<ChunkLedger.Line>();
    for (ObjectName object : request.objects()) {
      List<Chunk> chunks = view.chunks(object, request.chunkBytes());
      List<ChunkLedger.Line> recorded = passage.ledger().plan(passage.scope(), object, chunks);
      Tiling.problem(object, recorded.stream().map(ChunkLedger.Line::chunk).toList())
          .ifPresent(
              problem -> {
                throw new TransferException("chunks do not cover the object: " + problem);
              });
      lines.addAll(recorded);
    }
    return lines;
  }

  private Stored store(
      Reading reading, ChunkLedger.Line line, ConsistentView view, SnapshotRequest request)
      throws Exception {
    return reading.retrying(
        passage.around().retry(), reader -> storeOnce(reader, line, view.position(), request));
  }

  private Stored storeOnce(
      ConsistentView.ChunkReader reader,
      ChunkLedger.Line planned,
      String position,
      SnapshotRequest request)
      throws IOException {
    Chunk chunk = passage.ledger().begin(planned.id(), passage.epoch()).chunk();
    passage.reached("file.before");
    Manifest.StoredChunk part = write(reader, chunk, request.set());
    passage.reached("file.after");
    String reference = part.file().name() + " " + part.file().sha256().hex();
    passage
        .ledger()
        .copied(
            planned.id(),
            new ChunkLedger.Copied(
                part.rawBytes(), part.fingerprint(), position, Optional.of(reference)));
    passage.ledger().confirm(List.of(planned.id()));
    passage.reached("confirm.after");
    passage
        .around()
        .listener()
        .moved(
            passage.scope().pass(),
            passage.shard(),
            chunk,
            part.fingerprint().rows(),
            part.rawBytes());
    return new Stored(chunk, part);
  }

  private Manifest.StoredChunk write(ConsistentView.ChunkReader reader, Chunk chunk, String set)
      throws IOException {
    try (Vault.FileSink file = vault.write(set, VaultNames.data(chunk))) {
      Fingerprint fingerprint;
      CountingSink counted;
      try (OutputStream compressing = ChunkFile.compressing(file)) {
        counted = new CountingSink(ChunkFile.into(compressing));
        fingerprint = reader.read(chunk, counted);
      }
      return new Manifest.StoredChunk(
          chunk.number(),
          chunk.lower(),
          chunk.upper(),
          Manifest.StoredFile.of(file.finish()),
          counted.bytes(),
          fingerprint);
    }
  }

  private record Content(Map<ObjectName, Long> counts, List<Stored> stored) {}

  private Manifest draft(
      Store store, ConsistentView view, SnapshotRequest request, Content content) {
    Map<ObjectName, TableInfo> tables =
        store.catalogue().tables().stream()
            .collect(Collectors.toMap(TableInfo::name, table -> table));
    var objects = new ArrayList<Manifest.StoredObject>();
    for (ObjectName object : request.objects()) {
      TableInfo table = tables.get(object);
      if (table == null) {
        throw new TransferException(store.name() + ": " + object + " vanished during the snapshot");
      }
      objects.add(stored(store, table, content));
    }
    var origin =
        new Manifest.Origin(
            passage.scope().run().value(),
            request.plan().name(),
            request.plan().digest(),
            passage.shard().value(),
            store.identity(),
            view.position(),
            view.at(),
            "%016x".formatted(request.seed()),
            store.schemaDigest(request.objects()));
    return new Manifest(
        Manifest.FORMAT_VERSION,
        origin,
        new Manifest.Content(
            objects, store.sequences(request.objects()), store.mirror(request.objects())),
        List.of());
  }

  private static Manifest.StoredObject stored(Store store, TableInfo table, Content content) {
    List<Manifest.StoredChunk> parts =
        content.stored().stream()
            .filter(stored -> stored.chunk().object().equals(table.name()))
            .map(Stored::part)
            .toList();
    Fingerprint whole =
        parts.stream()
            .map(Manifest.StoredChunk::fingerprint)
            .reduce(Fingerprint::plus)
            .orElseThrow(() -> new IllegalStateException("no chunk of " + table.name()));
    return new Manifest.StoredObject(
        table.name(),
        table.columns(),
        table.key(),
        store.schemaDigest(List.of(table.name())),
        content.counts().get(table.name()),
        whole,
        parts);
  }

  private Taken sealIfSound(
      Store store, SnapshotRequest request, Manifest draft, Throughput throughput) {
    List<Manifest.StoredFile> kit = RestoreKit.write(vault, request.set(), draft);
    var manifest = new Manifest(draft.formatVersion(), draft.origin(), draft.content(), kit);
    passage.reached("seal.before");
    var check = new SnapshotCheck(vault, request.set(), passage.around().guards());
    var findings = new ArrayList<>(check.complete(manifest, store.catalogue(), request.excluded()));
    findings.addAll(check.readBack(manifest, passage.streams()));
    findings.addAll(check.kit(manifest));
    if (findings.stream().anyMatch(Finding::blocks)) {
      return new Taken(Optional.empty(), findings, throughput);
    }
    vault.seal(request.set(), manifest.json());
    passage.reached("seal.after");
    return new Taken(Optional.of(Manifest.of(vault, request.set())), findings, throughput);
  }

  private Throughput throughput(List<Stored> stored, Instant began) {
    long rows = stored.stream().mapToLong(s -> s.part().fingerprint().rows()).sum();
    long bytes = stored.stream().mapToLong(s -> s.part().rawBytes()).sum();
    return new Throughput(rows, bytes, stored.size(), Duration.between(began, now()));
  }

  private static long sum(Map<ObjectName, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private Instant now() {
    return passage.around().clock().instant();
  }
}
