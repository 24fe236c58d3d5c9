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
import java.util.stream.Collectors;

/**
 * A stage that is entered once the steps persons do before it are seen to be done, and those of
 * later stages are not (F38). What somebody says is done does not count; the store is asked.
 */
public final class ManualSteps implements Stage {
  private final Stage inner;

  public ManualSteps(Stage inner) {
    this.inner = inner;
  }

  @Override
  public StageName name() {
    return inner.name();
  }

  @Override
  public Outcome run(StageContext context) throws Exception {
    List<Finding> open = context.tools().guards().check(GuardId.F38, () -> open(context));
    return open.isEmpty()
        ? inner.run(context)
        : Outcome.refused(open.stream().map(Finding::text).collect(Collectors.joining("; ")));
  }

  private List<Finding> open(StageContext context) {
    var probe = new ManualProbe(context.tools().stores(), context.plan());
    var findings = new ArrayList<Finding>();
    for (ManualStep step : context.plan().spec().manual()) {
      int order = step.before().compareTo(name());
      if (order > 0) {
        findings.addAll(probe.early(step, "before " + name()));
      } else {
        List<Finding> undone = probe.undone(step, name());
        findings.addAll(undone);
        if (order == 0 && undone.isEmpty()) {
          context.record(
              name(),
              Optional.empty(),
              new Facts.ManualDone(step.name(), step.probe().expect()),
              Evidence.Status.PASS,
              ManualSteps.class);
        }
      }
    }
    return findings;
  }

  @Override
  public Outcome standDown(StageContext context) throws Exception {
    return inner.standDown(context);
  }

  @Override
  public Outcome undo(StageContext context) throws Exception {
    return inner.undo(context);
  }
}
