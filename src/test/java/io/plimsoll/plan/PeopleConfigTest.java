package io.plimsoll.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.plan.Configuration.OidcConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeopleConfigTest {
  @TempDir Path working;

  private EffectiveConfiguration read(String text, Map<String, String> environment) {
    return new ConfigurationReader(environment, working, working)
        .read("site.yaml", text, working, Map.of());
  }

  private List<String> problems(String text) {
    try {
      read(text, Map.of());
      return List.of();
    } catch (InvalidFileException e) {
      return e.problems().stream().map(Problem::text).toList();
    }
  }

  @Test
  void namesAProviderAndHidesItsSecret() throws Exception {
    Files.writeString(working.resolve("secret"), "hunter2");
    EffectiveConfiguration effective =
        read(
            "people: {oidc: {issuer: 'https://id.example/T', clientId: p, clientSecret: {file: secret}}}",
            Map.of());

    OidcConfig oidc = effective.configuration().people().oidc().orElseThrow();
    assertThat(oidc.issuer()).isEqualTo("https://id.example/T");
    assertThat(oidc.clientId()).isEqualTo("p");
    assertThat(oidc.clientSecret().orElseThrow().reveal()).isEqualTo("hunter2");
    assertThat(oidc.toString()).doesNotContain("hunter2");
    assertThat(effective.describe())
        .anyMatch(line -> line.startsWith("people.oidc.clientSecret = ****  # site.yaml:1"))
        .noneMatch(line -> line.contains("hunter2"));
  }

  @Test
  void isToldByTheEnvironment() {
    EffectiveConfiguration effective =
        read(
            "people: {oidc: {issuer: 'https://a.example', clientId: p, clientSecret: {env: PLIMSOLL_OIDC}}}",
            Map.of(
                "PLIMSOLL_PEOPLE_OIDC_ISSUER", "https://id.example",
                "PLIMSOLL_PEOPLE_OIDC_CLIENT_ID", "q",
                "PLIMSOLL_OIDC", "hunter2"));

    OidcConfig oidc = effective.configuration().people().oidc().orElseThrow();
    assertThat(oidc.issuer()).isEqualTo("https://id.example");
    assertThat(oidc.clientId()).isEqualTo("q");
    assertThat(effective.describe()).noneMatch(line -> line.contains("hunter2"));
  }

  @Test
  void hasNoneUnlessItSaysSo() {
    assertThat(read("control: {streams: 1}", Map.of()).configuration().people().oidc()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://id.example",
        "https://u:hunter2@id.example",
        "https://id.example/?x=hunter2",
        "id.example/hunter2",
        "https://id example/hunter2"
      })
  void refusesAnIssuerItCannotUseAndDoesNotRepeatIt(String issuer) {
    assertThat(problems("people: {oidc: {issuer: '" + issuer + "', clientId: p}}"))
        .singleElement()
        .asString()
        .contains("people.oidc.issuer", "https://id.example")
        .doesNotContain("hunter2");
  }

  @Test
  void namesEveryMistakeAtOnce() {
    assertThat(
            problems(
                "people: {oidc: {issuer: 'http://id.example', clientSecret: hunter2, more: 1}}\n"
                    + "server: {url: 'ftp://x'}"))
        .anySatisfy(text -> assertThat(text).contains("people.oidc.clientId", "missing"))
        .anySatisfy(text -> assertThat(text).contains("people.oidc.clientSecret"))
        .anySatisfy(text -> assertThat(text).contains("people.oidc: ", "unknown key"))
        .anySatisfy(text -> assertThat(text).contains("people.oidc.issuer"))
        .anySatisfy(text -> assertThat(text).contains("server.url"))
        .noneSatisfy(text -> assertThat(text).contains("hunter2"));
  }

  @Test
  void needsToKnowWhereBrowsersComeBackTo() {
    String people = "people: {oidc: {issuer: 'https://id.example', clientId: p}}\n";

    assertThat(problems(people + "server: {host: 0.0.0.0}"))
        .singleElement()
        .asString()
        .contains("server.url");
    assertThat(problems(people + "server: {host: 0.0.0.0, url: 'https://p.example'}")).isEmpty();
    assertThat(problems(people + "server: {host: '::1'}")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "https://p.example, https://p.example",
    "https://P.Example:443/, https://p.example",
    "https://p.example:8443, https://p.example:8443",
    "http://localhost:80, http://localhost"
  })
  void takesTheServersAddressAsBrowsersSayIt(String written, String origin) {
    assertThat(read("server: {url: '" + written + "'}", Map.of()).configuration().server().url())
        .hasValueSatisfying(url -> assertThat(url).hasToString(origin));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://p.example",
        "https://p.example/path",
        "https://u:hunter2@p.example",
        "https://p.example?x=1",
        "p.example",
        "https://"
      })
  void refusesAnAddressThatIsNoOrigin(String url) {
    assertThatThrownBy(() -> read("server: {url: '" + url + "'}", Map.of()))
        .isInstanceOfSatisfying(
            InvalidFileException.class,
            e ->
                assertThat(e.problems())
                    .extracting(Problem::text)
                    .singleElement()
                    .asString()
                    .contains("server.url")
                    .doesNotContain("hunter2"));
  }
}
