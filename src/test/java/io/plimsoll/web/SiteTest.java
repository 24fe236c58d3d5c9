package io.plimsoll.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.plan.Configuration.ServerConfig;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SiteTest {
  private static Site site(String host, String url) {
    return new Site(
        new ServerConfig(host, 8080, Optional.ofNullable(url).map(URI::create)),
        () -> URI.create("http://%s:8080".formatted(host)));
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, , http://127.0.0.1:8080, true",
    "127.0.0.1, , http://localhost:8080, true",
    "127.0.0.1, , HTTP://LocalHost:8080, true",
    "127.0.0.1, , http://localhost:8081, false",
    "127.0.0.1, , https://localhost:8080, false",
    "127.0.0.1, , http://localhost:8080.evil.example, false",
    "0.0.0.0, , http://localhost:8080, false",
    "127.0.0.1, https://p.example, https://p.example, true",
    "127.0.0.1, https://p.example, https://P.example, true",
    "127.0.0.1, https://p.example, http://p.example, false",
    "127.0.0.1, https://p.example, https://p.example.evil, false",
    "127.0.0.1, https://p.example, http://127.0.0.1:8080, false",
    "127.0.0.1, https://p.example, null, false"
  })
  void knowsItsOwnPages(String host, String url, String origin, boolean ours) {
    assertThat(site(host, url).ours(origin)).isEqualTo(ours);
  }

  @Test
  void letsCookiesTravelInTheClearOnThisMachineAlone() {
    Site behindAProxy = site("127.0.0.1", "https://p.example");
    assertThat(behindAProxy.set(behindAProxy.session(), "x"))
        .isEqualTo("__Host-plimsoll=x; Path=/; HttpOnly; SameSite=Strict; Secure");
    Site open = site("0.0.0.0", null);
    assertThat(open.set(open.session(), "x")).startsWith("__Host-").endsWith("; Secure");
    Site here = site("localhost", null);
    assertThat(here.set(here.session(), "x"))
        .isEqualTo("plimsoll=x; Path=/; HttpOnly; SameSite=Strict");
  }
}
