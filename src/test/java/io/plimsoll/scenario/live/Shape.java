package io.plimsoll.scenario.live;

import io.plimsoll.common.ObjectName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A schema as the clients know it: enough to write to every table and to foresee what follows. */
record Shape(List<Table> tables) {
  /** What a column is for. */
  enum Role {
    KEY,
    LINK,
    OWNER,
    LABEL,
    TOUCHED,
    TAG,
    VALUE,
    LARGE,
    GENERATED
  }

  /** How keys come about. */
  enum KeyKind {
    /** Drawn from a sequence; explicit keys are negative. */
    DRAWN,
    COMPOSITE,
    UUID,
    TEXT,
    /** The parent's key and a number. */
    CHILD,
    /** One mark per transaction, the first statement of each. */
    MARK,
    HOT
  }

  enum OnDelete {
    CASCADE,
    SET_NULL,
    NO_ACTION
  }

  /**
   * @param type as in a cast
   * @param ddl as in a definition
   */
  record Column(String name, String type, String ddl, Role role) {
    String quoted() {
      return ObjectName.quote(name);
    }

    /** Compared by its digest when large. */
    String asText() {
      return role == Role.LARGE ? "md5(%s)".formatted(quoted()) : quoted() + "::text";
    }
  }

  /**
   * A foreign key.
   *
   * @param columns positions in the child
   */
  record Link(List<Integer> columns, String parent, OnDelete onDelete, boolean deferred) {
    boolean follows() {
      return onDelete != OnDelete.NO_ACTION;
    }
  }

  /**
   * @param columns how many, the first ones
   */
  record Keys(KeyKind kind, int columns) {}

  /**
   * What a table does of itself.
   *
   * @param touched whether a trigger counts updates in {@link Role#TOUCHED}
   * @param noted whether a trigger writes a note of every row that changes
   * @param tagDeferred whether the tag is unique at commit only
   */
  record Habits(boolean touched, boolean noted, boolean tagDeferred) {
    static final Habits NONE = new Habits(false, false, false);
  }

  /**
   * @param columns the key's come first
   */
  record Table(String name, Keys keys, List<Column> columns, List<Link> links, Habits habits) {

    KeyKind kind() {
      return keys.kind();
    }

    int keyColumns() {
      return keys.columns();
    }

    String quoted() {
      return "public." + ObjectName.quote(name);
    }

    List<String> keyOf(List<String> row) {
      return List.copyOf(row.subList(0, keyColumns()));
    }

    List<Column> key() {
      return columns.subList(0, keyColumns());
    }

    Optional<Integer> position(Role role) {
      return IntStream.range(0, columns.size())
          .filter(i -> columns.get(i).role() == role)
          .boxed()
          .findFirst();
    }

    Optional<Column> column(Role role) {
      return position(role).map(columns::get);
    }

    /** Every column as text, for select and returning. */
    String image(String alias) {
      String dot = alias.isEmpty() ? "" : alias + ".";
      return columns.stream()
          .map(c -> c.asText().replace(c.quoted(), dot + c.quoted()))
          .collect(Collectors.joining(", "));
    }

    /** {@code a = cast(? as t) and …} over the key. */
    String whereKey(String alias) {
      return key().stream()
          .map(c -> "%s.%s = cast(? as %s)".formatted(alias, c.quoted(), c.type()))
          .collect(Collectors.joining(" and "));
    }

    String keyNames() {
      return key().stream().map(Column::quoted).collect(Collectors.joining(", "));
    }
  }

  /** A foreign key with the table that has it. */
  record Reference(Table child, Link link) {}

  Table table(String name) {
    return tables.stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow();
  }

  List<Table> ordinary() {
    return tables.stream()
        .filter(t -> t.kind() != KeyKind.MARK && t.kind() != KeyKind.HOT)
        .toList();
  }

  Table only(KeyKind kind) {
    return tables.stream().filter(t -> t.kind() == kind).findFirst().orElseThrow();
  }

  List<Reference> referencesTo(String parent) {
    return tables.stream()
        .flatMap(
            t ->
                t.links().stream()
                    .filter(l -> l.parent().equals(parent))
                    .map(l -> new Reference(t, l)))
        .toList();
  }

  /** What {@code truncate … cascade} empties. */
  Set<String> emptiedWith(String table) {
    var all = new LinkedHashSet<>(Set.of(table));
    boolean grows = true;
    while (grows) {
      var next = new LinkedHashSet<String>();
      all.forEach(t -> referencesTo(t).forEach(r -> next.add(r.child().name())));
      grows = all.addAll(next);
    }
    return all;
  }
}
