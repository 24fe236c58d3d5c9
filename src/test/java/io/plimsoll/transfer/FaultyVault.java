package io.plimsoll.transfer;

import io.plimsoll.common.Digest;
import io.plimsoll.store.Vault;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A vault whose writer reports success whatever it kept: bytes of some files are changed first. */
final class FaultyVault implements Vault {
  private final Vault vault;
  private final String victim;
  private final UnaryOperator<byte[]> damage;

  /**
   * @param victim how the name of a damaged file begins
   * @param damage what is kept of it; null for nothing at all
   */
  FaultyVault(Vault vault, String victim, UnaryOperator<byte[]> damage) {
    this.vault = vault;
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

  @Override
  public String name() {
    return vault.name();
  }

  @Override
  public long freeBytes() {
    return vault.freeBytes();
  }

  @Override
  public InputStream read(String set, String file) {
    return vault.read(set, file);
  }

  @Override
  public List<Entry> files(String set) {
    return vault.files(set);
  }

  @Override
  public List<String> sets() {
    return vault.sets();
  }

  @Override
  public void seal(String set, String manifest) {
    vault.seal(set, manifest);
  }

  @Override
  public Optional<String> manifest(String set) {
    return vault.manifest(set);
  }

  @Override
  public void prove(String set, String proof) {
    vault.prove(set, proof);
  }

  @Override
  public Optional<String> proof(String set) {
    return vault.proof(set);
  }

  @Override
  public void remove(String set) {
    vault.remove(set);
  }

  @Override
  public void close() {
    vault.close();
  }
}
