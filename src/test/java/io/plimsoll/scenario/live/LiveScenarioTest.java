package io.plimsoll.scenario.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Moves under random clients, told seed by seed: {@code -Dplimsoll.seeds=500} runs any number,
 * {@code -Dplimsoll.seed=N} exactly one, or the first of so many.
 */
class LiveScenarioTest {
  /** So many seeds, which every build runs, tell every story. */
  private static final int MANY = 50;

  private static final long FIRST = 100;

  /** Moves wait more than they work. */
  private static final int AT_ONCE = 4;

  private static final Duration HUNG = Duration.ofMinutes(15);
  private static final Map<Chapter, Integer> TOLD = new EnumMap<>(Chapter.class);
  private static ExecutorService seeds;

  @TestFactory
  Stream<DynamicTest> everySeedEndsAsItsClientsWereTold() {
    Long only = Long.getLong("plimsoll.seed");
    Integer wanted = Integer.getInteger("plimsoll.seeds");
    long first = only != null ? only : wanted != null ? System.nanoTime() : FIRST;
    int count = wanted != null ? wanted : only != null ? 1 : MANY;
    seeds = Executors.newFixedThreadPool(AT_ONCE);
    var tests =
        LongStream.range(first, first + count)
            .mapToObj(
                seed -> {
                  Future<?> told = seeds.submit(() -> tell(seed));
                  return dynamicTest("seed " + seed, () -> await(told, seed));
                })
            .toList();
    return count < MANY
        ? tests.stream()
        : Stream.concat(tests.stream(), Stream.of(dynamicTest("every story", this::everyStory)));
  }

  private static void await(Future<?> told, long seed) throws Exception {
    try {
      told.get(HUNG.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError(
          "seed %d: %s; again: mvn test -Dtest=LiveScenarioTest -Dplimsoll.seed=%d"
              .formatted(seed, e.getCause(), seed),
          e.getCause());
    }
  }

  private static void tell(long seed) {
    System.err.println("LiveScenarioTest seed " + seed);
    try (var scenario = new LiveScenario(Story.of(seed))) {
      LiveScenario.Told told = scenario.tell();
      System.err.printf("  seed %d, %s%n", seed, told.line());
      count(told);
    }
  }

  private static synchronized void count(LiveScenario.Told told) {
    told.chapters().forEach(chapter -> TOLD.merge(chapter, 1, Integer::sum));
  }

  /** Green seeds that all tell the same prove nothing. */
  private void everyStory() {
    assertThat(TOLD)
        .containsKeys(
            Chapter.FINALIZED,
            Chapter.BACK_BEFORE_CUT_OVER,
            Chapter.BACK_AFTER_CUT_OVER,
            Chapter.DIVERGED_IN_SOAK,
            Chapter.KILLED_AND_RESUMED);
  }

  @AfterAll
  static void say() {
    seeds.shutdownNow();
    System.err.println("LiveScenarioTest: " + TOLD);
  }
}
