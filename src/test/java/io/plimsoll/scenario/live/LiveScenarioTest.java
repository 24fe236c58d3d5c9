package io.plimsoll.scenario.live;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.time.Duration;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Moves under random clients, told seed by seed: {@code -Dplimsoll.seeds=500} runs any number,
 * {@code -Dplimsoll.seed=N} exactly one.
 */
class LiveScenarioTest {
  private static final int SEEDS = Integer.getInteger("plimsoll.seeds", 50);
  private static final Duration HUNG = Duration.ofMinutes(5);

  @TestFactory
  Stream<DynamicTest> everySeedEndsAsItsClientsWereTold() {
    Long only = Long.getLong("plimsoll.seed");
    long first = only != null ? only : System.nanoTime();
    return LongStream.range(
            first,
            first + (only != null && System.getProperty("plimsoll.seeds") == null ? 1 : SEEDS))
        .mapToObj(seed -> dynamicTest("seed " + seed, () -> tell(seed)));
  }

  private static void tell(long seed) {
    System.err.println("LiveScenarioTest seed " + seed);
    try (var scenario = new LiveScenario(Story.of(seed))) {
      LiveScenario.Told told = assertTimeoutPreemptively(HUNG, scenario::tell);
      System.err.println("  " + told.line());
    } catch (RuntimeException | Error e) {
      throw new AssertionError(
          "seed %d; again: mvn test -Dtest=LiveScenarioTest -Dplimsoll.seed=%d"
              .formatted(seed, seed),
          e);
    }
  }
}
