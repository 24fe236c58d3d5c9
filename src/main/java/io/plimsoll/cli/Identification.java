package io.plimsoll.cli;

import io.plimsoll.common.Secret;
import io.plimsoll.engine.Deciders;
import io.plimsoll.gate.Decider;
import io.plimsoll.people.Caller;
import io.plimsoll.people.Origin;
import io.plimsoll.people.Outcome;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Who is typing: a token from a file or the environment, else the log-in of this user. */
final class Identification {
  static final String VARIABLE = "PLIMSOLL_TOKEN";

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "Reads your API token from this file. Else $PLIMSOLL_TOKEN, else your 'plimsoll login'.")
  Optional<Path> tokenFile = Optional.empty();

  Caller caller(Bench bench, Desk.Session session) {
    return known(bench, session)
        .orElseThrow(
            () ->
                new RefusalException(
                    "nobody is logged in: 'plimsoll login', or --token-file FILE, or $"
                        + VARIABLE));
  }

  /** Who asks or decides; empty when nobody is logged in. A credential that is no good refuses. */
  Optional<Decider> decider(Bench bench, Desk.Session session) {
    return known(bench, session).map(Deciders::of);
  }

  private Optional<Caller> known(Bench bench, Desk.Session session) {
    return credential(bench, new LoginFile(bench, session))
        .map(
            shown ->
                known(session.people().authentication().presented(shown, Origin.local()), shown));
  }

  /** What is shown to whoever asks for it; empty when nobody is logged in there. */
  Optional<Secret> credential(Bench bench, LoginFile login) {
    return given(bench).or(login::read);
  }

  private Optional<Secret> given(Bench bench) {
    if (tokenFile.isPresent()) {
      return tokenFile.map(SecretFile::read);
    }
    String value = bench.environment().getOrDefault(VARIABLE, "");
    return value.isEmpty()
        ? Optional.empty()
        : Optional.of(new Secret("env " + VARIABLE, () -> value));
  }

  private static Caller known(Outcome outcome, Secret credential) {
    return outcome.orThrow(
        refused -> new RefusalException(credential.origin() + ": " + refused.sentence()));
  }
}
