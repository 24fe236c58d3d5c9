package io.plimsoll.audit;

import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads and writes the JSON of the log; what could be read in two ways is refused. */
final class AuditJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private AuditJson() {}

  static String write(Object value) {
    return MAPPER.writeValueAsString(value);
  }

  static JsonNode read(String json) {
    return MAPPER.readTree(json);
  }
}
