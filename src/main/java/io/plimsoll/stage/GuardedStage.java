package io.plimsoll.stage;

import io.plimsoll.common.Finding;
import io.plimsoll.plan.Configuration;
import io.plimsoll.plan.StageName;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A stage that changes something, entered only while plan and configuration are what preflight saw
 * (F37) and the steps that persons do are in order (F38). Going back asks for nothing of the kind.
 */
public final class GuardedStage implements Stage {
  private final Stage inner;
  private final List<EntryCheck> checks;

  public GuardedStage(Stage inner, Configuration configuration) {
    this.inner = inner;
    this.checks = List.of(new UnchangedArtefacts(configuration), new ManualSteps());
  }

  @Override
  public StageName name() {
    return inner.name();
  }

  @Override
  public Outcome run(StageContext context) throws Exception {
    for (EntryCheck check : checks) {
      List<Finding> found =
          context.tools().guards().check(check.guard(), () -> check.before(name(), context));
      if (!found.isEmpty()) {
        return Outcome.refused(found.stream().map(Finding::text).collect(Collectors.joining("; ")));
      }
    }
    return inner.run(context);
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
