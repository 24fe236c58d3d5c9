package io.plimsoll.cli;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One installation per test. */
abstract class CliTestCase {
  @TempDir Path folder;
  CommandLineFixture it;

  @BeforeEach
  void install() {
    it = new CommandLineFixture(folder);
  }

  @AfterEach
  void remove() {
    it.close();
  }

  /** The one JSON value on the stream; fails when there is none, or something beside it. */
  static JsonNode json(String out) {
    return JsonMapper.builder()
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .build()
        .readTree(out);
  }
}
