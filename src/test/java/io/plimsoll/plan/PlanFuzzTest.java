package io.plimsoll.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlanFuzzTest {
  private static final int ROUNDS = 500;
  private static final String[] PIECES = {
    "{",
    "}",
    "[",
    "]",
    ":",
    ": ",
    "- ",
    "\n",
    "\n  ",
    "'",
    "\"",
    "&a ",
    "*a",
    "!x ",
    "!!binary ",
    "? ",
    "<<: ",
    "---\n",
    "...\n",
    "%YAML 9\n",
    "|\n",
    ">-\n",
    "null",
    "~",
    "{}",
    "[]",
    "0",
    "-1",
    "1e999999999",
    ".nan",
    ".inf",
    "0x",
    "99999999999999999999999",
    "true",
    "\t",
    "\0",
    "\uD800",
    "\uFEFF",
    "\u2028",
    "é",
    "😀",
    "{shard}",
    "s{0..9}",
    "{{",
    "..",
    "P",
    "PT",
    "@",
    "`"
  };

  @Test
  void anyMutationIsAPlanOrAListOfProblems() {
    long seed = System.nanoTime();
    System.err.println("PlanFuzzTest seed " + seed);
    var random = new Random(seed);
    String sample = Samples.sidekick();
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      String text = mutate(sample, random);
      refused += planIsRefused(text, seed, round) ? 1 : 0;
    }
    assertThat(refused).isGreaterThan(ROUNDS / 2);
  }

  @Test
  void anyMutationIsAConfigurationOrAListOfProblems() {
    long seed = System.nanoTime();
    System.err.println("PlanFuzzTest seed " + seed);
    var random = new Random(seed);
    var reader = new ConfigurationReader(Map.of(), Path.of("/work-here"), Path.of("/home/me"));
    for (int round = 0; round < ROUNDS; round++) {
      String text = mutate(ConfigurationSamples.FULL, random);
      try {
        assertThat(reader.read("site.yaml", text, Path.of("/etc"), Map.of()).describe())
            .isNotEmpty();
      } catch (InvalidFileException e) {
        assertThat(e.problems()).isNotEmpty();
      } catch (RuntimeException | StackOverflowError e) {
        fail("seed " + seed + " round " + round + ":\n" + text, e);
      }
    }
  }

  private static boolean planIsRefused(String text, long seed, int round) {
    try {
      Samples.read(text);
      return false;
    } catch (InvalidFileException e) {
      assertThat(e.problems()).isNotEmpty();
      assertThat(e.getMessage()).doesNotContain("\u001b");
      return true;
    } catch (RuntimeException | StackOverflowError e) {
      return fail("seed " + seed + " round " + round + ":\n" + text, e);
    }
  }

  private static String mutate(String sample, Random random) {
    var text = new StringBuilder(sample);
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(text.length());
      int end = Math.min(text.length(), at + random.nextInt(12));
      switch (random.nextInt(4)) {
        case 0 -> text.delete(at, end);
        case 1 -> text.insert(at, PIECES[random.nextInt(PIECES.length)]);
        case 2 -> text.replace(at, end, PIECES[random.nextInt(PIECES.length)]);
        default -> text.insert(random.nextInt(text.length()), text.substring(at, end));
      }
    }
    return text.toString();
  }
}
