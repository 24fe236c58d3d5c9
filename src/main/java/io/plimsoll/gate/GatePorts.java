package io.plimsoll.gate;

import io.plimsoll.run.Runs;
import java.time.Clock;

/** What the gates are kept with. */
public record GatePorts(
    Runs runs, EvidenceBook book, Records records, GateListener listener, Clock clock) {

  /** Where decisions come from and go to. */
  public record Records(Approvals approvals, Parties parties, Roles roles) {}

  Approvals approvals() {
    return records.approvals();
  }

  Parties parties() {
    return records.parties();
  }

  Roles roles() {
    return records.roles();
  }
}
