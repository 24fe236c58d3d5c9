package io.plimsoll.stage;

import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.gate.Evidence;
import io.plimsoll.gate.Facts;
import io.plimsoll.plan.Plan.ManualStep;
import io.plimsoll.plan.StageName;
import io.plimsoll.stage.preflight.ManualProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The steps that persons do before a stage are seen to be done, and those of later stages are not.
 * What somebody says is done does not count; the store is asked.
 */
final class ManualSteps implements EntryCheck {
  @Override
  public GuardId guard() {
    return GuardId.F38;
  }

  @Override
  public List<Finding> before(StageName stage, StageContext context) {
    var probe = new ManualProbe(context.tools().stores(), context.plan());
    var findings = new ArrayList<Finding>();
    for (ManualStep step : context.plan().spec().manual()) {
      int order = step.before().compareTo(stage);
      if (order > 0) {
        findings.addAll(probe.early(step, "before " + stage));
      } else {
        List<Finding> undone = probe.undone(step, stage);
        findings.addAll(undone);
        if (order == 0 && undone.isEmpty()) {
          context.record(
              stage,
              Optional.empty(),
              new Facts.ManualDone(step.name(), step.probe().expect()),
              Evidence.Status.PASS,
              ManualSteps.class);
        }
      }
    }
    return findings;
  }
}
