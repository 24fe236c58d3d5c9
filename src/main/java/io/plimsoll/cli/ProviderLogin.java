package io.plimsoll.cli;

import io.plimsoll.people.LoopbackRedirect;
import io.plimsoll.people.Oidc;
import io.plimsoll.people.Origin;
import io.plimsoll.people.Outcome;
import io.plimsoll.people.People;
import java.io.IOException;
import java.time.Duration;

/** Logs somebody in at the identity provider; the browser comes back to this process. */
final class ProviderLogin {
  /** As long as what was begun can be finished. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Voice voice;

  ProviderLogin(Voice voice) {
    this.voice = voice;
  }

  Outcome with(People people) throws IOException {
    Oidc provider =
        people
            .oidc()
            .orElseThrow(
                () ->
                    new RefusalException(
                        "no identity provider is configured: people.oidc names one; else"
                            + " 'plimsoll login NAME' takes a password"));
    try (var loopback = new LoopbackRedirect()) {
      Oidc.Begun begun = loopback.begin(provider);
      voice.insist("Open this address in a browser on this machine, within ten minutes:");
      voice.insist(begun.address().toString());
      Oidc.Answer answer =
          loopback
              .await(begun, PATIENCE)
              .orElseThrow(
                  () -> new RefusalException("nobody came back from the provider; begin again"));
      return people.authentication().oidc(answer, Origin.local());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RefusalException("interrupted; nobody was logged in");
    }
  }
}
