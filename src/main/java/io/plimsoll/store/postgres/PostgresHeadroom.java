package io.plimsoll.store.postgres;

import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.ObjectName;
import io.plimsoll.common.Severity;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds keys and sequences that come near the last value of their type: at 80 % a warning, at 95 %
 * the run is refused, because the insert that fails would come after the move.
 */
final class PostgresHeadroom {
  private static final int WARNING_PERCENT = 80;
  private static final int BLOCKING_PERCENT = 95;

  private final CatalogueSession session;
  private final PostgresSequences sequences;
  private final List<Long> tables;

  PostgresHeadroom(CatalogueSession session, Collection<ObjectName> objects) {
    this.session = session;
    this.tables = ObjectIds.withPartitions(session, objects);
    this.sequences = new PostgresSequences(session, tables);
  }

  /**
   * How far something is on its way from {@code first} to {@code limit}.
   *
   * @param step of one insert
   */
  private record Gauge(String subject, long value, long first, long limit, long step) {

    Optional<Severity> severity() {
      if (passed(BLOCKING_PERCENT)) {
        return Optional.of(Severity.BLOCKING);
      }
      return passed(WARNING_PERCENT) ? Optional.of(Severity.WARNING) : Optional.empty();
    }

    private boolean passed(int percent) {
      BigInteger way = distance(first, value).multiply(BigInteger.valueOf(100));
      return way.compareTo(distance(first, limit).multiply(BigInteger.valueOf(percent))) >= 0;
    }

    /** In the direction of the steps; negative before the first value. */
    private BigInteger distance(long from, long to) {
      return BigInteger.valueOf(to)
          .subtract(BigInteger.valueOf(from))
          .multiply(BigInteger.valueOf(Long.signum(step)));
    }

    Finding finding(Severity severity) {
      BigInteger left = distance(value, limit).divide(BigInteger.valueOf(Math.abs(step)));
      return new Finding(
          severity,
          Optional.of(GuardId.F25),
          "headroom",
          subject,
          "is at %d of %d: room for %d more values in steps of %d"
              .formatted(value, limit, left.max(BigInteger.ZERO), step),
          "widen the column or the sequence before the move");
    }
  }

  List<Finding> findings() {
    var gauges = new ArrayList<Gauge>();
    List<PostgresSequences.Feed> feeds = sequences.feeds();
    for (PostgresSequences.Sequence sequence : sequences.read()) {
      sequenceGauge(sequence, feeds).ifPresent(gauges::add);
    }
    for (PostgresSequences.Feed key : keys()) {
      boolean fed =
          feeds.stream()
              .anyMatch(f -> f.table().equals(key.table()) && f.column().equals(key.column()));
      if (!fed) {
        gauges.addAll(keyGauges(key));
      }
    }
    return gauges.stream().flatMap(g -> g.severity().map(g::finding).stream()).toList();
  }

  /** A sequence and the columns it feeds are one thing: the furthest of them, the first limit. */
  private Optional<Gauge> sequenceGauge(
      PostgresSequences.Sequence sequence, List<PostgresSequences.Feed> feeds) {
    PostgresSequences.Range range = sequence.range();
    boolean up = range.increment() > 0;
    var fed = feeds.stream().filter(f -> f.sequence() == sequence.id()).toList();
    if (range.cycle()) {
      return Optional.empty();
    }
    Optional<Long> furthest =
        Stream.concat(
                sequences.last(sequence).stream(),
                fed.stream().flatMap(f -> sequences.extreme(f, up).stream()))
            .reduce(up ? Math::max : Math::min);
    long limit =
        Stream.concat(
                Stream.of(up ? range.maximum() : range.minimum()),
                fed.stream().filter(f -> f.limitBits() > 0).map(f -> typeLimit(f, up)))
            .reduce(up ? Math::min : Math::max)
            .orElseThrow();
    String subject =
        fed.stream()
            .findFirst()
            .map(f -> "column " + f.table() + "." + ObjectName.display(f.column()))
            .orElse("sequence " + sequence.name());
    long first = up ? range.minimum() : range.maximum();
    return furthest.map(value -> new Gauge(subject, value, first, limit, range.increment()));
  }

  /**
   * Nobody says in which direction such a key grows, so both ends count; values at both ends are
   * spread over the whole type, as hashes are, and grow nowhere.
   */
  private List<Gauge> keyGauges(PostgresSequences.Feed key) {
    List<Gauge> near =
        Stream.of(1, -1)
            .flatMap(step -> keyGauge(key, step).stream())
            .filter(g -> g.severity().isPresent())
            .toList();
    return near.size() == 2 ? List.of() : near;
  }

  private Optional<Gauge> keyGauge(PostgresSequences.Feed key, int step) {
    boolean up = step > 0;
    String subject = "column " + key.table() + "." + ObjectName.display(key.column());
    return sequences
        .extreme(key, up)
        .map(value -> new Gauge(subject, value, 0, typeLimit(key, up), step));
  }

  private static long typeLimit(PostgresSequences.Feed column, boolean up) {
    long maximum = (1L << (column.limitBits() - 1)) - 1;
    return up ? maximum : -maximum - 1;
  }

  /** Integer columns of primary and unique keys. */
  private List<PostgresSequences.Feed> keys() {
    return session.list(
        """
        select distinct n.nspname, c.relname, a.attname,
               case a.atttypid when 'int2'::regtype then 16 when 'int4'::regtype then 32
                               else 64 end as bits
          from pg_index i
          join pg_class x on x.oid = i.indexrelid and not x.relispartition
          join pg_class c on c.oid = i.indrelid
          join pg_namespace n on n.oid = c.relnamespace
          join pg_attribute a on a.attrelid = c.oid and a.attnum = any (i.indkey)
         where i.indisunique and c.oid = any (?)
           and a.atttypid in ('int2'::regtype, 'int4'::regtype, 'int8'::regtype)
         order by 1, 2, 3
        """,
        row ->
            new PostgresSequences.Feed(
                0,
                new ObjectName(row.getString("nspname"), row.getString("relname")),
                row.getString("attname"),
                row.getInt("bits")),
        tables);
  }
}
