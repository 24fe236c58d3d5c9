package io.plimsoll.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.common.ShardId;
import io.plimsoll.plan.Configuration.AuditConfig;
import io.plimsoll.plan.Configuration.ControlConfig;
import io.plimsoll.plan.Configuration.FilesConfig;
import io.plimsoll.plan.Configuration.PostgresConfig;
import io.plimsoll.plan.Configuration.ServerConfig;
import io.plimsoll.plan.Configuration.TableRouteConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationReaderTest {
  private static final Path HOME = Path.of("/home/me");
  @TempDir private Path working;

  @Test
  void hasDefaultsButNoStores() {
    EffectiveConfiguration effective = reader(Map.of()).read(Optional.empty(), Map.of());

    assertThat(effective.configuration().control())
        .isEqualTo(
            new ControlConfig(HOME.resolve(".local/state/plimsoll"), 2, 2, AuditConfig.NONE));
    assertThat(effective.configuration().server())
        .isEqualTo(new ServerConfig("127.0.0.1", 8080, Optional.empty()));
    assertThat(effective.configuration().stores()).isEmpty();
    assertThat(effective.configuration().routes()).isEmpty();
    assertThat(effective.describe())
        .containsExactly(
            "control.home = /home/me/.local/state/plimsoll  # built-in default",
            "control.shardTasks = 2  # built-in default",
            "control.streams = 2  # built-in default",
            "server.host = 127.0.0.1  # built-in default",
            "server.port = 8080  # built-in default");
  }

  @Test
  void comesWithAnExampleThatWorksOnceUncommented() {
    String file = Samples.text(Path.of("config", "plimsoll.yaml"));
    int example = file.indexOf("# stores:");
    String uncommented =
        file.substring(example)
            .lines()
            .map(line -> line.replaceFirst("^# ?", "") + "\n")
            .collect(Collectors.joining());
    assertThat(problems(uncommented, Map.of(), Map.of())).isEmpty();
    assertThat(uncommented).contains("routes:", "vault:");
  }

  @ParameterizedTest
  @Tag("F36")
  @ValueSource(strings = {"url", "user"})
  void hasNoUseForADatabaseWithoutAddressOrUser(String key) {
    String store = "stores: {x: {type: postgresql, url: \"jdbc:postgresql://h/d\", user: u}}";
    String value = key.equals("url") ? "\"jdbc:postgresql://h/d\"" : "u";

    for (String blank : List.of("", "null", "''", "' '")) {
      assertThat(
              problems(store.replace(key + ": " + value, key + ": " + blank), Map.of(), Map.of()))
          .singleElement()
          .asString()
          .contains("stores.x." + key + ": F36 found ");
    }
    assertThat(problems(store.replace(key + ": " + value, "environment: e"), Map.of(), Map.of()))
        .singleElement()
        .asString()
        .contains("stores.x." + key + ": F36 missing");
  }

  @Test
  void readsStoresAndRoutes() {
    Configuration configuration = full(Map.of(), Map.of()).configuration();

    var old = (PostgresConfig) configuration.stores().get("old");
    assertThat(old.urlFor(new ShardId("s01")))
        .isEqualTo("jdbc:postgresql://old.example:5432/app_s01?sslmode=verify-full");
    assertThat(old.domain().array()).contains("hds-1");
    assertThat(old.environment()).isEqualTo("production");
    var fresh = (PostgresConfig) configuration.stores().get("new");
    assertThat(fresh.domain()).isEqualTo(FailureDomain.UNKNOWN);
    assertThat(fresh.environment()).isEmpty();
    var vault = (FilesConfig) configuration.stores().get("vault");
    assertThat(vault.path()).isEqualTo(Path.of("/etc/plimsoll/vault"));
    assertThat(configuration.routes())
        .containsOnly(Map.entry("sidekick", new TableRouteConfig("sidekick", "directory")));
    assertThat(configuration.control().shardTasks()).isEqualTo(4);
    assertThat(configuration.control().streams()).isEqualTo(2);
  }

  @Test
  void letsTheEnvironmentChangeTheFileAndFlagsChangeBoth() {
    EffectiveConfiguration effective =
        full(
            Map.of(
                "PLIMSOLL_HOME", "state",
                "PLIMSOLL_CONTROL_SHARD_TASKS", "8",
                "PLIMSOLL_CONTROL_STREAMS", "6",
                "PLIMSOLL_SERVER_PORT", "9090",
                "PLIMSOLL_STORES_VAULT_PATH", "~/vault",
                "PLIMSOLL_STORES_OLD_DOMAIN_ARRAY", "hds-9"),
            Map.of("control.shardTasks", "16"));

    assertThat(effective.configuration().control())
        .isEqualTo(new ControlConfig(working.resolve("state"), 16, 6, AuditConfig.NONE));
    assertThat(effective.configuration().stores().get("old").domain().array()).contains("hds-9");
    assertThat(effective.describe())
        .contains(
            "control.home = " + working.resolve("state") + "  # environment PLIMSOLL_HOME",
            "control.shardTasks = 16  # flag control.shardTasks",
            "control.streams = 6  # environment PLIMSOLL_CONTROL_STREAMS",
            "server.port = 9090  # environment PLIMSOLL_SERVER_PORT",
            "stores.old.user = plimsoll  # site.yaml:6",
            "stores.vault.path = /home/me/vault  # environment PLIMSOLL_STORES_VAULT_PATH");
  }

  @Test
  void looksForTheFileWhereItWasTold() throws Exception {
    Path usual = Files.createDirectories(working.resolve("config")).resolve("plimsoll.yaml");
    Files.writeString(usual, "control: {streams: 3}");
    Path other = Files.writeString(working.resolve("other.yaml"), "control: {streams: 4}");
    Path named = Files.writeString(working.resolve("named.yaml"), "control: {streams: 5}");
    Map<String, String> variable = Map.of("PLIMSOLL_CONFIG", "other.yaml");

    assertThat(streams(reader(Map.of()).read(Optional.empty(), Map.of()))).isEqualTo(3);
    assertThat(streams(reader(variable).read(Optional.empty(), Map.of()))).isEqualTo(4);
    assertThat(streams(reader(variable).read(Optional.of(named), Map.of()))).isEqualTo(5);
    assertThat(streams(reader(variable).read(Optional.of(Path.of("named.yaml")), Map.of())))
        .isEqualTo(5);
    Files.delete(other);
    assertThatThrownBy(() -> reader(variable).read(Optional.empty(), Map.of()))
        .isInstanceOf(InvalidFileException.class)
        .hasMessageContaining("other.yaml: no such file");
  }

  @Test
  void refusesVariablesAndFlagsItDoesNotKnow() {
    assertThat(
            problems(
                ConfigurationSamples.FULL, Map.of("PLIMSOLL_CONTROL_SHARDTASKS", "3"), Map.of()))
        .containsExactly(
            "environment PLIMSOLL_CONTROL_SHARDTASKS: unknown variable, expected a value of this"
                + " configuration; did you mean 'PLIMSOLL_CONTROL_SHARD_TASKS'?");
    assertThat(problems(ConfigurationSamples.FULL, Map.of(), Map.of("control.stream", "3")))
        .containsExactly(
            "flag control.stream: unknown setting, expected a value of this configuration; did you"
                + " mean 'control.streams'?");
    assertThat(problems(ConfigurationSamples.FULL, Map.of(), Map.of("stores.odd.url", "x")))
        .hasSize(1);
    assertThat(
            problems(
                ConfigurationSamples.FULL, Map.of("PLIMSOLL_CONTROL_STREAMS", "many"), Map.of()))
        .containsExactly(
            "environment PLIMSOLL_CONTROL_STREAMS control.streams: found 'many', expected how many"
                + " chunk streams one shard uses, from 1 to 64");
  }

  @ParameterizedTest
  @Tag("F36")
  @ValueSource(strings = {"''", "' '", "null", "", "0", "65"})
  void hasNoUseForBlankOrSenselessLimits(String value) {
    assertThat(problems("control: {shardTasks: %s}".formatted(value), Map.of(), Map.of()))
        .singleElement()
        .asString()
        .startsWith("site.yaml:1:11 control.shardTasks: ");
  }

  @ParameterizedTest
  @Tag("F36")
  @CsvSource({
    "control.home, control: {home: %s}",
    "stores.v.path, 'stores: {v: {type: files, path: %s}}'"
  })
  void hasNoUseForBlankPaths(String path, String yaml) {
    for (String blank : List.of("''", "' '", "null", "~")) {
      assertThat(problems(yaml.formatted(blank), Map.of(), Map.of()))
          .singleElement()
          .asString()
          .contains(path + ": F36 found ");
    }
    assertThat(problems("stores: {v: {type: files}}", Map.of(), Map.of()))
        .singleElement()
        .asString()
        .contains("stores.v.path: F36 missing");
    assertThat(problems("control: {}", Map.of("PLIMSOLL_HOME", ""), Map.of()))
        .singleElement()
        .asString()
        .contains("environment PLIMSOLL_HOME control.home: F36 found a blank text");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "stores: {x: {type: mariadb}} | stores.x.type | MariaDB stores are not built yet",
        "stores: {x: {type: s3}} | stores.x.type | S3 stores are not built yet",
        "stores: {x: {type: nfs}} | stores.x.type | found 'nfs', expected postgresql or files",
        "stores: {x: {}} | stores.x.type | F36 missing",
        "routes: {x: {type: symlink, store: a}} | routes.x.type | symlink routes are not built yet",
        "routes: {x: {type: command, store: a}} | routes.x.type | command routes are not built",
        "routes: {x: {}} | routes.x.type | F36 missing",
        "routes: {x: {type: http, store: a}} | routes.x.store | unknown key, expected one of type, url",
        "routes: {x: {type: table, store: d, user: a}} | routes.x.user | unknown key",
        "people: {} | people | a mapping with oidc",
        "people: {ldap: {}} | people.ldap | unknown key",
        "server: {host: 'a b'} | server.host | a name or address of this machine",
        "server: {port: 70000} | server.port | a port from 0 to 65535",
        "notify: {} | notify | not built yet",
        "sores: {} | sores | did you mean 'stores'?",
        "stores: {X_1: {type: files, path: p}} | stores.X_1 | lower-case letters",
        "routes: {x: {type: table, store: nowhere}} | routes.x.store | a store of this"
      })
  void refusesWhatIsNotBuiltOrNotKnown(String yaml, String path, String sentence) {
    assertThat(problems(yaml, Map.of(), Map.of()))
        .anySatisfy(text -> assertThat(text).contains(" " + path + ": ", sentence));
  }

  @Test
  void keepsRoutesInOneDatabaseForAllShards() {
    String yaml = ConfigurationSamples.FULL.replace("store: directory", "store: %s");

    assertThat(problems(yaml.formatted("vault"), Map.of(), Map.of()))
        .singleElement()
        .asString()
        .contains("routes.sidekick.store", "of type files");
    assertThat(problems(yaml.formatted("old"), Map.of(), Map.of()))
        .singleElement()
        .asString()
        .contains("routes.sidekick.store", "without {shard}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgresql://h/d",
        "jdbc:mysql://h/d",
        "jdbc:postgresql:d",
        "jdbc:postgresql://h",
        "jdbc:postgresql://h/",
        "jdbc:postgresql:///d",
        "jdbc:postgresql://h/d_{shrad}"
      })
  void refusesUrlsThatLeadNowhere(String url) {
    String yaml = "stores: {x: {type: postgresql, user: u, url: \"" + url + "\"}}";

    assertThat(problems(yaml, Map.of(), Map.of()))
        .singleElement()
        .asString()
        .contains("stores.x.url: found ", "expected ");
  }

  private static int streams(EffectiveConfiguration effective) {
    return effective.configuration().control().streams();
  }

  private EffectiveConfiguration full(Map<String, String> environment, Map<String, String> flags) {
    return reader(environment)
        .read("site.yaml", ConfigurationSamples.FULL, Path.of("/etc/plimsoll"), flags);
  }

  private List<String> problems(
      String yaml, Map<String, String> environment, Map<String, String> flags) {
    try {
      reader(environment).read("site.yaml", yaml, Path.of("/etc"), flags);
      return List.of();
    } catch (InvalidFileException e) {
      return e.problems().stream().map(Problem::text).toList();
    }
  }

  private ConfigurationReader reader(Map<String, String> environment) {
    return new ConfigurationReader(environment, working, HOME);
  }
}
