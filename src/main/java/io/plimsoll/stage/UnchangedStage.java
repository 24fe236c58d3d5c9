package io.plimsoll.stage;

import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.plan.Configuration;
import io.plimsoll.plan.StageName;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A stage that changes something, entered only while plan and configuration are what preflight saw.
 * Going back asks for nothing of the kind.
 */
public final class UnchangedStage implements Stage {
  private final Stage inner;
  private final Configuration configuration;

  public UnchangedStage(Stage inner, Configuration configuration) {
    this.inner = inner;
    this.configuration = configuration;
  }

  @Override
  public StageName name() {
    return inner.name();
  }

  @Override
  public Outcome run(StageContext context) throws Exception {
    List<Finding> changed =
        context
            .tools()
            .guards()
            .check(GuardId.F37, () -> new Artefacts(context, configuration).changed(inner.name()));
    return changed.isEmpty()
        ? inner.run(context)
        : Outcome.refused(changed.stream().map(Finding::text).collect(Collectors.joining("; ")));
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
