package io.plimsoll.run;

import io.plimsoll.common.RunId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Some of the runs.
 *
 * @param next where the next page begins; empty when this is the last one
 */
public record RunPage(List<Line> lines, OptionalLong next) {
  public RunPage {
    lines = List.copyOf(lines);
  }

  /**
   * What is asked for.
   *
   * @param state only runs in it
   * @param from as {@link RunPage#next} said; empty for the newest
   * @param limit at least 1
   */
  public record Asked(Optional<RunState> state, OptionalLong from, int limit) {}

  /** A run without its plan. */
  public record Line(
      RunId id,
      RunState state,
      Optional<Hold> hold,
      String outcome,
      boolean diverged,
      Optional<Run.Request> request,
      long version,
      Run.Times times) {
    public static Line of(Run run) {
      return new Line(
          run.id(),
          run.state(),
          run.hold(),
          run.outcome(),
          run.diverged(),
          run.request(),
          run.version(),
          run.times());
    }
  }
}
