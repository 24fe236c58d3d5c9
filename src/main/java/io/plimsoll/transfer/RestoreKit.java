package io.plimsoll.transfer;

import io.plimsoll.common.ObjectName;
import io.plimsoll.store.SchemaStep;
import io.plimsoll.store.SequenceState;
import io.plimsoll.store.TableInfo;
import io.plimsoll.store.Vault;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a person needs beside the data to restore with {@code zstd} and {@code psql} alone, on a day
 * when Plimsoll and its machines are gone.
 */
final class RestoreKit {
  private static final String README = "RESTORE.md";
  private static final String SCHEMA = "schema.sql";
  private static final String INDEXES = "indexes.sql";
  private static final String SEQUENCES = "sequences.sql";
  private static final String SCRIPT = "restore.sh";
  private static final String SUMS = "SHA256SUMS";

  static final List<String> FILES = List.of(README, SCHEMA, INDEXES, SEQUENCES, SCRIPT, SUMS);

  private static final String SUPPORTED = "PostgreSQL";

  private RestoreKit() {}

  /** Writes the kit; nothing for an engine it does not know, which F10 then refuses. */
  static List<Manifest.StoredFile> write(Vault vault, String set, Manifest manifest) {
    if (!manifest.origin().source().product().equals(SUPPORTED)) {
      return List.of();
    }
    Map<String, String> texts = new TreeMap<>();
    texts.put(README, readme(manifest));
    texts.put(SCHEMA, steps(manifest, List.of(SchemaStep.Phase.TABLES)));
    texts.put(
        INDEXES, steps(manifest, List.of(SchemaStep.Phase.INDEXES, SchemaStep.Phase.FOREIGN_KEYS)));
    texts.put(SEQUENCES, sequences(manifest));
    texts.put(SCRIPT, script(manifest));
    var written = new ArrayList<Manifest.StoredFile>();
    texts.forEach((name, text) -> written.add(file(vault, set, name, text)));
    written.add(file(vault, set, SUMS, sums(manifest, written)));
    return written;
  }

  private static Manifest.StoredFile file(Vault vault, String set, String name, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (Vault.FileSink sink = vault.write(set, name)) {
      sink.accept(bytes, 0, bytes.length);
      return Manifest.StoredFile.of(sink.finish());
    }
  }

  private static String steps(Manifest manifest, List<SchemaStep.Phase> phases) {
    var sql = new StringBuilder();
    for (SchemaStep.Phase phase : phases) {
      manifest.content().schema().stream()
          .filter(step -> step.phase() == phase)
          .map(step -> step.sql().strip())
          .forEach(text -> sql.append(text).append(text.endsWith(";") ? "\n" : ";\n"));
    }
    return sql.toString();
  }

  private static String sequences(Manifest manifest) {
    var sql = new StringBuilder();
    for (SequenceState sequence : manifest.content().sequences()) {
      furthest(sequence)
          .ifPresent(
              value ->
                  sql.append(
                      "SELECT setval('%s', %d, true);\n"
                          .formatted(sequence.name().quoted().replace("'", "''"), value)));
    }
    return sql.toString();
  }

  private static Optional<Long> furthest(SequenceState sequence) {
    Optional<Long> last = sequence.last();
    Optional<Long> column = sequence.columnMaximum();
    if (last.isEmpty() || column.isEmpty()) {
      return last.or(() -> column);
    }
    return Optional.of(
        sequence.increment() < 0
            ? Math.min(last.get(), column.get())
            : Math.max(last.get(), column.get()));
  }

  private static String script(Manifest manifest) {
    var body = new StringBuilder();
    for (Manifest.Placed placed : manifest.placed()) {
      body.append(
          "load %s %s\n"
              .formatted(shell(placed.chunk().file().name()), shell(copy(placed.object()))));
    }
    var counts = new StringBuilder();
    for (Manifest.StoredObject object : manifest.content().objects()) {
      counts.append(
          "expect %d %s\n"
              .formatted(object.rows(), shell("SELECT count(*) FROM " + object.name().quoted())));
    }
    return """
    #!/bin/sh
    # Restores this snapshot into an EMPTY database: ./restore.sh postgresql://user@host/database
    set -eu
    cd "$(dirname "$0")"
    url=${1:?usage: ./restore.sh postgresql://user@host/empty-database}

    sql() { psql -X -q -v ON_ERROR_STOP=1 "$url" "$@"; }
    load() {
      echo "loading $1"
      # Through a file, because a shell without pipefail would not notice zstd failing.
      zstd -q -d -c "$1" > .restoring
      sql -c "$2" < .restoring
    }
    expect() {
      found=$(sql -A -t -c "$2")
      [ "$found" = "$1" ] || { echo "$2: expected $1, found $found" >&2; exit 1; }
    }
    trap 'rm -f .restoring' EXIT

    sha256sum -c --quiet SHA256SUMS
    sql -1 -f schema.sql
    """
        + body
        + "sql -f indexes.sql\nsql -f sequences.sql\nsql -c ANALYZE\n"
        + counts
        + "echo 'restored: all rows counted'\n";
  }

  private static String copy(Manifest.StoredObject object) {
    String columns =
        object.columns().stream()
            .filter(column -> !column.generated())
            .map(TableInfo.Column::name)
            .map(ObjectName::quote)
            .collect(Collectors.joining(", "));
    return "COPY %s (%s) FROM STDIN (FORMAT binary)".formatted(object.name().quoted(), columns);
  }

  private static String shell(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  private static String sums(Manifest manifest, List<Manifest.StoredFile> kit) {
    var lines = new StringBuilder();
    manifest.placed().stream()
        .map(placed -> placed.chunk().file())
        .forEach(
            file ->
                lines.append(file.sha256().hex()).append("  ").append(file.name()).append('\n'));
    kit.forEach(
        file -> lines.append(file.sha256().hex()).append("  ").append(file.name()).append('\n'));
    return lines.toString();
  }

  private static String readme(Manifest manifest) {
    var objects = new StringBuilder();
    manifest
        .content()
        .objects()
        .forEach(
            o ->
                objects.append(
                    "| `%s` | %d | %d |\n".formatted(o.name(), o.rows(), o.chunks().size())));
    Manifest.Origin origin = manifest.origin();
    return """
    # Restoring this snapshot without Plimsoll

    Shard `%s` of plan `%s`, run `%s`, taken %s at position `%s`
    from %s %s, `%s`.

    You need `zstd`, `psql`, `sha256sum`, this directory and an **empty** database on PostgreSQL of the
    same major version or newer.

    1. Make the database: `createdb -T template0 restored`
    2. Run `sh restore.sh postgresql://user@host/restored`. It checks every file's SHA-256, builds the
       tables, loads the data, builds indexes and keys, sets the sequences and counts every table. It
       stops at the first failure; then drop the database and begin again.

    By hand, the same in four steps: `sha256sum -c SHA256SUMS`; `psql -f schema.sql`; for each file
    `zstd -dc data/<schema>/<table>/<n>.zst | psql -c 'COPY … FROM STDIN (FORMAT binary)'` (the
    statements stand in `restore.sh`); `psql -f indexes.sql -f sequences.sql`.

    Roles, grants and what the plan left behind are not in this snapshot. `manifest.json` holds rows,
    fingerprints and digests of everything; `sha256sum -c manifest.json.sha256` checks it.

    | object | rows | files |
    |---|---|---|
    %s"""
        .formatted(
            origin.shard(),
            origin.plan(),
            origin.run(),
            origin.takenAt(),
            origin.position(),
            origin.source().product(),
            origin.source().version(),
            origin.source().binding(),
            objects);
  }
}
