package io.plimsoll.testing;

import io.plimsoll.common.Finding;
import io.plimsoll.store.Vault;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Passes everything on; a fault overrides what it spoils. */
public class WrappedVault implements Vault {
  protected final Vault vault;

  public WrappedVault(Vault vault) {
    this.vault = vault;
  }

  @Override
  public FileSink write(String set, String file) {
    return vault.write(set, file);
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
  public Map<String, String> incomplete() {
    return vault.incomplete();
  }

  @Override
  public void stopped(String set, String why) {
    vault.stopped(set, why);
  }

  @Override
  public List<Finding> exposed() {
    return vault.exposed();
  }

  @Override
  public Optional<Path> place() {
    return vault.place();
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
