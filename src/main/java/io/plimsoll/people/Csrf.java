package io.plimsoll.people;

import io.plimsoll.common.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;

/**
 * Tokens for forms, each bound to one session: made from the session's secret by a keyed hash, so
 * that nothing is kept, none outlives its session, and none gives the secret away.
 */
public final class Csrf {
  private static final String PURPOSE = "plimsoll form v1";

  private Csrf() {}

  /** To be put into each form of the session. */
  public static String tokenFor(Secret session) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Keyed.hash(session, PURPOSE));
  }

  /** Whether the form was made for this session; compared in constant time. */
  public static boolean matches(Secret session, String presented) {
    return MessageDigest.isEqual(
        tokenFor(session).getBytes(StandardCharsets.UTF_8),
        presented.getBytes(StandardCharsets.UTF_8));
  }
}
