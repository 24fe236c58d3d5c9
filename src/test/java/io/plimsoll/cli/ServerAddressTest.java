package io.plimsoll.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerAddressTest {
  private static ServerAddress of(String text) {
    return ServerAddress.of("--server", text, false);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://plimsoll.example",
        "https://plimsoll.example:8443/ops/plimsoll",
        "http://localhost:8080",
        "http://127.0.0.1:8080",
        "http://127.8.8.8",
        "http://[::1]:8080"
      })
  void takesTlsAndThisMachine(String text) {
    assertThat(of(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://plimsoll.example",
        "http://10.0.0.7:8080",
        "http://127.0.0.1.evil.example",
        "http://localhost.evil.example",
        "HTTP://PLIMSOLL.EXAMPLE"
      })
  void refusesToShowATokenToTheNetworkUnlessToldTo(String text) {
    assertThatThrownBy(() -> of(text))
        .isInstanceOf(RefusalException.class)
        .hasMessageContainingAll("plain http", "your token", "--insecure-http");
    assertThat(ServerAddress.of("--server", text, true).host()).isNotBlank();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "plimsoll.example:8443",
        "https://",
        "ftp://plimsoll.example",
        "file:///etc/passwd",
        "https://ann:hunter2@plimsoll.example",
        "https://plimsoll.example/?token=hunter2",
        "https://plimsoll.example/#hunter2",
        "https://plimsoll.example/ hunter2"
      })
  void refusesWhatIsNoAddressWithoutRepeatingIt(String text) {
    assertThatThrownBy(() -> of(text))
        .isInstanceOf(RefusalException.class)
        .hasMessageContaining("--server: expected an address such as https://")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void isTheSameWithAndWithoutASlashAtItsEnd() {
    assertThat(of("https://Plimsoll.example/")).isEqualTo(of("https://plimsoll.example"));
    assertThat(of("https://plimsoll.example/ops/").at("/v1/runs"))
        .hasToString("https://plimsoll.example/ops/v1/runs");
  }
}
