package io.plimsoll.control;

import io.plimsoll.audit.GateDecision;
import io.plimsoll.gate.GateAsk;
import io.plimsoll.gate.GateListener;
import io.plimsoll.gate.GateRefusal;

/**
 * Writes decisions that did not count into the audit log. Those that did are written where they are
 * kept, in one transaction.
 */
final class GateRefusals implements GateListener {
  private final JdbiAuditLog audit;

  GateRefusals(JdbiAuditLog audit) {
    this.audit = audit;
  }

  @Override
  public void refused(GateAsk ask, GateRefusal refusal) {
    var asked = ask.decision();
    audit.append(
        new GateDecision(
                ask.stage().text(),
                "refused",
                asked.shown(),
                asked.comment(),
                asked.incident(),
                "unchanged",
                refusal.text())
            .by(GateEvents.person(asked.by()), ask.run()));
  }
}
