package io.plimsoll.testing;

import io.plimsoll.common.Digest;
import io.plimsoll.common.Epoch;
import io.plimsoll.common.Finding;
import io.plimsoll.common.ObjectName;
import io.plimsoll.store.Authority;
import io.plimsoll.store.Catalogue;
import io.plimsoll.store.ChangeFeed;
import io.plimsoll.store.Chunk;
import io.plimsoll.store.ConsistentView;
import io.plimsoll.store.Fence;
import io.plimsoll.store.Identity;
import io.plimsoll.store.Replay;
import io.plimsoll.store.SchemaStep;
import io.plimsoll.store.SequenceState;
import io.plimsoll.store.SequenceWatch;
import io.plimsoll.store.Side;
import io.plimsoll.store.Store;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.StoreWriter;
import io.plimsoll.store.TableInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A store that keeps the contract of the ports in memory: moments, key ranges, fingerprints,
 * transactions, the epoch check and "committed but not yet on disk". Tests may damage it at will.
 */
public final class MemoryStore implements Store {
  final Map<ObjectName, TableInfo> infos = new TreeMap<>();
  final Map<ObjectName, List<List<String>>> tables = new TreeMap<>();
  final Map<Long, Applied> applied = new HashMap<>();
  final List<String> built = new ArrayList<>();
  final List<SequenceState> sequencesSet = new ArrayList<>();
  private final String name;
  private final List<SequenceState> sequences = new ArrayList<>();
  private Epoch epoch = new Epoch(1);
  private String product = "PostgreSQL";
  private long position;

  /** Rows the server silently drops while loading. */
  Predicate<List<String>> dropping = row -> false;

  /** What becomes of a row after its load was acknowledged. */
  UnaryOperator<List<String>> rotting = UnaryOperator.identity();

  /** Rows that cannot be read. */
  Predicate<List<String>> unreadable = row -> false;

  /** Asked at each operation of a load; true makes it fail in a way worth another try. */
  Predicate<String> hiccup = operation -> false;

  /** A committed chunk: what it brought, and whether it would survive a crash. */
  static final class Applied {
    final Chunk chunk;
    final List<List<String>> rows;
    boolean durable;

    Applied(Chunk chunk, List<List<String>> rows) {
      this.chunk = chunk;
      this.rows = rows;
    }
  }

  public MemoryStore(String name) {
    this.name = name;
  }

  /** A table whose first {@code keyColumns} columns are an integer key; none for 0. */
  public MemoryStore table(ObjectName object, int keyColumns, String... columns) {
    List<TableInfo.Column> all =
        Arrays.stream(columns).map(c -> new TableInfo.Column(c, "text", true, false)).toList();
    Optional<TableInfo.Key> key =
        keyColumns == 0
            ? Optional.empty()
            : Optional.of(
                new TableInfo.Key(
                    object.name() + "_pkey", List.of(columns).subList(0, keyColumns), true));
    infos.put(object, new TableInfo(object, all, key, -1, 0));
    tables.put(object, new ArrayList<>());
    return this;
  }

  public MemoryStore sequence(SequenceState sequence) {
    sequences.add(sequence);
    return this;
  }

  /** The live rows, to look at and to damage. */
  public synchronized List<List<String>> rows(ObjectName object) {
    return tables.get(object);
  }

  public void insert(ObjectName object, String... values) {
    rows(object).add(new ArrayList<>(Arrays.asList(values)));
  }

  public void dropRowsOnLoad(Predicate<List<String>> rows) {
    dropping = rows;
  }

  public void rotAfterCommit(UnaryOperator<List<String>> rot) {
    rotting = rot;
  }

  /** What it calls itself; PostgreSQL unless told otherwise. */
  public void product(String other) {
    product = other;
  }

  public void unreadable(Predicate<List<String>> rows) {
    unreadable = rows;
  }

  public void hiccup(Predicate<String> operations) {
    hiccup = operations;
  }

  public List<String> built() {
    return built;
  }

  public List<SequenceState> sequencesSet() {
    return sequencesSet;
  }

  /** Raises the epoch as another node would. */
  public synchronized void raise(Epoch next) {
    epoch = next;
  }

  synchronized Epoch epochNow() {
    return epoch;
  }

  /** The server dies: what was committed and not flushed is gone. */
  public synchronized void crash() {
    applied
        .values()
        .removeIf(
            chunk -> {
              if (!chunk.durable) {
                chunk.rows.forEach(tables.get(chunk.chunk.object())::remove);
              }
              return !chunk.durable;
            });
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Identity identity() {
    return new Identity(product, "1", name, 1, name, 1, false, Instant.EPOCH);
  }

  @Override
  public Catalogue catalogue() {
    return new Catalogue(List.copyOf(infos.values()), List.of());
  }

  @Override
  public Digest schemaDigest(List<ObjectName> objects) {
    return Digest.ofText(objects.stream().map(infos::get).toList().toString());
  }

  @Override
  public List<Finding> capturable(Side.Role role, List<ObjectName> objects, Duration budget) {
    return List.of();
  }

  @Override
  public List<Finding> privileges(Side.Role role, List<ObjectName> objects) {
    return List.of();
  }

  @Override
  public List<SchemaStep> mirror(List<ObjectName> objects) {
    var steps = new ArrayList<SchemaStep>();
    for (ObjectName object : objects) {
      String columns =
          infos.get(object).columns().stream().map(TableInfo.Column::name).toList() + "";
      steps.add(
          new SchemaStep(SchemaStep.Phase.INDEXES, "index " + object, "CREATE INDEX ON " + object));
      steps.add(
          new SchemaStep(
              SchemaStep.Phase.TABLES, "table " + object, "CREATE TABLE " + object + columns));
    }
    return steps;
  }

  @Override
  public List<Finding> compareSchema(Store other, List<ObjectName> objects) {
    return List.of();
  }

  @Override
  public List<Finding> headroom(List<ObjectName> objects) {
    return List.of();
  }

  @Override
  public List<SequenceState> sequences(List<ObjectName> objects) {
    return List.copyOf(sequences);
  }

  @Override
  public SequenceWatch watchSequences(List<ObjectName> objects) {
    return () -> sequences(objects);
  }

  @Override
  public synchronized ConsistentView openView(List<ObjectName> objects, long seed) {
    var copy = new TreeMap<ObjectName, List<List<String>>>();
    objects.forEach(
        o ->
            copy.put(
                o,
                tables.get(o).stream().map(row -> (List<String>) new ArrayList<>(row)).toList()));
    return new MemoryView(infos, copy, seed, "mem/" + ++position, unreadable);
  }

  @Override
  public Fence fence() {
    throw new StoreException("no fences in memory", false, null);
  }

  @Override
  public ChangeFeed changes() {
    throw new UnsupportedOperationException("memory is not captured");
  }

  @Override
  public Replay replay(
      Authority authority, ChangeFeed.Purpose purpose, List<ObjectName> objects, long seed) {
    throw new UnsupportedOperationException("memory is not replayed into");
  }

  @Override
  public StoreWriter writer(Authority authority) {
    return new MemoryWriter(this, authority.epoch());
  }

  @Override
  public void close() {
    // Nothing is held.
  }
}
