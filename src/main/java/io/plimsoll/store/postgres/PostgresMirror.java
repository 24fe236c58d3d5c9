package io.plimsoll.store.postgres;

import io.plimsoll.common.ObjectName;
import io.plimsoll.store.SchemaStep;
import io.plimsoll.store.SchemaStep.Phase;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Writes the statements that build the same tables, keys and sequences on an empty database of the
 * same kind. The server prints the definitions, every name in them qualified; nothing is run here.
 *
 * <p>Steps of one phase do not depend on each other, except in the first, which runs in order. A
 * foreign key to a table that does not come along is left out: the comparison then names it.
 */
final class PostgresMirror {
  private final CatalogueSession session;
  private final List<Long> tables;

  PostgresMirror(CatalogueSession session, Collection<ObjectName> objects) {
    this.session = session;
    this.tables = ObjectIds.withPartitions(session, objects);
  }

  List<SchemaStep> steps() {
    List<PostgresSequences.Sequence> sequences = new PostgresSequences(session, tables).read();
    List<Long> ids = sequences.stream().map(PostgresSequences.Sequence::id).toList();
    var steps = new ArrayList<SchemaStep>();
    steps.addAll(read(Phase.TABLES, MirrorTables.SCHEMAS, tables, ids));
    for (PostgresSequences.Sequence sequence : sequences) {
      if (!sequence.identity()) {
        steps.add(created(sequence));
      }
    }
    steps.addAll(read(Phase.TABLES, MirrorTables.TABLES, tables));
    for (PostgresSequences.Sequence sequence : sequences) {
      owned(sequence).ifPresent(steps::add);
    }
    steps.addAll(read(Phase.TABLES, MirrorTables.COLUMNS, tables));
    steps.addAll(read(Phase.TABLES, MirrorTables.COMMENTS, tables, ids));
    steps.addAll(read(Phase.TABLES, MirrorTables.PARTITIONS, tables));
    steps.addAll(read(Phase.INDEXES, MirrorKeys.CHECKS, tables));
    steps.addAll(read(Phase.INDEXES, MirrorKeys.INDEXES, tables));
    steps.addAll(read(Phase.FOREIGN_KEYS, MirrorKeys.FOREIGN_KEYS, tables, tables));
    return List.copyOf(steps);
  }

  private static SchemaStep created(PostgresSequences.Sequence sequence) {
    return new SchemaStep(
        Phase.TABLES,
        "sequence " + sequence.name(),
        "create sequence " + sequence.quoted() + " " + sequence.options());
  }

  private static Optional<SchemaStep> owned(PostgresSequences.Sequence sequence) {
    return sequence
        .owner()
        .filter(owner -> !sequence.identity())
        .map(
            owner ->
                new SchemaStep(
                    Phase.TABLES,
                    "owner of sequence " + sequence.name(),
                    "alter sequence " + sequence.quoted() + " owned by " + owner));
  }

  /** A row whose {@code schema} and {@code name} are both there names an object of its own. */
  private List<SchemaStep> read(Phase phase, String sql, Object... parameters) {
    return session
        .list(
            sql,
            row -> {
              String schema = row.getString("schema");
              String name = row.getString("name");
              String object =
                  row.getString("kind")
                      + " "
                      + (schema == null ? name : new ObjectName(schema, name));
              return new SchemaStep(phase, object, row.getString("sql"));
            },
            parameters)
        .stream()
        .sorted(Comparator.comparing(SchemaStep::object))
        .toList();
  }
}
