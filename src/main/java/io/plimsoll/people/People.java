package io.plimsoll.people;

import java.time.Clock;
import java.util.Optional;

/** Everything about access, wired over the ports that keep it. */
public final class People {
  private final Authentication authentication;
  private final Administration administration;
  private final FirstAdministrator first;
  private final Optional<Oidc> oidc;

  /** What keeps accounts and credentials. */
  public record Ports(
      Accounts accounts,
      ApiTokens tokens,
      Sessions sessions,
      OneTimes oneTimes,
      LoginAttempts attempts) {}

  /** Without an identity provider. */
  public People(Ports ports, PeopleSettings settings, Clock clock, AccessEvents events) {
    this(ports, settings, clock, events, Optional.empty());
  }

  public People(
      Ports ports,
      PeopleSettings settings,
      Clock clock,
      AccessEvents events,
      Optional<OidcProvider> provider) {
    this(
        ports,
        settings,
        new Argon2id(settings.cost()),
        new Authentication.Surroundings(
            clock,
            events,
            provider.map(known -> new Oidc(known, ports.oneTimes(), settings.code(), clock))));
  }

  People(
      Ports ports, PeopleSettings settings, PasswordKdf kdf, Authentication.Surroundings around) {
    oidc = around.oidc();
    authentication = new Authentication(ports, settings, kdf, around);
    administration = new Administration(ports, settings, kdf, around);
    first = new FirstAdministrator(ports, settings, kdf, around);
  }

  public Authentication authentication() {
    return authentication;
  }

  public Administration administration() {
    return administration;
  }

  public FirstAdministrator firstAdministrator() {
    return first;
  }

  public Optional<Oidc> oidc() {
    return oidc;
  }
}
