package io.plimsoll.scenario.live;

import io.plimsoll.plan.StageName;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What a seed tells a run to live through. The schema and the story repeat with the seed; how the
 * clients' transactions interleave does not.
 *
 * @param gates stages before which it waits for clients to write more
 * @param back the gate at which the way back is asked for
 * @param damaged the gate at which a row on the target is changed behind everybody's back
 * @param request after how many more transactions somebody asks for the way back, wherever the run
 *     is; 0 for never
 * @param deaths at how many crash points the node dies, counted from its last death
 */
record Story(
    long seed,
    Ending ending,
    List<StageName> gates,
    List<StageName> back,
    List<StageName> damaged,
    int request,
    List<Integer> deaths,
    boolean truncates,
    int longest) {
  private static final List<StageName> BEFORE =
      List.of(
          StageName.SNAPSHOT,
          StageName.DRY_RUN,
          StageName.COPY,
          StageName.VERIFY,
          StageName.CUT_OVER);
  private static final int FARTHEST_DEATH = 120;

  /** How it is meant to end. */
  enum Ending {
    FINALIZED,
    BACK_BEFORE_CUT_OVER,
    BACK_FROM_SOAK,
    /** Somebody asks at any moment; too late is an answer, too. */
    BACK_AT_ANY_MOMENT,
    DIVERGED
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
            ? List.of(random.nextBoolean() ? StageName.CUT_OVER : StageName.SOAK)
            : List.of();
    gates.addAll(back);
    gates.addAll(damaged);
    int request = ending == Ending.BACK_AT_ANY_MOMENT ? 1 + random.nextInt(1500) : 0;
    var deaths = new ArrayList<Integer>();
    for (int i = random.nextInt(5) - 1; i > 0; i--) {
      deaths.add(1 + random.nextInt(FARTHEST_DEATH));
    }
    boolean truncates = ending != Ending.DIVERGED && random.nextBoolean();
    int longest = random.nextInt(4) == 0 ? 1500 : 200;
    return new Story(
        seed,
        ending,
        gates.stream().distinct().toList(),
        back,
        damaged,
        request,
        List.copyOf(deaths),
        truncates,
        longest);
  }

  private static Ending ending(int choice) {
    return choice < 8
        ? Ending.FINALIZED
        : choice < 11
            ? Ending.BACK_BEFORE_CUT_OVER
            : choice < 15
                ? Ending.BACK_FROM_SOAK
                : choice < 18 ? Ending.BACK_AT_ANY_MOMENT : Ending.DIVERGED;
  }
}
