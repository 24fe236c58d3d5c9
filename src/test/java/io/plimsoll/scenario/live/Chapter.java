package io.plimsoll.scenario.live;

import io.plimsoll.run.Run;
import io.plimsoll.run.RunState;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What a run lived through; counted, so that a harness that tells one story only is noticed. */
enum Chapter {
  FINALIZED,
  BACK_BEFORE_CUT_OVER,
  BACK_AFTER_CUT_OVER,
  DIVERGED_BEFORE_CUT_OVER,
  DIVERGED_IN_SOAK,
  KILLED_AND_RESUMED,
  CUT_OVER_POSTPONED;

  static Set<Chapter> of(Run run, boolean cutOver, List<String> log) {
    Chapter end =
        run.state() == RunState.FINALIZED
            ? FINALIZED
            : run.diverged()
                ? cutOver ? DIVERGED_IN_SOAK : DIVERGED_BEFORE_CUT_OVER
                : cutOver ? BACK_AFTER_CUT_OVER : BACK_BEFORE_CUT_OVER;
    var chapters = EnumSet.of(end);
    if (log.stream().anyMatch(line -> line.startsWith(LiveScenario.DIED))) {
      chapters.add(KILLED_AND_RESUMED);
    }
    if (log.stream().anyMatch(line -> line.contains("could not be cut over"))) {
      chapters.add(CUT_OVER_POSTPONED);
    }
    return chapters;
  }
}
