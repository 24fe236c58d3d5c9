package io.plimsoll.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Compares two JSON texts value by value. */
final class Differences {
  private static final int MOST = 20;
  private static final int LONGEST_VALUE = 200;
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private final List<Difference> found = new ArrayList<>();

  private Differences() {}

  static List<Difference> between(String was, String is) {
    var differences = new Differences();
    differences.compare("", MAPPER.readTree(was), MAPPER.readTree(is));
    return List.copyOf(differences.found);
  }

  private void compare(String path, JsonNode was, JsonNode is) {
    if (found.size() >= MOST || was.equals(is)) {
      return;
    }
    if (was.isObject() && is.isObject()) {
      var keys = new TreeSet<>(was.propertyNames());
      keys.addAll(is.propertyNames());
      keys.forEach(
          key -> compare(path.isEmpty() ? key : path + "." + key, was.path(key), is.path(key)));
    } else if (was.isArray() && is.isArray()) {
      for (int i = 0; i < Math.max(was.size(), is.size()); i++) {
        compare("%s[%d]".formatted(path, i), was.path(i), is.path(i));
      }
    } else {
      found.add(new Difference(path, shown(was), shown(is)));
    }
  }

  private static String shown(JsonNode value) {
    if (value.isMissingNode()) {
      return "absent";
    }
    String text = value.isString() ? value.asString() : value.toString();
    return text.length() > LONGEST_VALUE ? text.substring(0, LONGEST_VALUE) + "…" : text;
  }
}
