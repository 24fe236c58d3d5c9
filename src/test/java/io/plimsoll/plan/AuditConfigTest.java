package io.plimsoll.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.plan.Configuration.AuditConfig;
import io.plimsoll.plan.Configuration.ControlConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuditConfigTest {
  @TempDir Path working;

  private EffectiveConfiguration read(String text, Map<String, String> environment) {
    return new ConfigurationReader(environment, working, working)
        .read("site.yaml", text, working, Map.of());
  }

  private ControlConfig control(String audit) {
    return read("control: {home: state, audit: " + audit + "}\n", Map.of())
        .configuration()
        .control();
  }

  @Test
  void namesPlacesBesideTheHomeDirectory() {
    AuditConfig audit =
        control("{path: ../witness, webhook: {url: 'https://w.example/p', token: {env: T}}}")
            .audit();

    assertThat(audit.path()).contains(working.resolveSibling("witness"));
    assertThat(audit.webhook().orElseThrow().url()).hasToString("https://w.example/p");
    assertThat(audit.webhook().orElseThrow().token().orElseThrow()).hasToString("****");
  }

  @Test
  void isToldByTheEnvironment() {
    EffectiveConfiguration effective =
        read("control: {streams: 3}\n", Map.of("PLIMSOLL_CONTROL_AUDIT_PATH", "/mnt/witness"));

    assertThat(effective.configuration().control().audit().path())
        .contains(Path.of("/mnt/witness"));
    assertThat(effective.describe())
        .contains("control.audit.path = /mnt/witness  # environment PLIMSOLL_CONTROL_AUDIT_PATH");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{path: /mnt/witness}|true",
        "{webhook: {url: 'https://w.example'}}|true",
        "{path: state/audit}|false",
      })
  void warnsOfAPlaceThatFailsTogetherWithTheLog(String audit, boolean apart) {
    assertThat(control(audit).checkpointsAtHomeOnly().isEmpty()).isEqualTo(apart);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://u:hunter2@w.example/p",
        "https://w.example/p?key=hunter2",
        "ftp://w.example/hunter2",
        "w.example/ hunter2"
      })
  void refusesAUrlItCannotUseAndDoesNotRepeatIt(String url) {
    assertThatThrownBy(() -> control("{webhook: {url: '" + url + "'}}"))
        .isInstanceOfSatisfying(
            InvalidFileException.class,
            e ->
                assertThat(e.problems())
                    .extracting(Problem::text)
                    .singleElement()
                    .asString()
                    .startsWith("site.yaml:1:")
                    .contains("control.audit.webhook.url: found")
                    .doesNotContain("hunter2"));
  }

  @Test
  void sendsNoTokenInTheClear() {
    assertThatThrownBy(() -> control("{webhook: {url: 'http://w.example', token: {env: T}}}"))
        .hasMessageContaining("expected https");
    assertThat(control("{webhook: {url: 'http://127.0.0.1:8080/w', token: {env: T}}}").audit())
        .extracting(a -> a.webhook().isPresent())
        .isEqualTo(true);
  }

  @Test
  void refusesAnEmptySectionAndAnUnknownKey() {
    assertThat(List.of("{}", "{folder: /x}", "{path: ' '}"))
        .allSatisfy(
            audit ->
                assertThatThrownBy(() -> control(audit)).isInstanceOf(InvalidFileException.class));
  }
}
