package io.plimsoll.plan;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A file as a tree that remembers where each value was written. */
final class YamlDocument {
  private final Place file;
  private final Map<String, Place> places;
  private JsonNode root;

  YamlDocument(Place file, JsonNode root, Map<String, Place> places) {
    this.file = file;
    this.root = root;
    this.places = new LinkedHashMap<>(places);
  }

  JsonNode root() {
    return root;
  }

  /** Where the value at the path was written, or else the nearest thing around it. */
  Place place(String path) {
    for (String at = path; !at.isEmpty(); at = parent(at)) {
      Place place = places.get(at);
      if (place != null) {
        return place;
      }
    }
    return places.getOrDefault(DocumentPath.ROOT, file);
  }

  private static String parent(String path) {
    return path.substring(0, Math.max(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('['))));
  }

  /** Lays another document over this one: mappings are merged, everything else is replaced. */
  void layOver(YamlDocument upper) {
    root = merge(root, upper.root, upper, DocumentPath.ROOT);
  }

  private JsonNode merge(JsonNode lower, JsonNode upper, YamlDocument from, String path) {
    if (!(lower instanceof ObjectNode merged) || !(upper instanceof ObjectNode over)) {
      adopt(upper, from, path);
      return upper;
    }
    for (Iterator<String> keys = over.propertyNames().iterator(); keys.hasNext(); ) {
      String key = keys.next();
      merged.set(key, merge(merged.get(key), over.get(key), from, DocumentPath.key(path, key)));
    }
    return merged;
  }

  private void adopt(JsonNode node, YamlDocument from, String path) {
    places.put(path, from.place(path));
    if (node instanceof ObjectNode mapping) {
      mapping
          .properties()
          .forEach(e -> adopt(e.getValue(), from, DocumentPath.key(path, e.getKey())));
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      adopt(node.get(i), from, DocumentPath.index(path, i));
    }
  }

  /** Sets one value below existing or new mappings; a value that is no mapping is replaced. */
  void set(String[] keys, JsonNode value, Place place) {
    if (!root.isObject()) {
      return;
    }
    ObjectNode at = (ObjectNode) root;
    String path = DocumentPath.ROOT;
    for (int i = 0; i < keys.length - 1; i++) {
      path = DocumentPath.key(path, keys[i]);
      JsonNode next = at.get(keys[i]);
      if (!(next instanceof ObjectNode)) {
        next = JsonNodeFactory.instance.objectNode();
        at.set(keys[i], next);
        places.put(path, place);
      }
      at = (ObjectNode) next;
    }
    String last = keys[keys.length - 1];
    at.set(last, value);
    places.put(DocumentPath.key(path, last), place);
  }
}
