package io.plimsoll.plan;

import io.plimsoll.common.ObjectName;
import java.util.regex.Pattern;

/**
 * A glob over object names: {@code public.*}, {@code app."Weird.Name"}. Only {@code *} and {@code
 * ?} outside quotes are wild; a name without a schema is not a pattern.
 */
public final class ObjectPattern {
  private static final Pattern SHAPE =
      Pattern.compile(
          "(?<schema>\"(?:[^\"]|\"\")+\"|[^\".\\s]+)\\.(?<name>\"(?:[^\"]|\"\")+\"|[^\".\\s]+)");

  private final String text;
  private final Pattern schema;
  private final Pattern name;

  private ObjectPattern(String text, Pattern schema, Pattern name) {
    this.text = text;
    this.schema = schema;
    this.name = name;
  }

  /** Throws {@link IllegalArgumentException} saying what is wrong and what is expected. */
  public static ObjectPattern parse(String text) {
    var parts = SHAPE.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "'%s' is not schema.name; write public.users, public.* or app.\"Weird.Name\""
              .formatted(text));
    }
    return new ObjectPattern(text, glob(parts.group("schema")), glob(parts.group("name")));
  }

  private static Pattern glob(String part) {
    if (part.startsWith("\"")) {
      return Pattern.compile(
          Pattern.quote(part.substring(1, part.length() - 1).replace("\"\"", "\"")));
    }
    var regex = new StringBuilder();
    for (char c : part.toCharArray()) {
      switch (c) {
        case '*' -> regex.append(".*");
        case '?' -> regex.append('.');
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }

  public boolean matches(ObjectName object) {
    return schema.matcher(object.schema()).matches() && name.matcher(object.name()).matches();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ObjectPattern that && that.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
