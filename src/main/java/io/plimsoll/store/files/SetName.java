package io.plimsoll.store.files;

import io.plimsoll.store.StoreException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Names one set: {@code <plan>/<run>/<shard>}. What shares plan and shard is one lineage; of each
 * lineage the newest proven set stays.
 */
record SetName(String plan, String run, String shard) {
  private static final Pattern PART = Pattern.compile("[A-Za-z0-9_%-][A-Za-z0-9_.%-]{0,199}");
  private static final int MAX_DEPTH = 8;

  static SetName parse(String text) {
    List<String> parts = parts("set", text);
    if (parts.size() != 3) {
      throw refuse("set", text, "a set is named <plan>/<run>/<shard>");
    }
    return new SetName(parts.get(0), parts.get(1), parts.get(2));
  }

  /** Whether a directory path can be a set at all; a vault may lie beside foreign things. */
  static boolean isOne(String text) {
    List<String> parts = List.of(text.split("/", -1));
    return parts.size() == 3 && parts.stream().allMatch(part -> PART.matcher(part).matches());
  }

  /** The parts of a relative file name; anything that could leave its set is refused. */
  static List<String> parts(String what, String text) {
    List<String> parts = List.of(text.split("/", -1));
    if (parts.size() > MAX_DEPTH) {
      throw refuse(what, text, "more than " + MAX_DEPTH + " levels");
    }
    for (String part : parts) {
      if (!PART.matcher(part).matches()) {
        throw refuse(
            what,
            text,
            "each part is letters, digits, _ - . or %, and does not begin with a dot: '"
                + part
                + "'");
      }
    }
    return parts;
  }

  private static StoreException refuse(String what, String text, String why) {
    return new StoreException(
        "not a vault %s name: '%s': %s".formatted(what, text, why), false, null);
  }

  boolean sameLineage(SetName other) {
    return plan.equals(other.plan) && shard.equals(other.shard);
  }

  Path under(Path root) {
    return root.resolve(plan).resolve(run).resolve(shard);
  }

  String text() {
    return plan + "/" + run + "/" + shard;
  }
}
