package io.plimsoll.scenario.live;

import io.plimsoll.plan.StageName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What a seed tells a run to live through. The schema and the story repeat with the seed; how the
 * clients' transactions interleave does not.
 */
record Story(long seed, Ending ending, Moments moments, Trouble trouble, Clients clients) {
  private static final List<StageName> BEFORE =
      List.of(
          StageName.SNAPSHOT,
          StageName.DRY_RUN,
          StageName.COPY,
          StageName.VERIFY,
          StageName.CUT_OVER);
  private static final int FARTHEST_DEATH = 120;

  /** Leaves the processors to the moves of other seeds. */
  private static final int PAUSE_MILLIS = 320;

  /** Of a cut-over: enough on any machine, and too little while a client is slow. */
  private static final Duration AMPLE = Duration.ofSeconds(30);

  private static final Duration TIGHT = Duration.ofSeconds(2);

  /** How it is meant to end. */
  enum Ending {
    FINALIZED,
    BACK_BEFORE_CUT_OVER,
    BACK_FROM_SOAK,
    /** Somebody asks at any moment; too late is an answer, too. */
    BACK_AT_ANY_MOMENT,
    DIVERGED
  }

  /**
   * @param gates stages before which it waits for clients to write more
   * @param back the gate at which the way back is asked for
   * @param damaged the gate at which a row on the target is changed behind everybody's back
   * @param request after how many more transactions somebody asks for the way back, wherever the
   *     run is; 0 for never
   */
  record Moments(
      List<StageName> gates, List<StageName> back, List<StageName> damaged, int request) {}

  /**
   * @param truncates whether tables may be emptied
   * @param longest that a slow transaction stays open, in milliseconds
   * @param pause between two transactions at the most, in milliseconds
   */
  record Clients(boolean truncates, int longest, int pause) {}

  /**
   * @param deaths at how many crash points the node dies, counted from its last death
   * @param budget of the cut-over; when it is postponed again and again, a person gives up
   */
  record Trouble(List<Integer> deaths, Duration budget) {
    boolean hurried() {
      return budget.equals(TIGHT);
    }
  }

  static Story of(long seed) {
    var random = new Random(seed ^ 0x51ce);
    Ending ending = ending(random.nextInt(20));
    var gates = new ArrayList<StageName>();
    for (StageName stage : List.of(StageName.COPY, StageName.CUT_OVER, StageName.FINALIZE)) {
      if (random.nextBoolean()) {
        gates.add(stage);
      }
    }
    List<StageName> back =
        switch (ending) {
          case BACK_BEFORE_CUT_OVER -> List.of(BEFORE.get(random.nextInt(BEFORE.size())));
          case BACK_FROM_SOAK ->
              List.of(random.nextBoolean() ? StageName.SOAK : StageName.FINALIZE);
          default -> List.of();
        };
    List<StageName> damaged =
        ending == Ending.DIVERGED
            ? List.of(random.nextInt(4) == 0 ? StageName.CUT_OVER : StageName.SOAK)
            : List.of();
    gates.addAll(back);
    gates.addAll(damaged);
    int request = ending == Ending.BACK_AT_ANY_MOMENT ? 1 + random.nextInt(600) : 0;
    var deaths = new ArrayList<Integer>();
    for (int i = random.nextInt(5) - 1; i > 0; i--) {
      deaths.add(1 + random.nextInt(FARTHEST_DEATH));
    }
    boolean truncates = ending != Ending.DIVERGED && random.nextBoolean();
    boolean tight = random.nextInt(8) == 0;
    int longest = tight ? 3_000 : random.nextInt(4) == 0 ? 1_500 : 200;
    var moments = new Moments(gates.stream().distinct().toList(), back, damaged, request);
    return new Story(
        seed,
        ending,
        moments,
        new Trouble(List.copyOf(deaths), tight ? TIGHT : AMPLE),
        new Clients(truncates, longest, PAUSE_MILLIS));
  }

  private static Ending ending(int choice) {
    return choice < 7
        ? Ending.FINALIZED
        : choice < 10
            ? Ending.BACK_BEFORE_CUT_OVER
            : choice < 14
                ? Ending.BACK_FROM_SOAK
                : choice < 16 ? Ending.BACK_AT_ANY_MOMENT : Ending.DIVERGED;
  }
}
