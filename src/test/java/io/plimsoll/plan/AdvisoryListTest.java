package io.plimsoll.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdvisoryListTest {
  private static final String ENTRY =
      """
      advisories:
        - id: eats-rows
          product: PostgreSQL
          versions: [{from: "14.0", before: "14.4"}]
          breaks: rows vanish
          since: 2022-06-16
          source: https://vendor.example/7
      """;

  private static List<String> against(String version) {
    return AdvisoryList.shipped().stream()
        .filter(a -> a.concerns("PostgreSQL", ServerVersion.of(version).orElseThrow()))
        .map(Advisory::id)
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "14.3 (Debian 14.3-1.pgdg110+1), pg-14-concurrent-index",
    "14beta1, pg-14-concurrent-index;pg-prepared-concurrent-index",
    "14.4, ''",
    "9.6.9, pg-prepared-concurrent-index;pg-fsync-retry",
    "9.6.11, pg-prepared-concurrent-index;pg-fsync-retry",
    "9.6.12, pg-prepared-concurrent-index",
    "9.6.24, ''",
    "9.3.1, pg-concurrent-index-race;pg-multixact-wraparound;pg-vacuum-frozenxid",
    "18.0, ''"
  })
  void knowsTheVersionsThatItsMakersWarnOf(String version, String ids) {
    assertThat(String.join(";", against(version))).isEqualTo(ids);
  }

  @Test
  void concernsOnlyItsProduct() {
    assertThat(AdvisoryList.shipped().get(0).concerns("MariaDB", new ServerVersion(List.of(14, 2))))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "before: \"14.4\", before: \"14.0\", a version after 14.0",
    "id: eats-rows, id: Eats, at most 63 long",
    "source: https, source: ftp, a URL that begins with https://",
    "since: 2022-06-16, since: 2022-02-30, a day of the calendar",
    "    breaks: rows vanish, '', breaks"
  })
  void refusesWhatIsNoAdvisory(String piece, String by, String expected) {
    assertThatThrownBy(() -> AdvisoryList.read("own.yaml", ENTRY.replace(piece, by)))
        .isInstanceOf(InvalidFileException.class)
        .hasMessageContaining("own.yaml")
        .hasMessageContaining(expected);
  }

  @Test
  void refusesAnIdThatIsThereAlready() {
    assertThatThrownBy(
            () -> AdvisoryList.read("own.yaml", ENTRY + ENTRY.substring(ENTRY.indexOf('\n') + 1)))
        .hasMessageContaining("'eats-rows' again");
  }

  @Test
  void namesAFileThatIsNotThere() {
    assertThatThrownBy(() -> AdvisoryList.read(Path.of("nowhere.yaml")))
        .hasMessageContaining("nowhere.yaml");
  }

  @Test
  void isNoReasonOnceADecisionHasEnded() {
    String plan =
        Samples.frozen()
            + "  advisories: [{id: eats-rows, reason: \"not here\", until: \"2001-01-01\"}]\n";
    assertThat(Samples.messages(plan))
        .singleElement()
        .asString()
        .contains("spec.advisories[0].until", "which has passed (today is 2026-11-23)");
  }
}
