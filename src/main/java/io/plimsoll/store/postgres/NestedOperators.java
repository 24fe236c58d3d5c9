package io.plimsoll.store.postgres;

import java.util.ArrayList;
import java.util.List;

/**
 * Brings an expression, as the server prints it, into a form that survives being parsed again.
 *
 * <p>{@code x BETWEEN 1 AND 2 AND y BETWEEN 3 AND 4} is kept as {@code (x AND x) AND (y AND y)} and
 * printed so; read again, the parser flattens the left side and prints {@code x AND x AND (y AND
 * y)}. Both mean the same, because AND and OR are associative: an AND directly within an AND, or an
 * OR within an OR, loses its parentheses here. Nothing else changes.
 */
final class NestedOperators {
  private static final int DEEPEST = 500;

  private final String text;
  private int at;

  private NestedOperators(String text) {
    this.text = text;
  }

  /** The text with redundant nesting removed; unbalanced text is returned as it is. */
  static String flattened(String text) {
    if (!text.contains("((")) {
      return text;
    }
    var reader = new NestedOperators(text);
    Group whole = reader.group(0);
    return reader.at == text.length() && whole != null ? whole.print() : text;
  }

  /** Reads up to the parenthesis that closes the group, or to the end. */
  private Group group(int depth) {
    if (depth > DEEPEST) {
      return null;
    }
    var group = new Group();
    var plain = new StringBuilder();
    while (at < text.length() && text.charAt(at) != ')') {
      char c = text.charAt(at);
      if (c == '(') {
        at++;
        Group inner = group(depth + 1);
        if (inner == null || at >= text.length()) {
          return null;
        }
        at++;
        group.add(plain.toString());
        plain.setLength(0);
        group.parts.add(inner);
      } else if (c == '\'' || c == '"') {
        int end = quoted(c);
        plain.append(text, at, end);
        at = end;
      } else {
        plain.append(c);
        at++;
      }
    }
    group.add(plain.toString());
    return group;
  }

  /** Where the quoted piece that begins here ends; a doubled quote begins the next piece. */
  private int quoted(char quote) {
    int end = text.indexOf(quote, at + 1);
    return end < 0 ? text.length() : end + 1;
  }

  /** Strings and groups in turn. */
  private static final class Group {
    private final List<Object> parts = new ArrayList<>();

    void add(String plain) {
      if (!plain.isEmpty()) {
        parts.add(plain);
      }
    }

    String print() {
      String operator = operator();
      var out = new StringBuilder();
      for (int i = 0; i < parts.size(); i++) {
        if (parts.get(i) instanceof Group inner) {
          boolean same = operator != null && operator.equals(inner.operator());
          boolean flat = same && isOperand(i, operator);
          out.append(flat ? inner.print() : "(" + inner.print() + ")");
        } else {
          out.append(parts.get(i));
        }
      }
      return out.toString();
    }

    /** AND or OR when that alone joins this group's parts, else null. */
    private String operator() {
      boolean and = joins(" AND ");
      boolean or = joins(" OR ");
      return and == or ? null : and ? "AND" : "OR";
    }

    private boolean joins(String word) {
      return parts.stream()
          .filter(String.class::isInstance)
          .map(String.class::cast)
          .anyMatch(plain -> outsideQuotes(plain).contains(word));
    }

    private static String outsideQuotes(String plain) {
      return " " + plain.replaceAll("'[^']*'|\"[^\"]*\"", "?") + " ";
    }

    private boolean isOperand(int i, String operator) {
      return (i == 0
              || before(i).endsWith(" " + operator + " ")
              || before(i).equals(operator + " "))
          && (i == parts.size() - 1 || after(i).startsWith(" " + operator + " "));
    }

    private String before(int i) {
      return parts.get(i - 1) instanceof String plain ? plain : "";
    }

    private String after(int i) {
      return parts.get(i + 1) instanceof String plain ? plain : "";
    }
  }
}
