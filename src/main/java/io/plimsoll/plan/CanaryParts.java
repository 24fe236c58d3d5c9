package io.plimsoll.plan;

import io.plimsoll.common.GuardId;
import io.plimsoll.common.ShardId;
import io.plimsoll.plan.Plan.Canary;
import io.plimsoll.plan.Plan.ShardPlan;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The canary of a plan and the gate before it, which must fit each other and the shards. */
final class CanaryParts {
  private final Section spec;
  private final Section written;
  private final List<ShardPlan> shards;

  CanaryParts(Section spec, List<ShardPlan> shards) {
    this.spec = spec;
    this.written = spec.at("canary");
    this.shards = shards;
  }

  Canary canary() {
    if (written.node().isObject()) {
      gateIsWritten();
      Duration soak = written.duration("soak").orElse(Duration.ZERO);
      return new Canary(named(), soak);
    }
    if (spec.text("canary").equals("none") && spec.at("gates").has("canary")) {
      spec.at("gates")
          .problem(
              "canary",
              "found a gate before a stage that canary: none leaves out; remove one of the two");
    }
    return new Canary(List.of(), Duration.ZERO);
  }

  private void gateIsWritten() {
    if (spec.at("gates").node().isObject() && !spec.at("gates").has("canary")) {
      spec.at("gates")
          .problem(
              GuardId.F36,
              "canary",
              "missing, and it has no default; expected automatic, hold or a quorum before the canary");
    }
  }

  private List<ShardId> named() {
    List<String> known = shards.stream().map(shard -> shard.name().value()).toList();
    Set<String> named = new LinkedHashSet<>();
    for (Section item : written.items("shards")) {
      String name = item.node().isString() ? item.node().asString() : "";
      if (!known.isEmpty() && !known.contains(name)) {
        String hint = Nearest.hint(name, known);
        item.problems()
            .add(
                item.path(), Wording.expected(Wording.quoted(name), "a shard of this plan") + hint);
      } else if (!named.add(name)) {
        String found = Wording.quoted(name) + " a second time";
        item.problems().add(item.path(), Wording.expected(found, "each shard once"));
      }
    }
    leavesSome(named, known);
    return known.stream().filter(named::contains).map(ShardId::new).toList();
  }

  private void leavesSome(Set<String> named, List<String> known) {
    if (!known.isEmpty() && named.containsAll(known)) {
      written.problem(
          "shards",
          "found every shard, expected some left for the copy stage; write canary: none instead");
    }
  }
}
