package io.plimsoll.plan;

import io.plimsoll.plan.Plan.Gates;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The gates of a plan, each named after the stage it stands before. */
final class GateParts {
  private final Section written;

  GateParts(Section written) {
    this.written = written;
  }

  Gates gates() {
    var gates = new EnumMap<StageName, GateRule>(StageName.class);
    for (String name : written.entries().keySet()) {
      StageName.of(name).ifPresent(stage -> gates.put(stage, rule(name)));
    }
    return new Gates(gates);
  }

  private GateRule rule(String name) {
    Section gate = written.at(name);
    if (gate.node().isObject()) {
      return new GateRule.Quorum(
          seats(gate.at("quorum")), gate.positive("expires").orElse(Duration.ZERO));
    }
    return written.text(name).equals("automatic") ? GateRule.AUTOMATIC : GateRule.HOLD;
  }

  private static SortedMap<Role, Integer> seats(Section quorum) {
    var seats = new TreeMap<Role, Integer>();
    for (Map.Entry<String, Section> seat : quorum.entries().entrySet()) {
      Role.of(seat.getKey())
          .filter(Role::sits)
          .ifPresent(role -> seats.put(role, quorum.number(seat.getKey(), 1)));
    }
    return seats;
  }
}
