package io.plimsoll.testing;

import io.plimsoll.common.Digest;
import io.plimsoll.store.Vault;
import java.io.ByteArrayOutputStream;
import java.util.function.UnaryOperator;

/** A vault whose writer reports success whatever it kept: bytes of some files are changed first. */
public final class FaultyVault extends WrappedVault {
  private final String victim;
  private final UnaryOperator<byte[]> damage;

  /**
   * @param victim how the name of a damaged file begins
   * @param damage what is kept of it; null for nothing at all
   */
  public FaultyVault(Vault vault, String victim, UnaryOperator<byte[]> damage) {
    super(vault);
    this.victim = victim;
    this.damage = damage;
  }

  @Override
  public FileSink write(String set, String file) {
    return file.startsWith(victim) ? new Lying(set, file) : vault.write(set, file);
  }

  private final class Lying implements FileSink {
    private final ByteArrayOutputStream given = new ByteArrayOutputStream();
    private final String set;
    private final String file;

    Lying(String set, String file) {
      this.set = set;
      this.file = file;
    }

    @Override
    public void accept(byte[] bytes, int offset, int length) {
      given.write(bytes, offset, length);
    }

    @Override
    public Written finish() {
      byte[] kept = damage.apply(given.toByteArray());
      if (kept != null) {
        try (FileSink real = vault.write(set, file)) {
          real.accept(kept, 0, kept.length);
          real.finish();
        }
      }
      return new Written(file, given.size(), Digest.of(given.toByteArray()));
    }

    @Override
    public void close() {
      // What was given is only in memory.
    }
  }
}
