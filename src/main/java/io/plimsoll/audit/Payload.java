package io.plimsoll.audit;

import io.plimsoll.common.CanonicalJson;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What an event says beyond who, when and about which run: one JSON object, canonical.
 *
 * @param json no secret
 */
public record Payload(String json) {
  public Payload {
    json = CanonicalJson.of(json);
    if (!json.startsWith("{")) {
      throw new IllegalArgumentException("a payload is one JSON object, found " + json);
    }
  }

  /** From a map or a record; null values and absent ones are kept as {@code null}. */
  public static Payload of(Object mapOrRecord) {
    return new Payload(AuditJson.write(mapOrRecord));
  }

  public static Payload of(String key, Object value) {
    return of(Map.of(key, value));
  }

  /** The text at a key; empty when there is none. */
  public String text(String key) {
    return node().path(key).asString("");
  }

  JsonNode node() {
    return AuditJson.read(json);
  }
}
