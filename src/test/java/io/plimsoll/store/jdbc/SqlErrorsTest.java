package io.plimsoll.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.store.StoreException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlErrorsTest {
  private static StoreException of(String state, String message) {
    return SqlErrors.of("old/s00", "copying public.t", new SQLException(message, state));
  }

  @ParameterizedTest
  @ValueSource(strings = {"08006", "08001", "40001", "40P01", "57P01", "57P03", "53300"})
  void mayPass(String state) {
    assertThat(of(state, "gone").worthAnotherTry()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"23505", "28P01", "3D000", "08004", "42501", "55000"})
  void doNotPassByThemselves(String state) {
    assertThat(of(state, "no").worthAnotherTry()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"55P03", "57014"})
  void areBlockedWhenALockWasNotToBeHad(String state) {
    assertThat(of(state, "timeout")).isInstanceOf(StoreException.Blocked.class);
  }

  @Test
  void areFencedOnlyInOurWords() {
    assertThat(of("55000", "PLIMSOLL: storage is being cut over, retry"))
        .isInstanceOf(StoreException.Fenced.class);
    assertThat(of("55000", "sequence is not yet defined"))
        .isExactlyInstanceOf(StoreException.class);
  }

  @Test
  void nameStoreObjectAndTheServersWordsOnOneLine() {
    assertThat(of("23505", "ERROR: duplicate key\n  Detail: Key (id)=(1)"))
        .hasMessage("old/s00: copying public.t: ERROR: duplicate key; Detail: Key (id)=(1)");
  }
}
