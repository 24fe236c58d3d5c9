package io.plimsoll.stage;

import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.plan.StageName;
import java.util.List;

/** What is looked at each time before a stage that changes something is entered. */
interface EntryCheck {
  GuardId guard();

  /** None when the stage may be entered. */
  List<Finding> before(StageName stage, StageContext context);
}
