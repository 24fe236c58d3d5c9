package io.plimsoll.report;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes well-formed markup; whatever is passed as text or attribute value is escaped. It has no
 * way to pass markup through.
 */
public final class Html {
  private final StringBuilder out = new StringBuilder("<!DOCTYPE html>\n");
  private final Deque<String> open = new ArrayDeque<>();

  /**
   * @param attributes name, value, name, value …
   */
  public Html open(String tag, String... attributes) {
    start(tag, attributes);
    out.append('>');
    open.push(tag);
    return this;
  }

  public Html close() {
    String tag = open.pop();
    out.append("</").append(tag).append('>');
    if (isBlock(tag)) {
      out.append('\n');
    }
    return this;
  }

  public Html text(String text) {
    escape(text);
    return this;
  }

  public Html element(String tag, String text, String... attributes) {
    return open(tag, attributes).text(text).close();
  }

  /** An element that never has content: {@code meta}. */
  public Html empty(String tag, String... attributes) {
    start(tag, attributes);
    out.append(" />");
    return this;
  }

  /** A style sheet of our own, a resource of the caller; it holds no character that ends it. */
  public Html style(String css) {
    if (css.indexOf('<') >= 0 || css.indexOf('&') >= 0) {
      throw new IllegalStateException("the style sheet must not hold markup");
    }
    out.append("<style>").append(css).append("</style>");
    return this;
  }

  public String finished() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("never closed: " + open);
    }
    return out.toString();
  }

  private void start(String tag, String... attributes) {
    out.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      escape(attributes[i + 1]);
      out.append('"');
    }
  }

  private static boolean isBlock(String tag) {
    return switch (tag) {
      case "section", "tr", "thead", "div", "p", "head", "header", "main", "nav", "li" -> true;
      default -> false;
    };
  }

  private void escape(String text) {
    text.codePoints().forEach(this::escape);
  }

  private void escape(int c) {
    switch (c) {
      case '<' -> out.append("&lt;");
      case '>' -> out.append("&gt;");
      case '&' -> out.append("&amp;");
      case '"' -> out.append("&quot;");
      case '\'' -> out.append("&#39;");
      default -> {
        if (isShown(c)) {
          out.appendCodePoint(c);
        } else {
          out.append(String.format("\\u%04x", c));
        }
      }
    }
  }

  /** Controls break XML, and direction marks let a name show as another one: both are spelt out. */
  private static boolean isShown(int c) {
    if (c == '\n' || c == '\t') {
      return true;
    }
    boolean turnsText = c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069;
    boolean control = Character.isISOControl(c) || c >= 0xd800 && c <= 0xdfff;
    return !control && !turnsText && c != 0x200e && c != 0x200f && (c & 0xfffe) != 0xfffe;
  }
}
