package io.plimsoll.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.common.Guards;
import io.plimsoll.plan.ConfigurationReader;
import io.plimsoll.plan.InvalidFileException;
import io.plimsoll.plan.PlanReader;
import io.plimsoll.store.files.DirectoryVault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where things lie and how long they live is written down, or nothing begins. */
@Tag("F36")
class BlankValueTest {
  private static Scenario ordinary;
  private static Witness witness;

  @BeforeAll
  static void look() {
    ordinary = new Scenario(1);
    witness = new Witness(ordinary, "s00");
  }

  @AfterAll
  static void untouched() {
    witness.untouched();
    assertThat(Witness.files(ordinary.home())).isEmpty();
    ordinary.close();
  }

  private static final List<String> BLANKS = List.of("''", "' '", "null", "");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "vault: vault, | vault: %s, | snapshot.vault",
        "keep: 2, | keep: %s, | snapshot.keep",
        "maxAge: 24h | maxAge: %s | snapshot.maxAge",
        "{scratch: scratch} | {scratch: %s} | dryRun.scratch",
        "outage: 2h | outage: %s | capture.outage",
        "duration: 0s, | duration: %s, | soak.duration",
        "route: app, | route: %s, | cutOver.route",
        "names: \"s{00..00}\" | names: %s | shards.names",
        "source: old, | source: %s, | shards.source",
        "target: new} | target: %s} | shards.target",
      })
  void isRefusedInAPlan(String piece, String by, String path) {
    for (String blank : BLANKS) {
      String text = with(ordinary.planText(), piece, by.formatted(blank));
      assertThatThrownBy(() -> new PlanReader(Clock.systemUTC()).read("plan.yaml", text))
          .as("%s: %s", path, blank)
          .isInstanceOf(InvalidFileException.class)
          .hasMessageContaining("spec." + path + ": F36 ");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"control: {home: | control.home", "    path: | stores.vault.path"})
  void isRefusedInAConfiguration(String key, String path) {
    String line =
        ordinary
            .configText()
            .lines()
            .filter(l -> l.contains(key.strip()))
            .findFirst()
            .orElseThrow();
    String value = line.substring(line.indexOf(key.strip()) + key.strip().length()).split(",")[0];
    for (String blank : BLANKS) {
      String text = with(ordinary.configText(), key.strip() + value, key.strip() + " " + blank);
      assertThatThrownBy(
              () ->
                  new ConfigurationReader(Map.of(), ordinary.home(), ordinary.home())
                      .read("site.yaml", text, ordinary.home(), Map.of()))
          .as("%s: %s", path, blank)
          .isInstanceOf(InvalidFileException.class)
          .hasMessageContaining(path + ": F36 ");
    }
  }

  /** What a reader that let a blank path through would make of it. */
  @Test
  void wouldPutTheBackupWhereverTheProcessHappensToRun() throws IOException {
    Path here = Path.of("").toAbsolutePath().resolve("blank-path");
    try (var vault = new DirectoryVault("vault", Path.of(""), Clock.systemUTC(), Guards.all());
        var sink = vault.write("blank-path/run/s00", "data")) {
      sink.accept(new byte[] {1}, 0, 1);
      sink.finish();
      assertThat(here.resolve("run/s00/data")).exists();
    } finally {
      FileUtils.deleteDirectory(here.toFile());
    }
  }

  private static String with(String text, String piece, String by) {
    assertThat(text).contains(piece);
    return text.replace(piece, by);
  }
}
