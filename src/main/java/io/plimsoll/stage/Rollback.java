package io.plimsoll.stage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The way back: every stage undone, the last one first. Safe to repeat. */
public final class Rollback {
  private final List<Stage> lastFirst;

  /**
   * @param stages in their order
   */
  public Rollback(List<Stage> stages) {
    this.lastFirst = new ArrayList<>(stages);
    Collections.reverse(lastFirst);
  }

  /** Stops at the first stage that cannot be undone, so that nothing is cleaned behind its back. */
  public Outcome run(StageContext context) throws Exception {
    Outcome all = Outcome.passed("");
    for (Stage stage : lastFirst) {
      context.tools().crash().reached("rollback." + stage.name() + ".before");
      Outcome undone = stage.undo(context);
      all = all.and(undone);
      if (!undone.is(Outcome.Kind.PASSED)) {
        return all;
      }
    }
    return all;
  }
}
