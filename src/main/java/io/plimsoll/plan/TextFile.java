package io.plimsoll.plan;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Reads a plan or configuration as text; what prevents that is a problem of the file. */
final class TextFile {
  private TextFile() {}

  static String read(Path file) {
    try {
      if (Files.isDirectory(file)) {
        throw unusable(file, "found a directory, expected a YAML file");
      }
      if (Files.size(file) > 4L * YamlReading.LONGEST_TEXT) {
        throw unusable(file, "the file is too long for a plan or configuration");
      }
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw unusable(file, "no such file");
    } catch (CharacterCodingException e) {
      throw unusable(file, "found bytes that are not UTF-8, expected UTF-8 text");
    } catch (IOException e) {
      throw unusable(file, "cannot be read: " + e.getClass().getSimpleName());
    }
  }

  private static InvalidFileException unusable(Path file, String message) {
    return new InvalidFileException(List.of(new Problem(file.toString(), 0, 0, "", message)));
  }
}
