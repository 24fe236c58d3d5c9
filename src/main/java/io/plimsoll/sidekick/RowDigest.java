package io.plimsoll.sidekick;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The first eight bytes of SHA-256 over a row's line, from one field to the end. */
final class RowDigest {
  private RowDigest() {}

  static long of(CopyRow row, int firstField) {
    int from = row.from(firstField);
    MessageDigest digest = sha256();
    digest.update(row.bytes(), from, row.length() - from);
    byte[] hash = digest.digest();
    long first = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      first = first << 8 | hash[i] & 0xFF;
    }
    return first;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
