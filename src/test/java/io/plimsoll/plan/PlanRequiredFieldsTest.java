package io.plimsoll.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** No field that says where, how long or how many has a default (F36). */
@Tag("F36")
class PlanRequiredFieldsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "apiVersion",
        "kind",
        "metadata",
        "metadata.name",
        "spec",
        "spec.change",
        "spec.change.owner",
        "spec.change.reason",
        "spec.change.worstCase",
        "spec.shards",
        "spec.shards.names",
        "spec.shards.source",
        "spec.shards.target",
        "spec.objects",
        "spec.objects.include",
        "spec.schema",
        "spec.schema.mode",
        "spec.snapshot",
        "spec.snapshot.vault",
        "spec.snapshot.keep",
        "spec.snapshot.maxAge",
        "spec.dryRun",
        "spec.dryRun.scratch",
        "spec.canary",
        "spec.canary.shards",
        "spec.canary.soak",
        "spec.capture",
        "spec.capture.mode",
        "spec.capture.outage",
        "spec.cutOver",
        "spec.cutOver.route",
        "spec.soak",
        "spec.soak.duration",
        "spec.soak.every",
        "spec.gates",
        "spec.gates.canary",
        "spec.gates.cut-over",
        "spec.gates.finalize"
      })
  void cannotBeLeftOut(String path) {
    ObjectNode tree = Samples.tree();
    edit(tree, path, (parent) -> parent.remove(last(path)));

    assertThat(Samples.problems(Samples.YAML.writeValueAsString(tree)))
        .anySatisfy(
            problem -> {
              assertThat(problem.path()).isEqualTo(path);
              assertThat(problem.message()).startsWith("F36 missing");
            });
  }

  static Stream<String> everyField() {
    return fields("", Samples.tree()).stream();
  }

  private static List<String> fields(String prefix, JsonNode node) {
    return node.propertyNames().stream()
        .map(key -> prefix + key)
        .flatMap(
            path ->
                Stream.concat(Stream.of(path), fields(path + ".", node.get(last(path))).stream()))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("everyField")
  void cannotBeNull(String path) {
    ObjectNode tree = Samples.tree();
    edit(tree, path, parent -> parent.putNull(last(path)));

    refuses(tree, path, "found nothing");
  }

  @ParameterizedTest
  @MethodSource("everyField")
  void cannotBeBlank(String path) {
    ObjectNode tree = Samples.tree();
    edit(tree, path, parent -> parent.put(last(path), " "));

    refuses(tree, path, "found a blank text");
  }

  @ParameterizedTest
  @ValueSource(strings = {"spec.objects.include", "spec.canary.shards", "spec.shards"})
  void cannotBeAnEmptyList(String path) {
    ObjectNode tree = Samples.tree();
    edit(tree, path, parent -> parent.putArray(last(path)));

    refuses(tree, path, "found an empty list");
  }

  @Test
  void coverTheWholeSample() {
    assertThat(everyField()).hasSizeGreaterThan(35).contains("spec.cutOver.budget");
  }

  private static void refuses(ObjectNode tree, String path, String found) {
    assertThat(Samples.problems(Samples.YAML.writeValueAsString(tree)))
        .anySatisfy(
            problem -> {
              assertThat(problem.path()).isEqualTo(path);
              assertThat(problem.message()).startsWith("F36 " + found + ", expected ");
            });
  }

  private static void edit(ObjectNode tree, String path, Consumer<ObjectNode> change) {
    String[] keys = path.split("\\.");
    JsonNode at = tree;
    for (int i = 0; i < keys.length - 1; i++) {
      at = at.get(keys[i]);
    }
    change.accept((ObjectNode) at);
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }
}
