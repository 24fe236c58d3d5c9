package io.plimsoll.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PublishedSchemaTest {

  @ParameterizedTest
  @ValueSource(strings = {"plan.schema.json", "plimsoll.schema.json", "advisories.schema.json"})
  void isValidItself(String name) {
    var meta =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()));

    assertThat(meta.validate(Samples.text(Path.of("config", name)), InputFormat.JSON)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"plan.schema.json", "plimsoll.schema.json", "advisories.schema.json"})
  void saysForEveryValueWhatIsExpectedAndLeadsNowhereElse(String name) {
    JsonNode schema = JsonMapper.builder().build().readTree(Samples.text(Path.of("config", name)));
    var silent = new ArrayList<String>();

    for (JsonNode properties : propertiesOf(schema)) {
      properties
          .properties()
          .forEach(
              entry -> {
                JsonNode rule = entry.getValue();
                String ref = rule.path("$ref").asString("");
                JsonNode meant = ref.isEmpty() ? rule : schema.at(ref.substring(1));
                assertThat(meant.isMissingNode()).as(ref).isFalse();
                if (!meant.has("title") && !meant.has("enum")) {
                  silent.add(entry.getKey());
                }
              });
    }
    assertThat(silent).isEmpty();
  }

  private static List<JsonNode> propertiesOf(JsonNode schema) {
    return schema.findValues("properties");
  }
}
