package io.plimsoll.cli;

import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/** Data as one line of JSON: records in the order of their components, instants in ISO 8601. */
final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  static String of(Object data) {
    return MAPPER.writeValueAsString(data);
  }

  /** Throws an unchecked exception of the library when it is no JSON. */
  static JsonNode read(String text) {
    return MAPPER.readTree(text);
  }
}
