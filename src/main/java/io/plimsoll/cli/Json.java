package io.plimsoll.cli;

import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/** Data as one line of JSON: records in the order of their components, instants in ISO 8601. */
final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY).build();

  private Json() {}

  static String of(Object data) {
    return MAPPER.writeValueAsString(data);
  }
}
