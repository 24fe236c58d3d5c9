package io.plimsoll.stage;

import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.plan.Configuration;
import io.plimsoll.plan.StageName;
import java.util.List;

/** Plan and configuration are what preflight saw. */
final class UnchangedArtefacts implements EntryCheck {
  private final Configuration configuration;

  UnchangedArtefacts(Configuration configuration) {
    this.configuration = configuration;
  }

  @Override
  public GuardId guard() {
    return GuardId.F37;
  }

  @Override
  public List<Finding> before(StageName stage, StageContext context) {
    return new Artefacts(context, configuration).changed(stage);
  }
}
