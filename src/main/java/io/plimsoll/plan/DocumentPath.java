package io.plimsoll.plan;

/** Spells where a value stands in a document: {@code spec.shards[0].name}. */
final class DocumentPath {
  static final String ROOT = "";
  private static final int LONGEST_KEY = 60;

  private DocumentPath() {}

  static String key(String parent, String key) {
    String shown = key.matches("[A-Za-z0-9_-]{1," + LONGEST_KEY + "}") ? key : quoted(key);
    return parent.isEmpty() ? shown : parent + "." + shown;
  }

  static String index(String parent, int index) {
    return parent + "[" + index + "]";
  }

  private static String quoted(String key) {
    return Wording.quoted(key, LONGEST_KEY);
  }
}
