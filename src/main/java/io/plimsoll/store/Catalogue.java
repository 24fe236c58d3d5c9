package io.plimsoll.store;

import io.plimsoll.common.ObjectName;
import java.util.List;

/**
 * Everything the owner has in a store, at one moment. The world is closed: what is not a table that
 * can be carried stands in {@code others}.
 *
 * @param tables ordinary tables of the owner
 * @param others every other user object: kind and name, and the table it belongs to, if any
 */
public record Catalogue(List<TableInfo> tables, List<OtherObject> others) {

  /**
   * @param kind as the engine calls it: {@code view}, {@code function}, {@code trigger}
   * @param name unique within its kind
   * @param why one clause on why it cannot come along
   */
  public record OtherObject(String kind, String name, String why) {
    /** As a plan's {@code accept} names it: {@code view public.active_users}. */
    public String text() {
      return kind + " " + name;
    }
  }

  public TableInfo table(ObjectName name) {
    return tables.stream()
        .filter(t -> t.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no table " + name + " in the catalogue"));
  }
}
