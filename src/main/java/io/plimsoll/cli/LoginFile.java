package io.plimsoll.cli;

import io.plimsoll.common.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where {@code login} keeps its session, one file per control database. */
final class LoginFile {
  private static final int LETTERS_OF_ID = 8;

  private final Path file;

  LoginFile(Bench bench, Desk.Session session) {
    String control = session.workshop().control();
    file =
        bench
            .desk()
            .userState()
            .resolve("login-" + control.substring(0, Math.min(LETTERS_OF_ID, control.length())));
  }

  Path path() {
    return file;
  }

  Optional<Secret> read() {
    return Files.exists(file) ? Optional.of(SecretFile.read(file)) : Optional.empty();
  }

  void write(Secret session) throws IOException {
    SecretFile.replace(file, session);
  }

  void remove() throws IOException {
    Files.deleteIfExists(file);
  }
}
