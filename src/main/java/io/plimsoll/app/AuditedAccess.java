package io.plimsoll.app;

import io.plimsoll.audit.Actor;
import io.plimsoll.audit.AuditEvent.Draft;
import io.plimsoll.audit.AuditLog;
import io.plimsoll.audit.EventTypes;
import io.plimsoll.audit.Payload;
import io.plimsoll.people.AccessEvents;
import io.plimsoll.people.AccountId;
import io.plimsoll.people.Caller;
import io.plimsoll.people.Origin;
import io.plimsoll.people.Role;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Writes everything about access into the audit log: who came in, who did not, and what changed.
 */
final class AuditedAccess implements AccessEvents {
  private final AuditLog log;

  AuditedAccess(AuditLog log) {
    this.log = log;
  }

  @Override
  public void refused(Refusal refusal) {
    String who = refusal.account().map(AccountId::value).orElse("unknown");
    append(
        EventTypes.ACCESS_REFUSED,
        somebody(who, refusal.origin()),
        Map.of("reason", word(refusal.reason()), "cause", word(refusal.cause())));
  }

  @Override
  public void opened(Instant at, Caller caller) {
    append(EventTypes.SESSION_OPENED, actor(caller), Map.of());
  }

  @Override
  public void ended(Instant at, AccountId account, Origin origin) {
    append(EventTypes.SESSION_ENDED, somebody(account.value(), origin), Map.of());
  }

  @Override
  public void changed(Change change) {
    Actor by =
        change
            .by()
            .map(AuditedAccess::actor)
            .orElseGet(() -> somebody("first administrator", Origin.local()));
    append(
        EventTypes.ACCOUNT_CHANGED,
        by,
        Map.of("account", change.account().value(), "text", change.text()));
  }

  @Override
  public void denied(Denial denial) {
    append(EventTypes.ACCESS_REFUSED, actor(denial.by()), Map.of("text", denial.text()));
  }

  private void append(String type, Actor by, Map<String, String> said) {
    log.append(new Draft(type, Optional.empty(), by, Payload.of(said)));
  }

  static Actor actor(Caller caller) {
    List<String> roles = caller.roles().stream().map(Role::text).toList();
    var via =
        new Actor.Via(
            word(caller.method()), word(caller.origin().channel()), caller.origin().address());
    String name = "%s (%s)".formatted(caller.name(), caller.id());
    return caller.who().person() ? Actor.person(name, roles, via) : Actor.machine(name, roles, via);
  }

  private static Actor somebody(String name, Origin origin) {
    return Actor.person(
        name, List.of(), new Actor.Via("none", word(origin.channel()), origin.address()));
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
