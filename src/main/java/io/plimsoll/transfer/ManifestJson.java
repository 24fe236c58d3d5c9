package io.plimsoll.transfer;

import io.plimsoll.common.Digest;
import io.plimsoll.store.Fingerprint;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ObjectNode;

/**
 * The manifest as JSON. Canonical form, for the root digest: the document without {@code root},
 * compact, keys in code-unit order at every level, numbers as plain integers, UTF-8.
 */
final class ManifestJson {
  private static final String ROOT = "root";

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(
              new SimpleModule("plimsoll-manifest")
                  .addSerializer(Digest.class, new DigestWriter())
                  .addDeserializer(Digest.class, new DigestReader())
                  .addSerializer(Fingerprint.class, new FingerprintWriter())
                  .addDeserializer(Fingerprint.class, new FingerprintReader()))
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  private ManifestJson() {}

  static Digest root(Manifest manifest) {
    return Digest.ofText(canonical(MAPPER.valueToTree(manifest)));
  }

  static String write(Manifest manifest) {
    ObjectNode document = MAPPER.valueToTree(manifest);
    document.put(ROOT, root(manifest).hex());
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n";
  }

  static Manifest read(String json) {
    try {
      if (!(MAPPER.readTree(json) instanceof ObjectNode document)) {
        throw new TransferException("the manifest is not a JSON object");
      }
      requireVersion(document.path("formatVersion"));
      JsonNode stated = document.remove(ROOT);
      String found = Digest.ofText(canonical(document)).hex();
      if (stated == null || !found.equals(stated.asString(""))) {
        throw new TransferException(
            "the manifest's root digest is %s, its content gives %s: it was altered or damaged"
                .formatted(stated == null ? "missing" : stated.asString(""), found));
      }
      return MAPPER.treeToValue(document, Manifest.class);
    } catch (JacksonException e) {
      throw new TransferException("the manifest cannot be read: " + e.getOriginalMessage(), e);
    }
  }

  private static void requireVersion(JsonNode version) {
    if (!version.isInt() || version.intValue() != Manifest.FORMAT_VERSION) {
      throw new TransferException(
          "the manifest has format version %s, this program reads %d"
              .formatted(version.isMissingNode() ? "(none)" : version, Manifest.FORMAT_VERSION));
    }
  }

  private static String canonical(JsonNode node) {
    return MAPPER.writeValueAsString(sorted(node));
  }

  /** Depth is bounded by the parser's own nesting limit. */
  private static Object sorted(JsonNode node) {
    if (node instanceof ObjectNode object) {
      Map<String, Object> members = new TreeMap<>();
      object.properties().forEach(e -> members.put(e.getKey(), sorted(e.getValue())));
      return members;
    }
    if (node.isArray()) {
      return node.valueStream().map(ManifestJson::sorted).toList();
    }
    return node;
  }

  private static final class DigestWriter extends ValueSerializer<Digest> {
    @Override
    public void serialize(Digest value, JsonGenerator json, SerializationContext context) {
      json.writeString(value.hex());
    }
  }

  private static final class DigestReader extends ValueDeserializer<Digest> {
    @Override
    public Digest deserialize(JsonParser json, DeserializationContext context) {
      try {
        return new Digest(json.getValueAsString());
      } catch (IllegalArgumentException e) {
        return context.reportInputMismatch(Digest.class, "%s", e.getMessage());
      }
    }
  }

  /** The sum as hex: 64-bit numbers lose digits in many JSON readers. */
  private static final class FingerprintWriter extends ValueSerializer<Fingerprint> {
    @Override
    public void serialize(Fingerprint value, JsonGenerator json, SerializationContext context) {
      json.writeStartObject();
      json.writeStringProperty("encoding", value.encoding());
      json.writeNumberProperty("rows", value.rows());
      json.writeStringProperty("sum", value.sum());
      json.writeEndObject();
    }
  }

  private static final class FingerprintReader extends ValueDeserializer<Fingerprint> {
    @Override
    public Fingerprint deserialize(JsonParser json, DeserializationContext context) {
      JsonNode node = context.readTree(json);
      try {
        String sum = node.path("sum").asString("");
        return new Fingerprint(
            node.required("rows").longValue(),
            HexFormat.fromHexDigitsToLong(sum, 0, 16),
            HexFormat.fromHexDigitsToLong(sum, 16, 32),
            node.required("encoding").stringValue());
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        return context.reportInputMismatch(Fingerprint.class, "not a fingerprint: %s", node);
      }
    }
  }
}
