package io.plimsoll.store.postgres;

import io.plimsoll.common.ObjectName;
import io.plimsoll.store.SequenceState;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The sequences that come along with tables: those they own, those their defaults draw from, and
 * those that belong to no table at all.
 */
final class PostgresSequences {
  private final CatalogueSession session;
  private final List<Long> tables;

  PostgresSequences(CatalogueSession session, List<Long> tables) {
    this.session = session;
    this.tables = tables;
  }

  /**
   * @param id the server's own
   * @param quoted schema and name as SQL
   * @param options everything but the name, as {@code CREATE SEQUENCE} takes it
   * @param owner the column that owns it, as SQL, when its table comes along
   * @param identity whether it is the inner part of an identity column
   */
  record Sequence(
      long id,
      ObjectName name,
      String quoted,
      String options,
      Optional<String> owner,
      boolean identity,
      Range range) {}

  /** The values a sequence may take, and its steps. */
  record Range(long minimum, long maximum, long increment, long cache, boolean cycle) {}

  /**
   * A column that draws from a sequence.
   *
   * @param limitBits 16, 32 or 64; 0 for numeric
   */
  record Feed(long sequence, ObjectName table, String column, int limitBits) {}

  List<Sequence> read() {
    return session.list(
        """
        select c.oid::bigint as id, n.nspname, c.relname, format('%I.%I', n.nspname, c.relname) as q,
               format('as %s increment by %s minvalue %s maxvalue %s start with %s cache %s %s',
                      format_type(s.seqtypid, null), s.seqincrement, s.seqmin, s.seqmax,
                      s.seqstart, s.seqcache,
                      case when s.seqcycle then 'cycle' else 'no cycle' end) as options,
               s.seqmin, s.seqmax, s.seqincrement, s.seqcache, s.seqcycle,
               o.deptype = 'i' as inner_part,
               case when o.refobjid = any (?) then
                 (select format('%I.%I.%I', tn.nspname, t.relname, a.attname)
                    from pg_class t
                    join pg_namespace tn on tn.oid = t.relnamespace
                    join pg_attribute a on a.attrelid = t.oid and a.attnum = o.refobjsubid
                   where t.oid = o.refobjid) end as owner
          from pg_class c
          join pg_namespace n on n.oid = c.relnamespace
          join pg_sequence s on s.seqrelid = c.oid
          left join pg_depend o on o.classid = 'pg_class'::regclass and o.objid = c.oid
               and o.refclassid = 'pg_class'::regclass and o.deptype in ('a', 'i')
         where c.relkind = 'S' and c.relpersistence = 'p'
           and n.nspname <> 'plimsoll' and not starts_with(n.nspname, 'pg_')
           and not exists (select from pg_depend e where e.classid = 'pg_class'::regclass
                            and e.objid = c.oid and e.deptype = 'e')
           and (o.refobjid = any (?)
                or exists (select from pg_depend d join pg_attrdef f on f.oid = d.objid
                            where d.classid = 'pg_attrdef'::regclass and f.adrelid = any (?)
                              and d.refclassid = 'pg_class'::regclass and d.refobjid = c.oid)
                or o.refobjid is null
                   and not exists (select from pg_depend d
                                    where d.classid = 'pg_attrdef'::regclass
                                      and d.refclassid = 'pg_class'::regclass
                                      and d.refobjid = c.oid))
         order by n.nspname collate "C", c.relname collate "C"
        """,
        PostgresSequences::sequence, tables, tables, tables);
  }

  private static Sequence sequence(ResultSet row) throws SQLException {
    return new Sequence(
        row.getLong("id"),
        new ObjectName(row.getString("nspname"), row.getString("relname")),
        row.getString("q"),
        row.getString("options"),
        Optional.ofNullable(row.getString("owner")),
        row.getBoolean("inner_part"),
        new Range(
            row.getLong("seqmin"),
            row.getLong("seqmax"),
            row.getLong("seqincrement"),
            row.getLong("seqcache"),
            row.getBoolean("seqcycle")));
  }

