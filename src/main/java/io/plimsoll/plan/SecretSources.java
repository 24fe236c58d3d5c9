package io.plimsoll.plan;

import io.plimsoll.common.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Set;

/** Makes secrets that read their file or variable when they are used, and no earlier. */
final class SecretSources {
  private static final long LONGEST = 64 * 1024;
  private final Map<String, String> environment;

  SecretSources(Map<String, String> environment) {
    this.environment = environment;
  }

  Secret fromVariable(String name) {
    String origin = "env " + name;
    return new Secret(origin, () -> present(origin, environment.getOrDefault(name, "")));
  }

  Secret fromFile(Path file) {
    String origin = "file " + file;
    return new Secret(origin, () -> present(origin, read(origin, file)));
  }

  /** What a person should know about the file before it is used; empty when all is well. */
  static String remark(Path file) {
    try {
      var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
      if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        return "no such file";
      }
      Set<PosixFilePermission> who = view == null ? Set.of() : view.readAttributes().permissions();
      return who.contains(PosixFilePermission.OTHERS_READ)
          ? "readable by every user of this machine; chmod o-r"
          : "";
    } catch (IOException e) {
      return "cannot be examined";
    }
  }

  private static String read(String origin, Path file) {
    try {
      if (Files.size(file) > LONGEST) {
        throw new SecretUnavailableException(origin + " is too long for a secret");
      }
      return Files.readString(file).replaceFirst("\\r?\\n\\z", "");
    } catch (NoSuchFileException e) {
      throw new SecretUnavailableException(origin + " does not exist");
    } catch (IOException e) {
      String why = e.getClass().getSimpleName();
      throw new SecretUnavailableException(origin + " cannot be read: " + why);
    }
  }

  private static String present(String origin, String value) {
    if (value.isBlank()) {
      throw new SecretUnavailableException(origin + " is not set or blank");
    }
    return value;
  }
}
