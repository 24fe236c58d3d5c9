package io.plimsoll;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A part of the README that is made from the code, between two comments that name it. */
final class ReadmeBlock {
  private static final Path README = Path.of("README.md");
  private static final String WRITE = "readme.write";

  private ReadmeBlock() {}

  /** Compares the part with what the code says; {@code -Dreadme.write} writes it instead. */
  static void requireEqual(String name, String generated) {
    String text = read();
    String begin = "<!-- generated: " + name + " -->\n";
    String end = "<!-- end: " + name + " -->";
    int from = text.indexOf(begin);
    int to = text.indexOf(end);
    assertThat(from).as("README.md has the line " + begin).isNotNegative();
    assertThat(to).as("README.md has the line " + end).isGreaterThan(from);
    String wanted = text.substring(0, from + begin.length()) + generated + text.substring(to);
    if (System.getProperty(WRITE) != null) {
      write(wanted);
      return;
    }
    assertThat(text)
        .as(
            "README.md, part '%s', is made from the code; to write it anew:"
                + " mvn test -Dtest='LifecycleDiagramTest,PackageTableTest' -D%s",
            name, WRITE)
        .isEqualTo(wanted);
  }

  private static String read() {
    try {
      return Files.readString(README);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(String text) {
    try {
      Files.writeString(README, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
