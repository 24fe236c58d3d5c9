package io.plimsoll.scenario.live;

import io.plimsoll.scenario.live.Effect.Emptied;
import io.plimsoll.scenario.live.Effect.Gone;
import io.plimsoll.scenario.live.Effect.Put;
import io.plimsoll.scenario.live.Shape.Link;
import io.plimsoll.scenario.live.Shape.OnDelete;
import io.plimsoll.scenario.live.Shape.Reference;
import io.plimsoll.scenario.live.Shape.Role;
import io.plimsoll.scenario.live.Shape.Table;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a schema holds after a series of effects, foreign keys and triggers followed as the server
 * does. It knows nothing of moves.
 */
final class Model {
  private final Shape shape;
  private final Map<String, Map<List<String>, List<String>>> rows = new TreeMap<>();
  private final Map<List<String>, Integer> notes;
  private final Map<String, String> lastMark = new HashMap<>();
  private final Deque<Changed> unsettled = new ArrayDeque<>();
  private String mark = "";

  /**
   * A row whose key changed or that is gone, and what refers to it does not know yet.
   *
   * @param after empty when it is gone
   */
  private record Changed(Table table, List<String> before, Optional<List<String>> after) {}

  Model(Shape shape, Content begin) {
    this.shape = shape;
    this.notes = new HashMap<>(begin.notes());
    begin.rows().forEach((table, found) -> rows.put(table, new HashMap<>(found)));
  }

  Content content() {
    return new Content(rows, notes);
  }

  /** The transaction that last changed the row with this key, for diagnosis. */
  String lastChange(String tableAndKey) {
    return lastMark.getOrDefault(tableAndKey, "nobody");
  }

  void apply(String transaction, Effect effect) {
    mark = transaction;
    if (effect instanceof Put put) {
      put(put);
    } else if (effect instanceof Gone gone) {
      delete(shape.table(gone.table()), gone.keys());
      settle();
    } else if (effect instanceof Emptied emptied) {
      emptied.tables().forEach(table -> rows.get(table).clear());
    }
  }

  private void put(Put put) {
    Table table = shape.table(put.table());
    List<String> key = table.keyOf(put.row());
    List<String> before = put.before().orElse(key);
    rows.get(table.name()).remove(before);
    rows.get(table.name()).put(key, put.row());
    noted(table, put.inserted() ? "insert" : "update", key);
    if (!before.equals(key)) {
      moved(table, before, key);
    }
    settle();
  }

  /** First all rows of the statement, then row by row what refers to them. */
  private void delete(Table table, List<List<String>> keys) {
    for (List<String> key : keys) {
      if (rows.get(table.name()).remove(key) != null) {
        noted(table, "delete", key);
      }
      unsettled.add(new Changed(table, key, Optional.empty()));
    }
  }

  private void moved(Table table, List<String> before, List<String> after) {
    remember(table, before);
    unsettled.add(new Changed(table, before, Optional.of(after)));
  }

  /**
   * What refers to a row follows before anything that follows from that: the server hands what a
   * cascade changes to the statement that began it, behind what waits there already.
   */
  private void settle() {
    while (!unsettled.isEmpty()) {
      Changed next = unsettled.remove();
      for (Reference reference : shape.referencesTo(next.table().name())) {
        if (next.after().isPresent()) {
          follow(reference, next.before(), next.after().get());
        } else {
          deleted(reference, next.before());
        }
      }
    }
  }

  private void deleted(Reference reference, List<String> parent) {
    if (reference.link().onDelete() == OnDelete.CASCADE) {
      delete(
          reference.child(),
          referring(reference, parent).stream().map(reference.child()::keyOf).toList());
    } else if (reference.link().onDelete() == OnDelete.SET_NULL) {
      for (List<String> row : referring(reference, parent)) {
        relink(reference, row, null);
      }
    }
  }

  private void follow(Reference reference, List<String> before, List<String> after) {
    if (reference.link().follows()) {
      for (List<String> row : referring(reference, before)) {
        relink(reference, row, after);
      }
    }
  }

  private List<List<String>> referring(Reference reference, List<String> parent) {
    return rows.get(reference.child().name()).values().stream()
        .filter(row -> parent.equals(linkOf(reference.link(), row)))
        .toList();
  }

  private static List<String> linkOf(Link link, List<String> row) {
    return link.columns().stream().map(row::get).toList();
  }

  private void relink(Reference reference, List<String> row, List<String> parent) {
    Table child = reference.child();
    var changed = new ArrayList<>(row);
    List<Integer> columns = reference.link().columns();
    for (int i = 0; i < columns.size(); i++) {
      changed.set(columns.get(i), parent == null ? null : parent.get(i));
    }
    if (child.habits().touched()) {
      int position = child.position(Role.TOUCHED).orElseThrow();
      changed.set(position, String.valueOf(Integer.parseInt(row.get(position)) + 1));
    }
    List<String> before = child.keyOf(row);
    List<String> after = child.keyOf(changed);
    rows.get(child.name()).remove(before);
    rows.get(child.name()).put(after, changed);
    noted(child, "update", after);
    if (!before.equals(after)) {
      moved(child, before, after);
    }
  }

  private void noted(Table table, String operation, List<String> key) {
    remember(table, key);
    if (table.habits().noted()) {
      var note = new ArrayList<String>();
      note.addAll(List.of(table.name(), operation, String.join(", ", key), mark));
      notes.merge(note, 1, Integer::sum);
    }
  }

  private void remember(Table table, List<String> key) {
    lastMark.put(table.name() + " " + key, mark);
  }
}
