package io.plimsoll.control;

import io.plimsoll.audit.Actor;
import io.plimsoll.audit.AuditEvent.Draft;
import io.plimsoll.audit.EventTypes;
import io.plimsoll.audit.GateDecision;
import io.plimsoll.audit.Payload;
import io.plimsoll.common.Digest;
import io.plimsoll.gate.Decider;
import io.plimsoll.gate.Decision;
import io.plimsoll.gate.Gate;
import io.plimsoll.gate.GateEvent;
import io.plimsoll.gate.SealedEvidence;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Optional;

/** What the audit log is told of gates: a person's decision, or what became of a gate by itself. */
final class GateEvents {
  private GateEvents() {}

  static Draft moved(Gate gate, GateEvent event, Optional<Decision> decision) {
    return decision
        .map(made -> decided(gate, made))
        .orElseGet(
            () ->
                new Draft(
                    EventTypes.GATE_MOVED, Optional.of(gate.run()), engine(), said(gate, event)));
  }

  static Draft decided(Gate gate, Decision decision) {
    var made = decision.made();
    return new GateDecision(
            gate.stage().text(),
            made.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
            made.shown(),
            made.comment(),
            made.incident(),
            decision.quorum(),
            decision.separation())
        .by(person(made.by()), gate.run());
  }

  private static Payload said(Gate gate, GateEvent event) {
    var said = new LinkedHashMap<String, Object>();
    said.put("gate", gate.stage().text());
    said.put("round", gate.round());
    said.put("event", event.name());
    said.put("state", gate.state().name());
    said.put("evidence", gate.evidence().map(SealedEvidence::digest).map(Digest::hex).orElse(null));
    said.put("text", gate.reason());
    return Payload.of(said);
  }

  private static Actor engine() {
    return Actor.engine(ControlDatabase.nodeName());
  }

  static Actor person(Decider by) {
    var roles = by.roles().stream().map(role -> role.text()).toList();
    var via = new Actor.Via(by.authentication(), by.channel(), by.address());
    String name = "%s (%s)".formatted(by.name(), by.person());
    return by.kind() == Decider.Kind.PERSON
        ? Actor.person(name, roles, via)
        : Actor.machine(name, roles, via);
  }
}
