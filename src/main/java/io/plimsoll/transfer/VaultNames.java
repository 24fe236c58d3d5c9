package io.plimsoll.transfer;

import io.plimsoll.store.Chunk;
import java.nio.charset.StandardCharsets;

/** Names of a set's files: safe on every file system, and different for different objects. */
final class VaultNames {
  private VaultNames() {}

  /** {@code data/public/users/0.zst}. */
  static String data(Chunk chunk) {
    return "data/%s/%s/%d.zst"
        .formatted(safe(chunk.object().schema()), safe(chunk.object().name()), chunk.number());
  }

  /**
   * Percent-encodes all but lower-case letters, digits, {@code _} and {@code -}: names that differ
   * only in case must not meet on a file system that ignores it.
   */
  private static String safe(String part) {
    var safe = new StringBuilder();
    for (byte b : part.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || b == '_' || b == '-';
      safe.append(plain ? String.valueOf((char) b) : "%%%02X".formatted(b & 0xff));
    }
    return safe.toString();
  }
}
