package io.plimsoll.scenario.live;

import static java.util.stream.Collectors.joining;

import io.plimsoll.common.ObjectName;
import io.plimsoll.scenario.live.Shape.Link;
import io.plimsoll.scenario.live.Shape.Role;
import io.plimsoll.scenario.live.Shape.Table;
import java.util.ArrayList;
import java.util.List;

/** A random table as statements: columns and keys, then what refers to others, then triggers. */
final class SchemaDdl {
  private SchemaDdl() {}

  static String create(Table table) {
    String columns =
        table.columns().stream().map(c -> c.quoted() + " " + c.ddl()).collect(joining(", "));
    String tag =
        table
            .column(Role.TAG)
            .map(
                c -> ", unique (%s)".formatted(c.quoted()) + deferred(table.habits().tagDeferred()))
            .orElse("");
    return "create table %s (%s, primary key (%s)%s)"
        .formatted(table.quoted(), columns, table.keyNames(), tag);
  }

  private static String deferred(boolean deferred) {
    return deferred ? " deferrable initially deferred" : "";
  }

  static String foreignKey(List<Table> tables, Table table, int number) {
    Link link = table.links().get(number);
    Table parent =
        tables.stream().filter(t -> t.name().equals(link.parent())).findFirst().orElseThrow();
    String columns =
        link.columns().stream().map(i -> table.columns().get(i).quoted()).collect(joining(", "));
    String actions =
        switch (link.onDelete()) {
          case CASCADE -> " on delete cascade on update cascade";
          case SET_NULL -> " on delete set null on update cascade";
          case NO_ACTION -> "";
        };
    return "alter table %s add constraint %s foreign key (%s) references %s (%s)%s%s"
        .formatted(
            table.quoted(),
            ObjectName.quote(table.name() + " link " + number),
            columns,
            parent.quoted(),
            parent.keyNames(),
            actions,
            deferred(link.deferred()));
  }

  static List<String> triggers(Table table) {
    var statements = new ArrayList<String>();
    if (table.habits().touched()) {
      statements.add(
          "create trigger touch before insert or update on %s for each row execute function touch()"
              .formatted(table.quoted()));
    }
    if (table.habits().noted()) {
      String function = ObjectName.quote("note of " + table.name());
      String key =
          table.key().stream().map(c -> "r." + c.quoted() + "::text").collect(joining(", "));
      statements.add(
          """
          create function %s() returns trigger language plpgsql as $body$
          declare r record;
          begin
            if tg_op = 'DELETE' then r := old; else r := new; end if;
            insert into notes (tab, op, key, mark)
              values (tg_table_name, lower(tg_op), concat_ws(', ', %s),
                nullif(current_setting('live.mark', true), ''));
            return null;
          end $body$
          """
              .formatted(function, key));
      statements.add(
          "create trigger note after insert or update or delete on %s for each row execute function %s()"
              .formatted(table.quoted(), function));
    }
    return statements;
  }
}
