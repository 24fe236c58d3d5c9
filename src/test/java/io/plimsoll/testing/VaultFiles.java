package io.plimsoll.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Acts as the owner of a vault's files can, whatever the vault does: it lifts their protection. */
public final class VaultFiles {
  private VaultFiles() {}

  public static void unlock(Path directory) {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(directory)) {
      all = walk.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    all.forEach(path -> path.toFile().setWritable(true));
  }
}
