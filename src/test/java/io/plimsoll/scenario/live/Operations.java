package io.plimsoll.scenario.live;

import static java.util.stream.Collectors.joining;

import io.plimsoll.scenario.live.Effect.Emptied;
import io.plimsoll.scenario.live.Effect.Gone;
import io.plimsoll.scenario.live.Effect.Put;
import io.plimsoll.scenario.live.Shape.Column;
import io.plimsoll.scenario.live.Shape.KeyKind;
import io.plimsoll.scenario.live.Shape.Link;
import io.plimsoll.scenario.live.Shape.Role;
import io.plimsoll.scenario.live.Shape.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * The statements of one transaction on random rows, and what they did. Rows of owner 0 are left
 * alone: nobody may ever change them.
 */
final class Operations {
  static final int QUIET = 0;
  private static final int FULL = 300;

  private final Draws draws;
  private final Shape shape;
  private final Random random;
  private final int owner;
  private final List<Effect> effects = new ArrayList<>();

  Operations(Connection connection, Shape shape, Random random, int owner) {
    this.shape = shape;
    this.random = random;
    this.owner = owner;
    this.draws = new Draws(connection, shape, random, owner);
  }

  /** In order; a savepoint remembers the size and cuts back to it. */
  List<Effect> effects() {
    return effects;
  }

  Table anyTable() {
    List<Table> tables = shape.ordinary();
    return tables.get(random.nextInt(tables.size()));
  }

  void mark(String mark) throws SQLException {
    Table marks = shape.only(KeyKind.MARK);
    draws
        .rows(
            "insert into %s values (?, cast(? as int)) returning %s"
                .formatted(marks.quoted(), marks.image("")),
            List.of(mark, String.valueOf(owner)))
        .forEach(row -> put(marks, Optional.empty(), row, true));
  }

  void heat() throws SQLException {
    Table hot = shape.only(KeyKind.HOT);
    draws
        .rows("update public.hot set n = n + 1 where id = 1 returning " + hot.image(""), List.of())
        .forEach(row -> put(hot, Optional.empty(), row, false));
  }

  void insert(Table table, int count) throws SQLException {
    for (int i = 0; i < count; i++) {
      Optional<Draws.Row> row = draws.fresh(table);
      if (row.isPresent()) {
        insert(table, row.get(), "");
      }
    }
  }

  /** Many rows in one statement. */
  void insertBulk(Table table, int count) throws SQLException {
    if (!table.links().isEmpty()) {
      insert(table, Math.min(count, 5));
      return;
    }
    Draws.Row first = draws.fresh(table).orElseThrow();
    var parameters = new ArrayList<String>(first.values());
    String tuple = first.casts();
    var tuples = new ArrayList<>(List.of(tuple));
    for (int i = 1; i < count; i++) {
      Draws.Row next = draws.fresh(table).orElseThrow();
      parameters.addAll(next.values());
      tuples.add(tuple);
    }
    String sql =
        "insert into %s (%s) values %s returning %s"
            .formatted(table.quoted(), first.names(), String.join(", ", tuples), table.image(""));
    draws.rows(sql, parameters).forEach(row -> put(table, Optional.empty(), row, true));
  }

  private void insert(Table table, Draws.Row row, String conflict) throws SQLException {
    String sql =
        "insert into %s as t (%s) values %s %s returning %s, t.xmax = 0"
            .formatted(table.quoted(), row.names(), row.casts(), conflict, table.image("t"));
    for (List<String> image : draws.rows(sql, row.values())) {
      boolean inserted = image.get(image.size() - 1).equals("t");
      put(table, Optional.empty(), image.subList(0, image.size() - 1), inserted);
    }
  }

  /** Inserts, or writes over the row that has the key. */
  void upsert(Table table) throws SQLException {
    Optional<Draws.Row> row = draws.fresh(table);
    Optional<List<String>> taken = draws.pick(table, 1).stream().findFirst();
    if (row.isEmpty()) {
      return;
    }
    if (taken.isPresent() && random.nextInt(4) > 0) {
      row.get().key(table, taken.get());
    } else if (table.kind() == KeyKind.DRAWN) {
      row.get().key(table, List.of(draws.values().key("int")));
    }
    String conflict =
        "on conflict (%s) do update set label = excluded.label, amount = excluded.amount where t.owner <> 0"
            .formatted(table.keyNames());
    insert(table, row.get(), conflict);
  }

  void update(Table table) throws SQLException {
    List<Column> written =
        table.columns().stream()
            .filter(c -> List.of(Role.LABEL, Role.VALUE, Role.TAG, Role.LARGE).contains(c.role()))
            .filter(c -> random.nextBoolean())
            .toList();
    for (List<String> key : draws.pick(table, 1)) {
      var parameters = new ArrayList<String>();
      var sets = new ArrayList<>(List.of("owner = " + owner));
      for (Column column : written) {
        sets.add("%s = cast(? as %s)".formatted(column.quoted(), column.type()));
        parameters.add(draws.values().of(column));
      }
      relink(table, sets, parameters);
      parameters.addAll(key);
      change(table, String.join(", ", sets), parameters, "true");
    }
  }