  /**
   * Numeric columns of the tables that own a sequence or draw from it by their default. What the
   * root says of a partition's column is not said again.
   */
  List<Feed> feeds() {
    return session.list(
        """
        with l as (
          select d.objid::bigint as sequence, d.refobjid as tab, a.attname
            from pg_depend d
            join pg_class s on s.oid = d.objid and s.relkind = 'S'
            join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
           where d.classid = 'pg_class'::regclass and d.refclassid = 'pg_class'::regclass
             and d.deptype in ('a', 'i') and d.refobjsubid > 0
          union
          select d.refobjid::bigint, f.adrelid, a.attname
            from pg_depend d join pg_attrdef f on f.oid = d.objid
            join pg_class s on s.oid = d.refobjid and s.relkind = 'S'
            join pg_attribute a on a.attrelid = f.adrelid and a.attnum = f.adnum
           where d.classid = 'pg_attrdef'::regclass and d.refclassid = 'pg_class'::regclass)
        select distinct l.sequence, n.nspname, c.relname, a.attname,
               case a.atttypid when 'int2'::regtype then 16 when 'int4'::regtype then 32
                               when 'int8'::regtype then 64 else 0 end as bits
          from l
          join pg_class c on c.oid = l.tab
          join pg_namespace n on n.oid = c.relnamespace
          join pg_attribute a on a.attrelid = l.tab and a.attname = l.attname
         where l.tab = any (?)
           and not exists (select from l as r
                            where r.sequence = l.sequence and r.attname = l.attname
                              and r.tab <> l.tab and r.tab = pg_partition_root(l.tab))
           and a.atttypid in ('int2'::regtype, 'int4'::regtype, 'int8'::regtype,
                              'numeric'::regtype)
        """,
        row ->
            new Feed(
                row.getLong("sequence"),
                new ObjectName(row.getString("nspname"), row.getString("relname")),
                row.getString("attname"),
                row.getInt("bits")),
        tables);
  }

  List<SequenceState> states() {
    List<Feed> feeds = feeds();
    var states = new ArrayList<SequenceState>();
    for (Sequence sequence : read()) {
      states.add(
          new SequenceState(
              sequence.name(),
              last(sequence),
              sequence.range().increment(),
              sequence.range().cache(),
              feeds.stream()
                  .filter(f -> f.sequence() == sequence.id())
                  .flatMap(f -> extreme(f, sequence.range().increment() > 0).stream())
                  .reduce(sequence.range().increment() > 0 ? Math::max : Math::min)));
    }
    return states;
  }

  /**
   * Straight from the sequence: the statistics view shows nothing to a role without rights. One
   * that was set but not used yet stands one step before the value it will hand out.
   */
  Optional<Long> last(Sequence sequence) {
    return last(session, sequence);
  }

  static Optional<Long> last(CatalogueSession session, Sequence sequence) {
    return session.one(
        """
        select case when s.is_called then s.last_value
                    when s.last_value <> q.seqstart then s.last_value - q.seqincrement end as last
          from %s s, pg_sequence q where q.seqrelid = %d::oid
        """
            .formatted(sequence.quoted(), sequence.id()),
        row -> CatalogueSession.optionalLong(row, "last"));
  }

  /** Largest value of the column, or the smallest; empty without any. */
  Optional<Long> extreme(Feed feed, boolean upwards) {
    return extreme(session, feed.table(), feed.column(), upwards);
  }

  static Optional<Long> extreme(
      CatalogueSession session, ObjectName table, String column, boolean upwards) {
    return extreme(session, query(session, table, column, upwards), upwards);
  }

  static String query(CatalogueSession session, Feed feed, boolean upwards) {
    return query(session, feed.table(), feed.column(), upwards);
  }

  private static String query(
      CatalogueSession session, ObjectName table, String column, boolean upwards) {
    return """
        select %1$s(%2$s) as x from %3$s
         where %2$s::numeric not in ('NaN', 'Infinity', '-Infinity')
        """
        .formatted(
            upwards ? "max" : "min",
            ObjectName.quote(column),
            TableTree.read(session, table).asRead());
  }

  /** Fractions and values past 64 bits are drawn to the next value a sequence could hand out. */
  static Optional<Long> extreme(CatalogueSession session, String query, boolean upwards) {
    return session.one(
        query, row -> Optional.ofNullable(row.getBigDecimal("x")).map(x -> whole(x, upwards)));
  }

  private static long whole(BigDecimal value, boolean upwards) {
    return value
        .setScale(0, upwards ? RoundingMode.CEILING : RoundingMode.FLOOR)
        .min(BigDecimal.valueOf(Long.MAX_VALUE))
        .max(BigDecimal.valueOf(Long.MIN_VALUE))
        .longValueExact();
  }
}
