package io.plimsoll.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.common.Secret;
import io.plimsoll.plan.Configuration.PostgresConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationSecretsTest {
  private static final String WORD = "hunter";
  @TempDir private Path folder;

  @Test
  void areReadWhenTheyAreUsedAndNoEarlier() throws Exception {
    EffectiveConfiguration effective =
        read(ConfigurationSamples.FULL, Map.of("OLD_PASSWORD", WORD));
    Secret fromFile = secret(effective, "new");

    assertThat(secret(effective, "old").reveal()).isEqualTo(WORD);
    assertThatThrownBy(fromFile::reveal)
        .isInstanceOf(SecretUnavailableException.class)
        .hasMessageContainingAll("file ", "secrets/new", "does not exist");
    Files.createDirectories(folder.resolve("secrets"));
    Files.writeString(folder.resolve("secrets/new"), " pass word \n");
    assertThat(fromFile.reveal()).isEqualTo(" pass word ");
    Files.writeString(folder.resolve("secrets/new"), "\n");
    assertThatThrownBy(fromFile::reveal).hasMessageContaining("not set or blank");
  }

  @Test
  void nameTheVariableThatIsNotSet() {
    Secret secret = secret(read(ConfigurationSamples.FULL, Map.of()), "old");

    assertThat(secret.origin()).isEqualTo("env OLD_PASSWORD");
    assertThatThrownBy(secret::reveal).hasMessage("env OLD_PASSWORD is not set or blank");
  }

  @Test
  void areShownAsStarsWithTheirOrigin() throws Exception {
    Path file = Files.createDirectories(folder.resolve("secrets")).resolve("new");
    Files.writeString(file, WORD);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    EffectiveConfiguration effective =
        read(ConfigurationSamples.FULL, Map.of("OLD_PASSWORD", WORD));

    assertThat(effective.describe())
        .contains(
            "stores.old.password = ****  # site.yaml:7; from env OLD_PASSWORD",
            "stores.new.password = ****  # site.yaml:14; from file %s; readable by every user of this machine; chmod o-r"
                .formatted(file));
    assertThat(effective.describe().toString() + effective).doesNotContain(WORD);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThat(read(ConfigurationSamples.FULL, Map.of()).describe().toString())
        .doesNotContain("chmod");
  }

  @Test
  void mayLiveInAVariableOfPlimsoll() {
    String yaml = ConfigurationSamples.FULL.replace("OLD_PASSWORD", "PLIMSOLL_OLD_PASSWORD");

    assertThat(secret(read(yaml, Map.of("PLIMSOLL_OLD_PASSWORD", WORD)), "old").reveal())
        .isEqualTo(WORD);
  }

  @Test
  void canBeTakenFromElsewhereByVariable() {
    EffectiveConfiguration effective =
        read(
            ConfigurationSamples.FULL,
            Map.of("PLIMSOLL_STORES_NEW_PASSWORD_ENV", "NEW_ONE", "NEW_ONE", WORD));

    assertThat(secret(effective, "new").reveal()).isEqualTo(WORD);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password: hunter",
        "password: [hunter]",
        "password: {hunter}",
        "password: {hunter: x}",
        "password: {text: hunter}",
        "password: {env: 'hunter hunter'}",
        "password: {env: A, file: hunter}",
        "password: *hunter",
        "password: &hunter",
        "password: !hunter!x y",
        "password: @hunter",
        "password: 'hunter",
        "password: \"hunter",
        "password: [hunter",
        "password: {env: [hunter",
        "password: hunter\n   hunter\n  hunter",
        "password: hunter: x",
        "password: \"hunter\\q\"",
        "passwort: hunter",
        "url: jdbc:postgresql://u:hunter@h/d",
        "url: jdbc:postgresql://h/d?password=hunter",
        "url: jdbc:postgresql://h/d?a=b&PassWord=hunter",
        "url: jdbc:postgresql://h/d?%70assword=hunter",
        "url: jdbc:postgresql://h/d?sslpassword=hunter",
        "url: [hunter]",
        "url: hunter",
        "tls: hunter"
      })
  void neverAppearInProblems(String line) {
    String yaml =
        """
        stores:
          x:
            type: postgresql
            user: u
            %s
        """
                .formatted(line)
            + (line.startsWith("url") ? "" : "    url: jdbc:postgresql://h/d\n");

    assertThatThrownBy(() -> read(yaml, Map.of()))
        .isInstanceOf(InvalidFileException.class)
        .satisfies(
            thrown -> {
              assertThat(thrown.toString()).doesNotContain(WORD).contains("site.yaml:");
              assertThat(thrown.getCause()).isNull();
            });
  }

  @Test
  void neverAppearWhenGivenAsVariableOrFlag() {
    assertThatThrownBy(
            () -> read(ConfigurationSamples.FULL, Map.of("PLIMSOLL_STORES_OLD_PASSWORD", WORD)))
        .hasMessageContainingAll("PLIMSOLL_STORES_OLD_PASSWORD", "password.file or password.env")
        .hasMessageNotContaining(WORD);
    assertThatThrownBy(
            () ->
                reader(Map.of())
                    .read(
                        "site.yaml",
                        ConfigurationSamples.FULL,
                        folder,
                        Map.of("stores.old.password", WORD)))
        .hasMessageContainingAll("flag stores.old.password", "password.file or password.env")
        .hasMessageNotContaining(WORD);
    assertThatThrownBy(
            () ->
                read(
                    ConfigurationSamples.FULL,
                    Map.of("PLIMSOLL_STORES_OLD_URL", "jdbc:postgresql://h/d?password=" + WORD)))
        .hasMessageContaining("the parameter password in the URL")
        .hasMessageNotContaining(WORD);
  }

  @Test
  void areRefusedInTheOpenWithARemedy() {
    String yaml = ConfigurationSamples.FULL.replace("{env: OLD_PASSWORD}", WORD);

    assertThatThrownBy(() -> read(yaml, Map.of()))
        .hasMessage(
            "site.yaml:7:5 stores.old.password: found a plain value, expected {file: PATH} or"
                + " {env: VARIABLE}, never the password itself");
  }

  private static Secret secret(EffectiveConfiguration effective, String store) {
    return ((PostgresConfig) effective.configuration().stores().get(store))
        .password()
        .orElseThrow();
  }

  private EffectiveConfiguration read(String yaml, Map<String, String> environment) {
    return reader(environment).read("site.yaml", yaml, folder, Map.of());
  }

  private ConfigurationReader reader(Map<String, String> environment) {
    return new ConfigurationReader(environment, folder, folder);
  }
}
