package io.plimsoll.store.postgres;

/**
 * The tables of the run's own schema that the writer needs. Creating them is the fence's work, in
 * the transaction that claims the store; they go with the schema.
 */
final class OwnSchema {
  private OwnSchema() {}

  /**
   * {@code applied}: chunks whose rows are here; its key exists before the first row, makes a retry
   * wait for an unresolved attempt, and shows one that was committed after all.
   *
   * <p>{@code created}: what undo takes away, in reverse order. {@code made} is ours, {@code found}
   * was there before its step, {@code loaded} was there, empty, before, {@code moved} is a sequence
   * with its former state. The oid tells ours from a namesake of somebody else's.
   */
  static String ddl() {
    return """
        create schema if not exists plimsoll;
        create table if not exists plimsoll.applied (
          chunk bigint primary key,
          attempt int not null,
          epoch bigint not null,
          rows bigint,
          at timestamptz not null default pg_catalog.clock_timestamp());
        create table if not exists plimsoll.created (
          object text primary key,
          kind text not null,
          name text not null,
          origin text not null check (origin in ('made', 'found', 'loaded', 'moved')),
          phase text,
          id oid,
          before text,
          ordinal bigint generated always as identity,
          done boolean not null default true,
          at timestamptz not null default pg_catalog.clock_timestamp());
        """;
  }
}