  /** A row may be hung under another parent, unless its key says whose it is. */
  private void relink(Table table, List<String> sets, List<String> parameters) throws SQLException {
    for (Link link : table.links()) {
      if (link.columns().get(0) >= table.keyColumns() && random.nextInt(3) == 0) {
        Optional<List<String>> parent = draws.parent(link);
        for (int i = 0; i < link.columns().size(); i++) {
          Column column = table.columns().get(link.columns().get(i));
          int part = i;
          sets.add("%s = cast(? as %s)".formatted(column.quoted(), column.type()));
          parameters.add(parent.map(p -> p.get(part)).orElse(null));
        }
      }
    }
  }

  private void change(Table table, String sets, List<String> parameters, String also)
      throws SQLException {
    draws
        .rows(
            "update %s t set %s where %s and t.owner <> 0 and %s returning %s"
                .formatted(table.quoted(), sets, table.whereKey("t"), also, table.image("t")),
            parameters)
        .forEach(row -> put(table, Optional.empty(), row, false));
  }

  void updateBulk(Table table) throws SQLException {
    draws
        .rows(
            "update %s t set amount = coalesce(amount, 0) + 1, label = left(label, 20) || 'b'"
                    .formatted(table.quoted())
                + " where t.owner <> 0 and t.owner %% 3 = %d returning %s"
                    .formatted(random.nextInt(3), table.image("t")),
            List.of())
        .forEach(row -> put(table, Optional.empty(), row, false));
  }

  void delete(Table table, int count) throws SQLException {
    List<List<String>> keys = draws.pick(table, count);
    if (keys.isEmpty()) {
      return;
    }
    var parameters = new ArrayList<String>();
    keys.forEach(parameters::addAll);
    String any = keys.stream().map(k -> table.whereKey("t")).collect(joining(") or (", "(", ")"));
    String key = table.key().stream().map(c -> "t." + c.asText()).collect(joining(", "));
    List<List<String>> gone =
        draws.rows(
            "delete from %s t where (%s) and t.owner <> 0 returning %s"
                .formatted(table.quoted(), any, key),
            parameters);
    if (!gone.isEmpty()) {
      effects.add(new Gone(table.name(), gone.stream().map(List::copyOf).toList()));
    }
  }

  /** The same row under another key; children follow, or forbid it. */
  void changeKey(Table table) throws SQLException {
    for (List<String> key : draws.pick(table, 1)) {
      Column last = table.key().get(table.keyColumns() - 1);
      var parameters = new ArrayList<>(List.of(draws.values().key(last.type())));
      parameters.addAll(key);
      String sql =
          "update %s t set %s = cast(? as %s) where %s and t.owner <> 0 returning %s"
              .formatted(
                  table.quoted(),
                  last.quoted(),
                  last.type(),
                  table.whereKey("t"),
                  table.image("t"));
      draws.rows(sql, parameters).forEach(row -> put(table, Optional.of(key), row, false));
    }
  }

  /** Two rows exchange their unique values. */
  void swapTags(Table table) throws SQLException {
    Optional<Column> tag = table.column(Role.TAG);
    List<List<String>> pair = draws.pick(table, 2);
    if (tag.isEmpty() || pair.size() < 2) {
      return;
    }
    String one = tagOf(table, tag.get(), pair.get(0));
    String other = tagOf(table, tag.get(), pair.get(1));
    if (!table.habits().tagDeferred()) {
      tag(table, tag.get(), pair.get(0), null);
    }
    tag(table, tag.get(), pair.get(1), one);
    tag(table, tag.get(), pair.get(0), other);
  }

  private String tagOf(Table table, Column tag, List<String> key) throws SQLException {
    String sql =
        "select t.%s from %s t where %s for update"
            .formatted(tag.quoted(), table.quoted(), table.whereKey("t"));
    List<List<String>> found = draws.rows(sql, key);
    return found.isEmpty() ? null : found.get(0).get(0);
  }

  private void tag(Table table, Column tag, List<String> key, String value) throws SQLException {
    var parameters = new ArrayList<String>();
    parameters.add(value);
    parameters.addAll(key);
    change(table, tag.quoted() + " = ?", parameters, "true");
  }

  void truncate(Table table, boolean restart) throws SQLException {
    var tables = shape.emptiedWith(table.name());
    draws.rows(
        "truncate %s %s cascade"
            .formatted(table.quoted(), restart ? "restart identity" : "continue identity"),
        List.of());
    effects.add(new Emptied(tables));
  }

  /** Whether the table is so full that clients should rather delete. */
  boolean full(Table table) throws SQLException {
    return Integer.parseInt(
            draws.rows("select count(*) from " + table.quoted(), List.of()).get(0).get(0))
        > FULL;
  }

  private void put(Table table, Optional<List<String>> before, List<String> row, boolean inserted) {
    effects.add(new Put(table.name(), before, new ArrayList<>(row), inserted));
  }
}
