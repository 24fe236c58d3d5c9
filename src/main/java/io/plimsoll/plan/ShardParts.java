package io.plimsoll.plan;

import io.plimsoll.common.GuardId;
import io.plimsoll.common.ShardId;
import io.plimsoll.plan.Plan.ShardPlan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The shards of a plan, from either spelling; each name once, and never onto itself. */
final class ShardParts {
  private final Section written;
  private final Set<String> seen = new HashSet<>();
  private final List<ShardPlan> shards = new ArrayList<>();

  ShardParts(Section written) {
    this.written = written;
  }

  List<ShardPlan> shards() {
    if (written.node().isArray()) {
      for (Section item : written.items()) {
        differs(item);
        add(item, item.text("name"));
      }
    } else {
      differs(written);
      names().forEach(name -> add(written, name));
    }
    return List.copyOf(shards);
  }

  private List<String> names() {
    String text = written.text("names");
    try {
      return text.isBlank() ? List.of() : ShardNames.expand(text);
    } catch (IllegalArgumentException e) {
      written.problem("names", Wording.expected(Wording.quoted(text), e.getMessage()));
      return List.of();
    }
  }

  private void add(Section from, String name) {
    String key = from == written ? "names" : "name";
    if (from.problems().blames(from.pathOf(key)) || !from.has(key)) {
      return;
    }
    try {
      var shard = new ShardId(name);
      if (seen.add(name)) {
        shards.add(new ShardPlan(shard, from.text("source"), from.text("target")));
      } else {
        String found = Wording.quoted(name) + " a second time";
        from.problem(key, Wording.expected(found, "each shard once"));
      }
    } catch (IllegalArgumentException e) {
      from.problem(
          key,
          Wording.expected(
              Wording.quoted(name),
              "shard names of letters, digits and any of _ . -, at most 20 long"));
    }
  }

  private static void differs(Section shard) {
    String source = shard.text("source");
    if (!source.isBlank() && source.equals(shard.text("target"))) {
      shard.problem(
          GuardId.F33,
          "target",
          Wording.expected(Wording.quoted(source) + ", the source itself", "another store"));
    }
  }
}
