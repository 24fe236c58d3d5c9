package io.plimsoll.cli;

import io.plimsoll.common.Secret;
import java.net.URI;
import java.time.Duration;

@picocli.CommandLine.Command(
    name = "serve",
    description = {
      "Answers over HTTP and drives every run that was started and waits for nobody, until Ctrl-C or"
          + " SIGTERM.",
      "Runs then stop at the next chunk; the next server goes on with them. Where it answers is"
          + " server.host and server.port of the configuration."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  plimsoll serve", "  plimsoll serve --config site.yaml --set server.port=9090"})
final class ServeCommand extends Command {
  private static final Duration LOOK = Duration.ofHours(1);

  ServeCommand(Bench bench) {
    super(bench);
  }

  /** What {@code --output json} prints when it answers. */
  record Serving(String address) {}

  @Override
  ExitCode run() {
    try (Desk.Service service = bench.serve();
        var interruption = Interruption.during(voice(), service::stop)) {
      tell(service);
      boolean struck = interruption.happened();
      while (!struck) {
        struck = interruption.within(LOOK);
      }
    }
    voice().say("stopped; runs that were under way go on with the next server");
    return ExitCode.OK;
  }

  private void tell(Desk.Service service) {
    URI address = service.address();
    voice().say("answers at " + address + "; /openapi.json says what there is");
    service.firstAdministrator().ifPresent(code -> askForAdministrator(address, code));
    if (json()) {
      printJson(new Serving(address.toString()));
    }
  }

  /** Shown once, to whoever started the server; nobody can do anything before. */
  private void askForAdministrator(URI address, Secret code) {
    voice()
        .say(
            Tone.CARE,
            "nobody has an account yet. Make the first administrator within 10 minutes, by this"
                + " link, which works once, or by 'plimsoll user add NAME' on this machine:");
    voice().say("  %s/first-administrator?code=%s".formatted(address, code.reveal()));
  }
}
