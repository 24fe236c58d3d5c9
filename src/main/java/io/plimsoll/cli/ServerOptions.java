package io.plimsoll.cli;

import java.util.Optional;
import picocli.CommandLine.Option;

/** Whether a command works at a server, and at which. */
final class ServerOptions {
  static final String VARIABLE = "PLIMSOLL_SERVER";

  @Option(
      names = "--server",
      paramLabel = "URL",
      description =
          "Works at this server and not on the control database: https://plimsoll.example:8443."
              + " Else $PLIMSOLL_SERVER.")
  Optional<String> url = Optional.empty();

  @Option(
      names = "--insecure-http",
      description =
          "Lets --server be plain http beyond this machine, where others can read your token.")
  boolean insecure;

  /** Empty to work on the control database. */
  Optional<ServerAddress> address(Bench bench) {
    if (url.isPresent()) {
      return url.map(text -> ServerAddress.of("--server", text, insecure));
    }
    String said = bench.environment().getOrDefault(VARIABLE, "");
    return said.isBlank()
        ? Optional.empty()
        : Optional.of(ServerAddress.of("$" + VARIABLE, said, insecure));
  }
}
