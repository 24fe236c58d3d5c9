package io.plimsoll.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

  @ParameterizedTest
  @CsvSource({
    "500ms, PT0.5S",
    "10m, PT10M",
    "24h, PT24H",
    "7d, PT168H",
    "1h30m, PT1H30M",
    "0s, PT0S",
    "PT10M, PT10M",
    "P1D, PT24H",
    "365d, PT8760H"
  })
  void parseBothSpellings(String text, Duration expected) {
    assertThat(Durations.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "10",
        "m",
        "10 m",
        "-1s",
        "PT-5M",
        "P",
        "often",
        "1w",
        "1.5h",
        "366d",
        "P366D",
        "999999999d",
        "99999999999999999999s",
        "PT99999999999999999999S",
        "8784h",
        "１m"
      })
  void refuseEverythingElse(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("a duration ");
  }

  @Test
  void areWrittenSoThatTheyReadBack() {
    long seed = System.nanoTime();
    System.err.println("DurationsTest seed " + seed);
    var random = new Random(seed);
    for (int i = 0; i < 1_000; i++) {
      long bound = 1L << (1 + random.nextInt(34));
      Duration duration = Duration.ofMillis(random.nextLong(bound));
      assertThat(Durations.parse(Durations.format(duration))).isEqualTo(duration);
    }
    assertThat(Durations.format(Duration.ofMinutes(90))).isEqualTo("1h30m");
    assertThat(Durations.format(Duration.ZERO)).isEqualTo("0s");
  }
}
