package io.plimsoll.audit;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The platform's Ed25519 with the raw 32-byte keys that notes use: the platform wraps them into
 * DER, whose first bytes are always the same.
 */
final class Ed25519 {
  static final int KEY_BYTES = 32;
  private static final byte[] PUBLIC_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");
  private static final byte[] PRIVATE_HEAD =
      HexFormat.of().parseHex("302e020100300506032b657004220420");

  /** Raw keys. */
  record Pair(byte[] seed, byte[] publicKey) {}

  private Ed25519() {}

  static Pair generate() {
    try {
      var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      return new Pair(
          tail(pair.getPrivate().getEncoded(), PRIVATE_HEAD),
          tail(pair.getPublic().getEncoded(), PUBLIC_HEAD));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has Ed25519", e);
    }
  }

  private static byte[] tail(byte[] der, byte[] head) {
    boolean known =
        der.length == head.length + KEY_BYTES
            && Arrays.equals(head, Arrays.copyOf(der, head.length));
    if (!known) {
      throw new IllegalStateException("this platform encodes Ed25519 keys in another way");
    }
    return Arrays.copyOfRange(der, head.length, der.length);
  }

  static byte[] sign(byte[] seed, byte[] message) {
    try {
      PrivateKey key =
          KeyFactory.getInstance("Ed25519")
              .generatePrivate(new PKCS8EncodedKeySpec(joined(PRIVATE_HEAD, seed)));
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(key);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a key of 32 bytes always signs", e);
    }
  }

  static boolean verifies(byte[] publicKey, byte[] message, byte[] signed) {
    try {
      PublicKey key =
          KeyFactory.getInstance("Ed25519")
              .generatePublic(new X509EncodedKeySpec(joined(PUBLIC_HEAD, publicKey)));
      Signature signature = Signature.getInstance("Ed25519");
      signature.initVerify(key);
      signature.update(message);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      // Bytes that are no point on the curve, or no signature: nothing was signed with them.
      return false;
    }
  }

  static byte[] joined(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
