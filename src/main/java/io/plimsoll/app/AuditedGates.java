package io.plimsoll.app;

import io.plimsoll.audit.Actor;
import io.plimsoll.audit.AuditLog;
import io.plimsoll.audit.GateDecision;
import io.plimsoll.gate.Decider;
import io.plimsoll.gate.GateAsk;
import io.plimsoll.gate.GateListener;
import io.plimsoll.gate.GateRefusal;
import io.plimsoll.plan.Role;
import java.util.List;

/**
 * Writes decisions that did not count into the audit log. Those that did are written where they are
 * kept, in one transaction.
 */
final class AuditedGates implements GateListener {
  private final AuditLog log;

  AuditedGates(AuditLog log) {
    this.log = log;
  }

  @Override
  public void refused(GateAsk ask, GateRefusal refusal) {
    var asked = ask.decision();
    log.append(
        new GateDecision(
                ask.stage().text(),
                "refused",
                asked.shown(),
                asked.comment(),
                asked.incident(),
                "unchanged",
                refusal.text())
            .by(actor(asked.by()), ask.run()));
  }

  private static Actor actor(Decider by) {
    List<String> roles = by.roles().stream().map(Role::text).toList();
    var via = new Actor.Via(by.authentication(), by.channel(), by.address());
    String name = "%s (%s)".formatted(by.name(), by.person());
    return by.kind() == Decider.Kind.PERSON
        ? Actor.person(name, roles, via)
        : Actor.machine(name, roles, via);
  }
}
