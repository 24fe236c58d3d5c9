package io.plimsoll.store;

import io.plimsoll.common.Digest;
import io.plimsoll.common.Finding;
import io.plimsoll.common.ObjectName;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One shard's storage on one side: a database. Opening it reads; nothing is written except through
 * {@link #fence()} and {@link #writer}.
 */
public interface Store extends AutoCloseable {

  /** Name for people: {@code old/s03}. */
  String name();

  Identity identity();

  /**
   * Where the configuration takes this for another environment than the storage itself says it is;
   * none on a store that cannot say.
   */
  default List<Finding> environment() {
    return List.of();
  }

  /**
   * Whether this role could change a file or directory of that name through its server, which then
   * is the machine where it lies.
   *
   * @param path of this machine, which is there
   * @param modified when it was last changed, so that another of the same name is not taken for it
   */
  default boolean reaches(Path path, Instant modified) {
    return false;
  }

  /** Everything the owner has here; the run's own schema is left out. */
  Catalogue catalogue();

  /** Digest over all that describes the objects: columns, keys, constraints, indexes, defaults. */
  Digest schemaDigest(List<ObjectName> objects);

  /** What this role lacks to be a source or target, with the exact statement that gives it. */
  List<Finding> privileges(Side.Role role, List<ObjectName> objects);

  /**
   * What stands in the way of a move while clients write: of capture and replay, on either side,
   * and of a cut-over within the budget.
   *
   * @param budget how long a cut-over may let clients wait
   */
  List<Finding> capturable(Side.Role role, List<ObjectName> objects, Duration budget);

  /** Steps that build the same objects on an empty store of this kind. */
  List<SchemaStep> mirror(List<ObjectName> objects);

  /**
   * Where the metadata of the objects differs from the other store's: one finding per difference.
   */
  List<Finding> compareSchema(Store other, List<ObjectName> objects);

  /** What its sessions, whosever they are, have done until now. */
  default Activity activity() {
    throw new UnsupportedOperationException(name() + " does not count its transactions");
  }

  /**
   * What a query of the owner's says: the first value of its first row as text, empty when there is
   * none. It reads only, and names everything with its schema.
   */
  default String ask(String sql) {
    throw new UnsupportedOperationException(name() + " answers no queries");
  }

  /** Columns and sequences close to the limit of their type. */
  List<Finding> headroom(List<ObjectName> objects);

  /**
   * Columns whose values cannot be carried or compared, a blocking finding each; none on an engine
   * whose values mean the same on every server.
   */
  default List<Finding> unsupported(List<ObjectName> objects) {
    return List.of();
  }

  List<SequenceState> sequences(List<ObjectName> objects);

  /** The same, looked up now, to be asked when clients wait. */
  SequenceWatch watchSequences(List<ObjectName> objects);

  /**
   * Opens one moment for reading.
   *
   * @param seed of the row hashes; the same on both sides of a comparison
   */
  ConsistentView openView(List<ObjectName> objects, long seed);

  Fence fence();

  StoreWriter writer(Authority authority);

  /** The keys that change here while clients write. */
  ChangeFeed changes();

  /**
   * Brings changes of the other side into the objects here.
   *
   * @param seed of the row hashes; the same on both sides
   */
  Replay replay(
      Authority authority, ChangeFeed.Purpose purpose, List<ObjectName> objects, long seed);

  @Override
  void close();
}
