package io.plimsoll.people;

/**
 * What one guess at a password costs.
 *
 * @param memoryKib memory in KiB, at least 8 per lane
 * @param passes over that memory, at least 1
 * @param lanes at least 1
 */
public record PasswordCost(int memoryKib, int passes, int lanes) {
  /** The second recommended option of RFC 9106, section 4: 64 MiB, three passes, four lanes. */
  public static final PasswordCost STRONG = new PasswordCost(64 * 1024, 3, 4);

  private static final int MOST_KIB = 1024 * 1024;
  private static final int MOST_PASSES = 64;
  private static final int MOST_LANES = 64;
  private static final int LEAST_KIB_PER_LANE = 8;

  public PasswordCost {
    boolean sound =
        lanes >= 1
            && lanes <= MOST_LANES
            && passes >= 1
            && passes <= MOST_PASSES
            && memoryKib >= LEAST_KIB_PER_LANE * lanes
            && memoryKib <= MOST_KIB;
    if (!sound) {
      throw new IllegalArgumentException(
          "no sound cost: %d KiB, %d passes, %d lanes".formatted(memoryKib, passes, lanes));
    }
  }
}
