package io.plimsoll.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardNamesTest {

  @Test
  void expandRangesAndLists() {
    assertThat(ShardNames.expand("s{00..03}")).containsExactly("s00", "s01", "s02", "s03");
    assertThat(ShardNames.expand("s{8..11}")).containsExactly("s8", "s9", "s10", "s11");
    assertThat(ShardNames.expand("s{099..101}")).containsExactly("s099", "s100", "s101");
    assertThat(ShardNames.expand("a, b ,c")).containsExactly("a", "b", "c");
    assertThat(ShardNames.expand("{eu, us}-{1..2}, x"))
        .containsExactly("eu-1", "eu-2", "us-1", "us-2", "x");
    assertThat(ShardNames.expand("only")).containsExactly("only");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s{",
        "s}",
        "s{{0..1}}",
        "}{",
        "s{0..}",
        "s{..3}",
        "s{a..c}",
        "s{3..0}",
        "s{-1..3}",
        "s{0..10000}",
        "{0..999}{0..999}",
        "s{1..2..3}",
        "s{0..9999999999}"
      })
  void refuseWhatTheyCannotCount(String text) {
    assertThatThrownBy(() -> ShardNames.expand(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
