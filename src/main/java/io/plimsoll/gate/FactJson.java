package io.plimsoll.gate;

import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Facts to JSON and back; unknown fields of a newer version are ignored when reading. */
public final class FactJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private FactJson() {}

  public static String write(Facts.Fact fact) {
    return MAPPER.writeValueAsString(fact);
  }

  public static <F extends Facts.Fact> F read(Evidence evidence, Class<F> type) {
    return MAPPER.readValue(evidence.json(), type);
  }
}
