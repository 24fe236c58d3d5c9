package io.plimsoll.plan;

import tools.jackson.databind.JsonNode;

/** The words problems are made of. */
final class Wording {
  private static final int LONGEST_VALUE = 60;

  private Wording() {}

  /** The value as found, short and on one line; what may be secret is only named by its kind. */
  static String found(JsonNode value, boolean secret) {
    return switch (value.getNodeType()) {
      case OBJECT -> value.isEmpty() ? "an empty mapping" : "a mapping";
      case ARRAY -> value.isEmpty() ? "an empty list" : "a list";
      case NULL, MISSING -> "nothing";
      case STRING, NUMBER, BOOLEAN, BINARY, POJO -> secret ? kind(value) : scalar(value);
    };
  }

  private static String kind(JsonNode value) {
    return value.isString() && value.asString().isBlank() ? "a blank text" : "a plain value";
  }

  private static String scalar(JsonNode value) {
    String text = value.asString();
    if (!value.isString()) {
      return quoted(text, LONGEST_VALUE).replace("'", "");
    }
    return text.isBlank() ? "a blank text" : quoted(text, LONGEST_VALUE);
  }

  /** In single quotes, cut to the length, control characters made visible. */
  static String quoted(String text, int longest) {
    String cut = text.length() > longest ? text.substring(0, longest) + "…" : text;
    var shown = new StringBuilder("'");
    cut.codePoints()
        .forEach(
            c -> {
              if (Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE) {
                shown.append("\\u%04x".formatted(c));
              } else {
                shown.appendCodePoint(c);
              }
            });
    return shown.append("'").toString();
  }

  static String quoted(String text) {
    return quoted(text, LONGEST_VALUE);
  }

  static String expected(String found, String expected) {
    return "found " + found + ", expected " + expected;
  }
}
