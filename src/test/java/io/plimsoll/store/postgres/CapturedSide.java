package io.plimsoll.store.postgres;

import io.plimsoll.common.ObjectName;
import io.plimsoll.store.BlockSink;
import io.plimsoll.store.ChangeFeed.Changed;
import io.plimsoll.store.ChangeFeed.Purpose;
import io.plimsoll.store.Fingerprint;
import io.plimsoll.store.TableInfo;
import io.plimsoll.store.Watermark;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.postgresql.PGConnection;

/**
 * The side that changes, captured by plain row triggers of the test's own: as independent of the
 * product's capture as can be.
 */
final class CapturedSide {
  private final Database database;
  private final List<TableInfo> tables;
  private final Purpose purpose;

  CapturedSide(Database database, List<TableInfo> tables, Purpose purpose) {
    this.database = database;
    this.tables = tables;
    this.purpose = purpose;
    database.execute("create schema captured", "create table captured.whole (number int)");
    IntStream.range(0, tables.size()).forEach(this::install);
  }

  private void install(int number) {
    TableInfo table = tables.get(number);
    String t = table.name().quoted();
    database.execute(
        "create table captured.t%d as select %s, null::bigint as before from %s with no data"
            .formatted(number, key(table, (c, i) -> c + " as k" + i), t),
        "alter table captured.t%d add seq bigint generated always as identity".formatted(number),
        """
        create function captured.note%1$d() returns trigger language plpgsql %2$s as $$
        begin
          if tg_op = 'TRUNCATE' then
            insert into captured.whole values (%1$d);
            return null;
          end if;
          if tg_op <> 'INSERT' then
            insert into captured.t%1$d values (%3$s, %4$s);
          end if;
          if tg_op = 'INSERT' or tg_op = 'UPDATE' and row(%3$s)::text <> row(%5$s)::text then
            insert into captured.t%1$d values (%5$s, null);
          end if;
          return null;
        end $$
        """
            .formatted(
                number,
                OldRowHash.SETTINGS.stream().map(s -> "set " + s).collect(Collectors.joining(" ")),
                key(table, (c, i) -> "old." + c),
                OldRowHash.of("old", table),
                key(table, (c, i) -> "new." + c)),
        "create trigger zz_note after insert or update or delete on %s for each row execute function captured.note%d()"
            .formatted(t, number),
        "create trigger zz_whole after truncate on %s execute function captured.note%d()"
            .formatted(t, number));
  }

  private interface Part {
    String of(String column, int place);
  }

  private static String key(TableInfo table, Part part) {
    List<String> columns = table.key().orElseThrow().columns();
    return each(columns.size(), i -> part.of(ObjectName.quote(columns.get(i)), i));
  }

  private static String each(int size, IntFunction<String> part) {
    return IntStream.range(0, size).mapToObj(part).collect(Collectors.joining(", "));
  }

  /** One snapshot of keys and rows. */
  Moment moment() {
    return new Moment();
  }

  final class Moment implements AutoCloseable {
    private final Connection connection = database.connections().borrow();
    private final Watermark watermark;
    private final List<Changed> changed = new ArrayList<>();
    private final List<String> forget = new ArrayList<>();

    private Moment() {
      try (var statement = connection.createStatement()) {
        statement.execute(
            "set transaction isolation level repeatable read; set local search_path = public");
        watermark = new Watermark(one("select pg_current_snapshot()"));
        for (int i = 0; i < tables.size(); i++) {
          long keys = Long.parseLong(one("select count(*) from (%s) d".formatted(distinct(i))));
          boolean whole =
              !one("select count(*) from captured.whole where number = " + i).equals("0");
          if (keys > 0 || whole) {
            changed.add(new Changed(tables.get(i).name(), keys, whole));
          }
          forget.add(
              "delete from captured.t%d where seq <= %s"
                  .formatted(i, one("select coalesce(max(seq), 0) from captured.t" + i)));
        }
        forget.add("delete from captured.whole");
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    private String one(String sql) throws SQLException {
      try (var statement = connection.createStatement();
          var row = statement.executeQuery(sql)) {
        row.next();
        return row.getString(1);
      }
    }

    Watermark watermark() {
      return watermark;
    }

    List<Changed> changed() {
      return changed;
    }

    Changed changed(String table) {
      return changed.stream()
          .filter(c -> c.object().equals(Database.named(table)))
          .findFirst()
          .orElseThrow();
    }

    private int number(Changed of) {
      return tables.stream().map(TableInfo::name).toList().indexOf(of.object());
    }

    private String distinct(int number) {
      String key = key(tables.get(number), (c, i) -> "k" + i);
      return "select distinct on (%s) %s, before from captured.t%d order by %s, seq"
          .formatted(key, key, number, key);
    }

    void keys(Changed of, BlockSink sink) {
      int number = number(of);
      String before = purpose == Purpose.REVERSE ? ", array[before]" : "";
      copy(
          "select %s%s from (%s) d"
              .formatted(key(tables.get(number), (c, i) -> "k" + i), before, distinct(number)),
          sink);
    }

    void copy(String query, BlockSink sink) {
      try {
        var copy =
            connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut("copy (" + query + ") to stdout (format binary)");
        for (byte[] block = copy.readFromCopy(); block != null; block = copy.readFromCopy()) {
          sink.accept(block, 0, block.length);
        }
      } catch (SQLException e) {
        throw new IllegalStateException(query, e);
      } catch (RuntimeException e) {
        abort();
        throw e;
      }
    }

    private void abort() {
      try {
        connection.abort(Runnable::run);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    Fingerprint rows(Changed of, long seed, BlockSink sink) {
      int number = number(of);
      TableInfo table = tables.get(number);
      String t = table.name().quoted();
      String from =
          of.whole()
              ? t + " r"
              : "%s r join (select distinct %s from captured.t%d) k on row(%s) = row(%s)"
                  .formatted(
                      t,
                      key(table, (c, i) -> "k" + i),
                      number,
                      key(table, (c, i) -> "r." + c),
                      key(table, (c, i) -> "k.k" + i));
      try {
        TableLayout layout = TableLayout.read(connection, table);
        RowHash hash = new RowHash(seed);
        WrittenPart written = new WrittenPart(layout, sink);
        sink.accept(BinaryCopy.header(), 0, BinaryCopy.HEADER_LENGTH);
        String fields =
            layout.fields().stream()
                .map(c -> "r." + ObjectName.quote(c.name()))
                .collect(Collectors.joining(", "));
        var copy =
            connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut(
                    "copy (select %s from %s) to stdout (format binary)".formatted(fields, from));
        new BinaryRows(
                layout.fields().size(),
                (bytes, offset, length) -> {
                  hash.add(bytes, offset, length);
                  written.row(bytes, offset, length);
                })
            .drain(copy);
        sink.accept(BinaryCopy.trailer(), 0, 2);
        return hash.fingerprint(layout.encoding(seed));
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    /** What was replayed, and only that. */
    void forget() {
      database.execute(forget.toArray(String[]::new));
    }

    @Override
    public void close() {
      try {
        connection.close();
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
