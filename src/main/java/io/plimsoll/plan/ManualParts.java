package io.plimsoll.plan;

import io.plimsoll.plan.Plan.ManualStep;
import io.plimsoll.plan.Plan.Probe;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** The steps of a plan that persons do, in their order. */
final class ManualParts {
  private final Section spec;

  ManualParts(Section spec) {
    this.spec = spec;
  }

  List<ManualStep> steps() {
    var names = new HashSet<String>();
    var steps = new ArrayList<ManualStep>();
    for (Section item : spec.items("manual")) {
      String name = item.text("name");
      if (!names.add(name)) {
        item.problem("name", Wording.expected(Wording.quoted(name) + " again", "it once"));
      }
      StageName before = StageName.of(item.text("before")).orElse(StageName.SNAPSHOT);
      if (!steps.isEmpty() && before.compareTo(steps.get(steps.size() - 1).before()) < 0) {
        item.problem(
            "before",
            Wording.expected(
                Wording.quoted(before.text()),
                "a stage not before that of the step above; steps are done in their order"));
      }
      steps.add(new ManualStep(name, before, item.text("instruction").strip(), probe(item)));
    }
    return steps;
  }

  private static Probe probe(Section item) {
    Section probe = item.at("probe");
    return new Probe(probe.text("store"), probe.text("sql").strip(), probe.text("expect"));
  }
}
