package io.plimsoll.stage;

import io.plimsoll.plan.StageName;

/**
 * One stage. It may be entered again after a crash or a hold and then goes on from what the control
 * database and the stores say.
 */
public interface Stage {
  StageName name();

  /** Does the work, or what is left of it. */
  Outcome run(StageContext context) throws Exception;

  /**
   * After a failure without divergence: takes back alone what would otherwise keep clients waiting
   * for a person. Safe to repeat.
   */
  default Outcome standDown(StageContext context) throws Exception {
    return Outcome.passed("");
  }

  /** Takes back what this stage may have done. Safe to repeat, and safe when it never ran. */
  default Outcome undo(StageContext context) throws Exception {
    return Outcome.passed("");
  }
}
