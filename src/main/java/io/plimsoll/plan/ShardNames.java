package io.plimsoll.plan;

import java.util.ArrayList;
import java.util.List;

/** Expands {@code s{00..03}}, {@code {eu,us}-{1..2}} and {@code s00, s01} into shard names. */
final class ShardNames {
  /** More shards than this in one plan are taken for a mistake. */
  static final int MOST = 10_000;

  private ShardNames() {}

  /** Throws {@link IllegalArgumentException} saying what is wrong; the names are not checked. */
  static List<String> expand(String text) {
    var names = new ArrayList<String>();
    for (String item : split(text)) {
      names.addAll(expandItem(item.strip()));
      bound(names.size());
    }
    return names;
  }

  /** Splits at commas outside braces. */
  private static List<String> split(String text) {
    var items = new ArrayList<String>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      if (depth < 0 || depth > 1) {
        throw new IllegalArgumentException("braces that do not nest, such as s{00..03}");
      }
      if (c == ',' && depth == 0) {
        items.add(text.substring(start, i));
        start = i + 1;
      }
    }
    if (depth != 0) {
      throw new IllegalArgumentException("a closing brace, such as in s{00..03}");
    }
    items.add(text.substring(start));
    return items;
  }

  private static List<String> expandItem(String item) {
    List<String> names = List.of("");
    int at = 0;
    while (at < item.length()) {
      int open = item.indexOf('{', at);
      if (open < 0) {
        return combine(names, List.of(item.substring(at)));
      }
      int close = item.indexOf('}', open);
      names = combine(names, List.of(item.substring(at, open)));
      names = combine(names, choices(item.substring(open + 1, close)));
      at = close + 1;
    }
    return names;
  }

  private static List<String> combine(List<String> heads, List<String> tails) {
    bound((long) heads.size() * tails.size());
    return heads.stream().flatMap(head -> tails.stream().map(tail -> head + tail)).toList();
  }

  private static List<String> choices(String inBraces) {
    int dots = inBraces.indexOf("..");
    return dots < 0
        ? List.of(inBraces.split(",", -1)).stream().map(String::strip).toList()
        : range(inBraces.substring(0, dots), inBraces.substring(dots + 2));
  }

  private static List<String> range(String from, String to) {
    if (!from.matches("[0-9]{1,9}") || !to.matches("[0-9]{1,9}")) {
      throw new IllegalArgumentException("numbers on both sides of '..', such as s{00..03}");
    }
    int first = Integer.parseInt(from);
    int last = Integer.parseInt(to);
    if (first > last) {
      throw new IllegalArgumentException("a range that goes up, such as s{00..03}");
    }
    bound((long) last - first + 1);
    String format = from.startsWith("0") ? "%0" + from.length() + "d" : "%d";
    var numbers = new ArrayList<String>();
    for (int i = first; i <= last; i++) {
      numbers.add(format.formatted(i));
    }
    return numbers;
  }

  private static void bound(long count) {
    if (count > MOST) {
      throw new IllegalArgumentException("at most " + MOST + " shards");
    }
  }
}
