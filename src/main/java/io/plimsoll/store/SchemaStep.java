package io.plimsoll.store;

/**
 * One statement that builds part of a schema.
 *
 * @param phase when it runs
 * @param object what it makes, for the journal and for cleaning up: {@code table public.users}
 * @param sql the statement in the engine's language, perhaps followed by others, after semicolons,
 *     that only touch what it made
 */
public record SchemaStep(Phase phase, String object, String sql) {
  public enum Phase {
    /** Schemas, sequences, tables with columns, defaults and not-null: before the first row. */
    TABLES,
    /** Indexes, primary and unique keys, checks: after the load, side by side. */
    INDEXES,
    /** Foreign keys, once every table has its keys. */
    FOREIGN_KEYS
  }
}
