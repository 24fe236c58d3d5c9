package io.plimsoll.run;

import static io.plimsoll.run.RunEvent.*;
import static io.plimsoll.run.RunState.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The table of every move a run can make. An event that leaves the state as it is holds the run or
 * lets it go on; {@link Run} carries that. Events that are not listed for a state are refused.
 */
public final class Lifecycle {
  /**
   * @param next where the event leads; the same state means the run stays and is held, paused or
   *     resumed there
   */
  public record Transition(RunState state, RunEvent event, RunState next) {
    public boolean stays() {
      return state == next;
    }
  }

  private static final List<RunState> FORWARD =
      List.of(
          PREFLIGHT, SNAPSHOT, DRY_RUN, CANARY, COPY, VERIFY, CUT_OVER, SOAK, FINALIZE, FINALIZED);

  private static final List<Transition> TABLE = build();

  private Lifecycle() {}

  public static List<Transition> table() {
    return TABLE;
  }

  /** Where the event leads from here; empty when it cannot happen here. */
  public static Optional<Transition> next(RunState state, RunEvent event) {
    return TABLE.stream().filter(t -> t.state() == state && t.event() == event).findFirst();
  }

  private static List<Transition> build() {
    var table = new ArrayList<Transition>();
    for (int i = 0; i < FORWARD.size() - 1; i++) {
      RunState state = FORWARD.get(i);
      table.add(new Transition(state, PASSED, FORWARD.get(i + 1)));
      // In FINALIZE shards are already retired: going back by itself could lose what they took in.
      table.add(new Transition(state, DIVERGED, state == FINALIZE ? FINALIZE : ROLLING_BACK));
      table.add(new Transition(state, REJECTED, ROLLING_BACK));
      table.add(new Transition(state, ABORT, ROLLING_BACK));
      stays(table, state, FAILED, INCONCLUSIVE, APPROVED, EXPIRED, PAUSE, RESUME);
    }
    table.add(new Transition(ROLLING_BACK, PASSED, ROLLED_BACK));
    table.add(new Transition(ROLLING_BACK, FAILED, ROLLBACK_FAILED));
    stays(table, ROLLING_BACK, DIVERGED, INCONCLUSIVE, PAUSE, RESUME);
    table.add(new Transition(ROLLBACK_FAILED, RESUME, ROLLING_BACK));
    return List.copyOf(table);
  }

  private static void stays(List<Transition> table, RunState state, RunEvent... events) {
    for (RunEvent event : events) {
      table.add(new Transition(state, event, state));
    }
  }
}
