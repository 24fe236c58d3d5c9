package io.plimsoll.scenario.live;

import io.plimsoll.scenario.live.Shape.Column;
import java.util.Random;
import java.util.UUID;

/** Random values as text; the server casts them. */
final class Values {
  private static final int LARGEST = 1_000_000;
  private static final int TAGS = 400;
  private static final int LOWEST = 500_000_000;
  private static final String[] WORDS = {
    "ant", "Bee", "cat's", "Dör", "éclair", "\"fig\"", "ß", "zebra", "Zoo", "a b", "a-b", "日本"
  };

  private final Random random;

  Values(Random random) {
    this.random = random;
  }

  String of(Column column) {
    return switch (column.role()) {
      case LABEL -> words(1 + random.nextInt(4));
      case TAG -> random.nextInt(4) == 0 ? null : "tag " + random.nextInt(TAGS);
      case LARGE -> random.nextInt(3) > 0 ? null : large();
      case KEY -> key(column.type());
      default -> random.nextInt(6) == 0 ? null : value(column.type());
    };
  }

  /** Explicit numbers are negative, so that they never meet a drawn one. */
  String key(String type) {
    return switch (type) {
      case "int", "bigint" -> String.valueOf(-1 - random.nextInt(LOWEST));
      case "uuid" -> new UUID(random.nextLong(), random.nextLong()).toString();
      default -> words(2) + " " + Long.toHexString(random.nextLong());
    };
  }

  private String value(String type) {
    return switch (type) {
      case "int", "bigint" -> String.valueOf(random.nextInt(1_000_000));
      case "numeric(12,3)" -> random.nextInt(1_000_000) + "." + random.nextInt(1000);
      case "numeric" -> random.nextInt() + "." + Math.abs(random.nextLong()) + "00";
      case "timestamptz" ->
          "2009-10-%02d %02d:%02d:00.%06d+02"
              .formatted(
                  1 + random.nextInt(28),
                  random.nextInt(24),
                  random.nextInt(60),
                  random.nextInt(1_000_000));
      case "jsonb" ->
          "{\"b\": [%d, null, 1.50], \"a\": {\"w\": \"%s\"}}"
              .formatted(random.nextInt(), WORDS[random.nextInt(3)]);
      case "text[]" -> "{\"%s\",NULL,\"a,b\"}".formatted(WORDS[random.nextInt(3)]);
      case "int[]" -> "{{%d,2},{3,NULL}}".formatted(random.nextInt());
      case "bytea" -> "\\x" + "%016x".formatted(random.nextLong()).repeat(random.nextInt(40));
      case "boolean" -> String.valueOf(random.nextBoolean());
      case "uuid" -> new UUID(random.nextLong(), random.nextLong()).toString();
      default -> words(2);
    };
  }

  private String words(int count) {
    var text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(i == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
    }
    return text.toString();
  }

  /** Mostly a few kilobytes, now and then nearly a megabyte, and not to be compressed away. */
  private String large() {
    int size = random.nextInt(60) == 0 ? random.nextInt(LARGEST) : random.nextInt(6_000);
    var text = new StringBuilder(size + 16);
    while (text.length() < size) {
      text.append("%016x".formatted(random.nextLong()));
    }
    return text.toString();
  }
}
