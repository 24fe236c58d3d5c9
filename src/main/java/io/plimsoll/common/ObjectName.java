package io.plimsoll.common;

import java.util.regex.Pattern;

/**
 * Names one object of a store: a table by schema and name. The parts are the catalogue's own
 * spelling, unquoted; {@link #quoted()} is the only place that makes an identifier of them.
 */
public record ObjectName(String schema, String name) implements Comparable<ObjectName> {
  private static final String PART = "(\"(?:[^\"]|\"\")+\"|[^\".]+)";
  private static final Pattern SHAPE = Pattern.compile(PART + "\\." + PART, Pattern.DOTALL);

  public ObjectName {
    if (schema == null || schema.isEmpty() || name == null || name.isEmpty()) {
      throw new IllegalArgumentException("an object needs a schema and a name");
    }
  }

  /** The identifier for SQL, both parts quoted: {@code "app"."Weird ""Name"}. */
  public String quoted() {
    return quote(schema) + "." + quote(name);
  }

  /** One identifier part, quoted for SQL. */
  public static String quote(String part) {
    if (part.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("an identifier holds no NUL");
    }
    return '"' + part.replace("\"", "\"\"") + '"';
  }

  /** As a person reads and writes it: {@code public.users}, {@code app."Weird.Name"}. */
  @Override
  public String toString() {
    return display(schema) + "." + display(name);
  }

  /**
   * Reads what {@link #toString()} writes.
   *
   * @throws IllegalArgumentException when the text is not one schema and one name
   */
  public static ObjectName parse(String text) {
    var parts = SHAPE.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("not schema.name: " + text);
    }
    return new ObjectName(plain(parts.group(1)), plain(parts.group(2)));
  }

  private static String plain(String part) {
    return part.startsWith("\"")
        ? part.substring(1, part.length() - 1).replace("\"\"", "\"")
        : part;
  }

  /** One part as a person reads it, quoted only where it must be. */
  public static String display(String part) {
    return part.matches("[a-z_][a-z0-9_$]*") ? part : quote(part);
  }

  @Override
  public int compareTo(ObjectName other) {
    int bySchema = schema.compareTo(other.schema);
    return bySchema != 0 ? bySchema : name.compareTo(other.name);
  }
}
