package io.plimsoll.store.postgres;

import io.plimsoll.common.ObjectName;
import io.plimsoll.store.SequenceState;
import io.plimsoll.store.StoreException;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Moves a sequence past everything the source may have handed out: its last value, its column's
 * extreme, and what sessions still hold back. It never moves one backwards.
 */
final class SequenceSetter {
  private static final String BOUNDS =
      """
      select seqmin, seqmax, seqcycle from pg_catalog.pg_sequence where seqrelid = ?::regclass
      """;

  /** A sequence of the owner's own gets its former state back when the run is undone. */
  private static final String RECORD =
      """
      insert into plimsoll.created (object, kind, name, origin, id, before)
      select 'moved ' || ?, 'sequence', ?, 'moved', ?::regclass, s.last_value || ' ' || s.is_called
      from %s s
      where not exists (
        select from plimsoll.created c
        where c.origin = 'made'
          and (c.id = ?::regclass or c.id in (
                select d.refobjid from pg_catalog.pg_depend d
                where d.classid = 'pg_class'::regclass and d.objid = ?::regclass
                  and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i'))))
      on conflict (object) do nothing
      """;

  private final Connection connection;
  private final SequenceState source;
  private final ObjectName name;

  SequenceSetter(Connection connection, SequenceState source) {
    this.connection = connection;
    this.source = source;
    this.name = source.name();
  }

  /** Remembers the state before; to be committed before {@link #set}, which no rollback undoes. */
  void record() throws SQLException {
    try (var statement = connection.prepareStatement(RECORD.formatted(name.quoted()))) {
      statement.setString(1, name.toString());
      for (int i = 2; i <= 5; i++) {
        statement.setString(i, name.quoted());
      }
      statement.executeUpdate();
    }
  }

  private record Current(long last, boolean called) {}

  private record Bounds(long least, long most, boolean cycles) {
    Bounds {
      if (least > most) {
        throw new IllegalStateException("a sequence's minimum lies above its maximum");
      }
    }

    /** An exhausted sequence stays exhausted: its next value is an error, not a duplicate. */
    long clamp(BigInteger value) {
      return value.max(BigInteger.valueOf(least)).min(BigInteger.valueOf(most)).longValueExact();
    }
  }

  /** Sets it, reads it back, and fails unless the next value is past source and column. */
  void set() throws SQLException {
    Optional<Long> furthest =
        Stream.of(source.last(), source.columnMaximum())
            .flatMap(Optional::stream)
            .reduce(this::further);
    if (furthest.isEmpty()) {
      return;
    }
    Bounds bounds = bounds();
    long value =
        bounds.cycles() ? source.last().orElse(furthest.get()) : past(furthest.get(), bounds);
    Current before = current();
    if (!bounds.cycles() && before.called() && further(before.last(), value) == before.last()) {
      return;
    }
    try (var statement =
        connection.prepareStatement("select pg_catalog.setval(?::regclass, ?, true)")) {
      statement.setString(1, name.quoted());
      statement.setLong(2, value);
      statement.execute();
    }
    Current now = current();
    if (now.last() != value || !now.called()) {
      throw new StoreException(
          "sequence %s was set to %d and stands at %d".formatted(name, value, now.last()),
          false,
          null);
    }
  }

  private long further(long one, long other) {
    return source.increment() < 0 ? Math.min(one, other) : Math.max(one, other);
  }

  /** In whole numbers without a limit: near the end of bigint the sum would wrap around. */
  private long past(long furthest, Bounds bounds) {
    BigInteger heldBack =
        BigInteger.valueOf(source.increment())
            .multiply(BigInteger.valueOf(source.cache()).add(BigInteger.ONE));
    return bounds.clamp(BigInteger.valueOf(furthest).add(heldBack));
  }

  private Bounds bounds() throws SQLException {
    try (var statement = connection.prepareStatement(BOUNDS)) {
      statement.setString(1, name.quoted());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw new StoreException("there is no sequence " + name, false, null);
        }
        return new Bounds(row.getLong(1), row.getLong(2), row.getBoolean(3));
      }
    }
  }

  private Current current() throws SQLException {
    try (var statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery("select last_value, is_called from " + name.quoted())) {
      row.next();
      return new Current(row.getLong(1), row.getBoolean(2));
    }
  }
}
