package io.plimsoll.plan;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import com.networknt.schema.path.NodePath;
import io.plimsoll.common.GuardId;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One of the JSON Schemas in {@code config/}. It judges a document and says each fault in words
 * that come from the schema itself: {@code title} is what is expected there, {@code x-later} is the
 * sentence for what a later version will accept, {@code x-refused} the one for what does not go
 * with its neighbours, {@code x-secret} keeps values out of messages.
 */
final class PublishedSchema {
  private static final Dialect DIALECT =
      Dialect.builder(Dialects.getDraft202012())
          .keywords(
              Stream.of("x-later", "x-refused", "x-secret", "x-keys")
                  .map(NonValidationKeyword::new)
                  .toList())
          .build();

  private final JsonNode text;
  private final Schema schema;

  private PublishedSchema(JsonNode text) {
    this.text = text;
    this.schema = SchemaRegistry.withDefaultDialect(DIALECT).getSchema(text);
  }

  /** Loads {@code config/NAME} from the class path. */
  static PublishedSchema load(String name) {
    try (InputStream in =
        PublishedSchema.class.getResourceAsStream("/io/plimsoll/config/" + name)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks io/plimsoll/config/" + name);
      }
      return new PublishedSchema(JsonMapper.builder().build().readTree(in.readAllBytes()));
    } catch (IOException e) {
      throw new IllegalStateException("cannot read io/plimsoll/config/" + name, e);
    }
  }

  void check(YamlDocument document, Problems problems) {
    List<Error> errors = schema.validate(document.root());
    errors.forEach(error -> report(error, problems));
  }

  private void report(Error error, Problems problems) {
    String path = path(error.getInstanceLocation());
    JsonNode rule = rule(error);
    if (rule.path("x-refused").isString()) {
      problems.add(path, rule.get("x-refused").asString());
      return;
    }
    switch (error.getKeyword()) {
      case "required" -> missing(path, error.getProperty(), rule, problems);
      case "additionalProperties" -> unknown(path, error.getProperty(), rule, problems);
      default -> wrong(path, error.getInstanceNode(), rule, problems);
    }
  }

  private void missing(String parent, String key, JsonNode rule, Problems problems) {
    JsonNode meant = resolve(find(key, rule));
    problems.add(
        GuardId.F36,
        DocumentPath.key(parent, key),
        "missing, and it has no default; expected " + title(meant));
  }

  /** The rule for a key; a {@code required} inside {@code then} has its properties beside it. */
  private JsonNode find(String key, JsonNode rule) {
    JsonNode here = rule.path("properties").path(key);
    if (!here.isMissingNode()) {
      return here;
    }
    return text.findValues("properties").stream()
        .filter(properties -> properties.has(key))
        .map(properties -> properties.get(key))
        .findFirst()
        .orElse(here);
  }

  private void unknown(String parent, String key, JsonNode rule, Problems problems) {
    String path = DocumentPath.key(parent, key);
    JsonNode later = rule.path("x-later").path(key);
    boolean keysAreNames = rule.has("x-keys");
    if (rule.path("x-secret").asBoolean(false) && !keysAreNames) {
      problems.add(parent, Wording.expected("an unknown key", title(rule)));
    } else if (later.isString()) {
      problems.add(path, later.asString());
    } else if (keysAreNames) {
      problems.add(
          path, Wording.expected("a key " + Wording.quoted(key), rule.get("x-keys").asString()));
    } else {
      List<String> known = List.copyOf(rule.path("properties").propertyNames());
      String hint = Nearest.to(key, known).map("did you mean '%s'?"::formatted).orElse("remove it");
      String choices = known.isEmpty() ? title(rule) : String.join(", ", known);
      problems.add(path, "unknown key, expected one of " + choices + "; " + hint);
    }
  }

  private void wrong(String path, JsonNode value, JsonNode rule, Problems problems) {
    JsonNode later = rule.path("x-later");
    String sentence = later.isString() ? later.asString() : sentenceFor(value, later);
    boolean secret = rule.path("x-secret").asBoolean(false);
    if (!sentence.isEmpty() && !value.isNull()) {
      problems.add(path, sentence);
      return;
    }
    String message = Wording.expected(Wording.found(value, secret), title(rule));
    if (blank(value)) {
      problems.add(GuardId.F36, path, message);
    } else {
      problems.add(path, message + (wantsQuotes(value, rule) ? "; put it in quotes" : ""));
    }
  }

  private static String sentenceFor(JsonNode value, JsonNode later) {
    return value.isString() ? later.path(value.asString()).asString("") : "";
  }

  private static boolean blank(JsonNode value) {
    return value.isNull()
        || value.isString() && value.asString().isBlank()
        || value.isContainer() && value.isEmpty();
  }

  /** A number or a boolean where a text was meant, as in {@code ticket: 1042}. */
  private static boolean wantsQuotes(JsonNode value, JsonNode rule) {
    return (value.isNumber() || value.isBoolean())
        && rule.path("type").asString("").equals("string")
        && Pattern.compile(rule.path("pattern").asString("")).matcher(value.asString()).find();
  }

  private JsonNode rule(Error error) {
    NodePath keyword = error.getSchemaLocation().getFragment();
    JsonNode at = text;
    for (int i = 0; i < keyword.getNameCount() - 1; i++) {
      Object step = keyword.getElement(i);
      at = step instanceof Integer index ? at.path(index) : at.path(step.toString());
    }
    return at;
  }

  private JsonNode resolve(JsonNode rule) {
    return Optional.ofNullable(rule.path("$ref").stringValue(null))
        .map(ref -> text.at(ref.substring(1)))
        .orElse(rule);
  }

  private static String title(JsonNode rule) {
    return rule.path("title").asString("another value");
  }

  private static String path(NodePath location) {
    String path = DocumentPath.ROOT;
    for (int i = 0; i < location.getNameCount(); i++) {
      Object step = location.getElement(i);
      path =
          step instanceof Integer index
              ? DocumentPath.index(path, index)
              : DocumentPath.key(path, step.toString());
    }
    return path;
  }
}
