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
   *
   * <p>{@code replayed}: up to where changes of the other side were brought in; locked by the one
   * session that does so. {@code undo}: for each key brought back, the row as it was here before
   * the first time, null if there was none; an empty digest says that the whole object was kept.
   * {@code quarantine}: rows that were left alone here, beside what the other side has instead.
   * Rows and keys are JSON objects of the values' own texts, which any type can be made of again.
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
        create table if not exists plimsoll.replayed (
          one boolean primary key default true check (one),
          watermark text not null,
          tick bigint not null,
          at timestamptz not null default pg_catalog.clock_timestamp());
        create table if not exists plimsoll.undo (
          object text not null,
          digest bytea not null,
          tick bigint not null,
          key json,
          "row" json,
          at timestamptz not null default pg_catalog.clock_timestamp(),
          primary key (object, digest));
        create table if not exists plimsoll.quarantine (
          object text not null,
          digest bytea not null,
          tick bigint not null,
          key json not null,
          other json,
          here json,
          at timestamptz not null default pg_catalog.clock_timestamp(),
          primary key (object, digest));
        """;
  }
}
