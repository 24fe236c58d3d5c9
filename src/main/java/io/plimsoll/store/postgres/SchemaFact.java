package io.plimsoll.store.postgres;

/**
 * One thing that is true of a schema, in the server's own words and without its ids, so that it can
 * be compared with another server's.
 *
 * @param kind {@code index}, {@code default}, {@code foreign key} …
 * @param name what it is about, unique within its kind
 * @param text what is true of it
 */
record SchemaFact(String kind, String name, String text) {
  static final String TABLE = "table";
  static final String COLUMN = "column";
  static final String COLUMN_ORDER = "column order";
  static final String GRANT = "grant";
  static final String OWNER = "owner";

  SchemaFact {
    if (kind == null || name == null || text == null) {
      throw new IllegalStateException("half a fact: " + kind + " " + name + " " + text);
    }
    text = NestedOperators.flattened(text);
  }

  String subject() {
    return kind + " " + name;
  }
}
