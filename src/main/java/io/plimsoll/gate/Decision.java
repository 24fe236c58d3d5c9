package io.plimsoll.gate;

import java.time.Instant;

/**
 * A decision that counted when it was made, as it is kept.
 *
 * @param quorum how the seats stood with it: {@code 1 of 2}
 * @param separation what was checked about the person: {@code not requester, editor or starter}
 */
public record Decision(Instant at, GateDecision made, String quorum, String separation) {
  public PersonId person() {
    return made.by().person();
  }

  public boolean is(GateDecision.Kind kind) {
    return made.kind() == kind;
  }
}
