package io.plimsoll.cli;

import io.plimsoll.common.Secret;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a password comes from: a file, the environment, or the keyboard; never an argument. */
final class Passwords {
  static final String VARIABLE = "PLIMSOLL_PASSWORD";

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description =
          "Reads the password from this file. Else $PLIMSOLL_PASSWORD, else you are asked.")
  Optional<Path> file = Optional.empty();

  /** One that exists. */
  Secret known(Bench bench, String name) {
    return given(bench)
        .or(() -> asked(bench, "password of " + name + ":"))
        .orElseThrow(Passwords::missing);
  }

  /** A new one: typed twice, or it may be one that nobody knows. */
  Secret fresh(Bench bench, String name) {
    Optional<Secret> given = given(bench);
    if (given.isPresent()) {
      return given.get();
    }
    Secret typed = asked(bench, "new password for " + name + ":").orElseThrow(Passwords::missing);
    Secret again = asked(bench, "the same again:").orElseThrow(Passwords::missing);
    if (!typed.reveal().equals(again.reveal())) {
      throw new RefusalException("the two passwords differ; nothing was changed");
    }
    return typed;
  }

  private Optional<Secret> given(Bench bench) {
    if (file.isPresent()) {
      return file.map(SecretFile::read);
    }
    String value = bench.environment().getOrDefault(VARIABLE, "");
    return value.isEmpty()
        ? Optional.empty()
        : Optional.of(new Secret("env " + VARIABLE, () -> value));
  }

  private static Optional<Secret> asked(Bench bench, String question) {
    if (!bench.voice().canAsk()) {
      return Optional.empty();
    }
    return bench
        .voice()
        .askHidden(question)
        .map(typed -> new Secret("typed password", () -> typed));
  }

  private static RefusalException missing() {
    return new RefusalException(
        "a password is needed: --password-file FILE, or $"
            + VARIABLE
            + ", or a terminal to ask at");
  }
}
