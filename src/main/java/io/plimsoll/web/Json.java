package io.plimsoll.web;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/** Data as JSON: records in the order of their components, instants in ISO 8601. */
final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY).build();

  private Json() {}

  static String of(Object data) {
    return MAPPER.writeValueAsString(data);
  }

  /** Throws an unchecked exception of the library when it is no JSON. */
  static JsonNode read(String text) {
    return MAPPER.readTree(text);
  }
}
