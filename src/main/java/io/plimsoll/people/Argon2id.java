package io.plimsoll.people;

import io.plimsoll.common.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id (RFC 9106), kept as the usual text {@code $argon2id$v=19$m=…,t=…,p=…$salt$hash}, so that
 * the cost can be raised without asking anybody for a password.
 */
final class Argon2id implements PasswordKdf {
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final Pattern SHAPE =
      Pattern.compile(
          "\\$argon2id\\$v=19\\$m=([0-9]{1,7}),t=([0-9]{1,2}),p=([0-9]{1,2})"
              + "\\$([A-Za-z0-9+/]{11,64})\\$([A-Za-z0-9+/]{43})");

  /** Each computation takes the memory of its cost: many at once would be many times that. */
  private static final Semaphore AT_ONCE = new Semaphore(2, true);

  private final PasswordCost cost;

  Argon2id(PasswordCost cost) {
    this.cost = cost;
  }

  @Override
  public String hash(Secret password) {
    byte[] salt = RandomText.bytes(SALT_BYTES);
    return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
        .formatted(
            cost.memoryKib(),
            cost.passes(),
            cost.lanes(),
            base64(salt),
            base64(compute(password, salt, cost)));
  }

  @Override
  public boolean matches(Secret password, String hash) {
    Matcher parts = parts(hash);
    byte[] expected = Base64.getDecoder().decode(parts.group(5));
    byte[] salt = Base64.getDecoder().decode(parts.group(4));
    return MessageDigest.isEqual(expected, compute(password, salt, costOf(parts)));
  }

  @Override
  public boolean outdated(String hash) {
    return !costOf(parts(hash)).equals(cost);
  }

  private static Matcher parts(String hash) {
    Matcher parts = SHAPE.matcher(hash);
    if (!parts.matches()) {
      throw new IllegalStateException("what is kept for a password is no Argon2id text");
    }
    return parts;
  }

  private static PasswordCost costOf(Matcher parts) {
    return new PasswordCost(
        Integer.parseInt(parts.group(1)),
        Integer.parseInt(parts.group(2)),
        Integer.parseInt(parts.group(3)));
  }

  private static byte[] compute(Secret password, byte[] salt, PasswordCost cost) {
    var generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withSalt(salt)
            .withMemoryAsKB(cost.memoryKib())
            .withIterations(cost.passes())
            .withParallelism(cost.lanes())
            .build());
    byte[] hash = new byte[HASH_BYTES];
    AT_ONCE.acquireUninterruptibly();
    try {
      generator.generateBytes(bytes(password), hash);
    } finally {
      AT_ONCE.release();
    }
    return hash;
  }

  /** The same letters typed on two keyboards are the same bytes only in one normal form. */
  private static byte[] bytes(Secret password) {
    return Normalizer.normalize(password.reveal(), Normalizer.Form.NFC)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().withoutPadding().encodeToString(bytes);
  }
}
