package io.plimsoll.common;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** A SHA-256 in lower-case hex (64 characters): the identity of bytes at rest. */
public record Digest(String hex) {
  private static final Pattern SHAPE = Pattern.compile("[0-9a-f]{64}");

  public Digest {
    Names.require(SHAPE, hex, "a SHA-256 digest");
  }

  public static Digest of(byte[] bytes) {
    return hex(sha256().digest(bytes));
  }

  public static Digest ofText(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Finishes a running SHA-256 computation, e.g. one fed by a stream. */
  public static Digest of(MessageDigest running) {
    return hex(running.digest());
  }

  private static Digest hex(byte[] hash) {
    return new Digest(HexFormat.of().formatHex(hash));
  }

  /** A fresh SHA-256 to feed. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The first 12 characters, enough to tell two apart on a page. */
  public String brief() {
    return hex.substring(0, 12);
  }

  @Override
  public String toString() {
    return hex;
  }
}
