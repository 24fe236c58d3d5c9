package io.plimsoll;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.plan.Configuration;
import io.plimsoll.plan.ConfigurationReader;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.PlanCheck;
import io.plimsoll.plan.PlanReader;
import io.plimsoll.testing.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a newcomer copies out of the README works. */
class ReadmeTest {
  private final String text = read();

  private static String read() {
    try {
      return Files.readString(Path.of("README.md"));
    } catch (IOException e) {
      throw new AssertionError("README.md is missing", e);
    }
  }

  private List<String> blocks(String language) {
    return Pattern.compile("(?s)```" + language + "\n(.*?)```")
        .matcher(text)
        .results()
        .map(found -> found.group(1))
        .toList();
  }

  @Test
  void firstPlanIsValidWithItsConfiguration() {
    List<String> yaml = blocks("yaml");
    assertThat(yaml).hasSize(2);
    var here = Path.of("").toAbsolutePath();
    Plan plan =
        new PlanReader(new SettableClock(Instant.parse("2026-11-23T12:00:00Z")))
            .read("plan.yaml", yaml.get(0));
    Configuration configuration =
        new ConfigurationReader(Map.of(), here, here)
            .read("site.yaml", yaml.get(1), here, Map.of())
            .configuration();
    assertThat(PlanCheck.against("plan.yaml", plan, configuration)).isEmpty();
    assertThat(yaml.get(0).lines()).hasSize(15);
  }

  @Test
  void namesTheTwoCommands() {
    assertThat(blocks("sh").get(0)).contains("mvn -q compile exec:java").contains("mvn verify");
  }
}
