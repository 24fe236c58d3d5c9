package io.plimsoll.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.plimsoll.testing.Postgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiteralsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"", "it's", "'", "''; drop table t --", "\\", "\\'", "E'\\n'", "$$", "😀"})
  void meanExactlyTheValue(String value) {
    assertThat(Postgres.one().query("postgres", "select " + Literals.quote(value)))
        .containsExactly(value);
  }

  @Test
  void refuseWhatNoStoreCanHold() {
    assertThatIllegalArgumentException().isThrownBy(() -> Literals.quote("a\0b"));
  }
}
