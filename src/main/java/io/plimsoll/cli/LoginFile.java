package io.plimsoll.cli;

import io.plimsoll.common.Digest;
import io.plimsoll.common.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where {@code login} keeps its session, one file per control database and per server. */
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

  private LoginFile(Path file) {
    this.file = file;
  }

  /** What one server gave is shown to no other: scheme, host, port and path all count. */
  static LoginFile at(Bench bench, ServerAddress server) {
    String host = server.host().replaceAll("[^a-z0-9.-]", "_");
    String name = "login-%s-%s".formatted(host, Digest.ofText(server.toString()).brief());
    return new LoginFile(bench.desk().userState().resolve(name));
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
