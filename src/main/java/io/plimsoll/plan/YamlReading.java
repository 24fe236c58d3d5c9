package io.plimsoll.plan;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * Reads one YAML file into a tree with places. Every duplicate key is a problem and the first one
 * counts; aliases and second documents are refused, because what a reader of the file sees must be
 * what runs.
 */
final class YamlReading {
  static final int LONGEST_TEXT = 1_000_000;
  private static final Pattern MARK =
      Pattern.compile("(?m)^ in .{1,40}, line ([0-9]{1,8}), column ([0-9]{1,8}):$");
  private static final int DEEPEST = 50;
  private static final YAMLMapper YAML = YAMLMapper.builder().build();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final String file;
  private final Map<String, Place> places = new LinkedHashMap<>();
  private final List<Problem> problems = new ArrayList<>();

  private YamlReading(String file) {
    this.file = file;
  }

  /** A document and what is wrong with it so far. */
  record Result(YamlDocument document, List<Problem> problems) {}

  /** Throws {@link InvalidFileException} when the text is not one YAML document. */
  static Result read(String file, String text) {
    return new YamlReading(file).document(text);
  }

  private Result document(String text) {
    if (text.length() > LONGEST_TEXT) {
      throw stop(0, 0, "the file is longer than " + LONGEST_TEXT + " characters");
    }
    String content = text.startsWith("\uFEFF") ? text.substring(1) : text;
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(content)) {
      throw stop(0, 0, "found half a character, expected text that UTF-8 can hold");
    }
    try (var parser = (YAMLParser) YAML.createParser(new WholeCharacters(content))) {
      if (parser.nextToken() == null) {
        throw stop(0, 0, "the file is empty");
      }
      JsonNode root = value(parser, DocumentPath.ROOT, place(parser), 0);
      if (parser.nextToken() != null) {
        problem(place(parser), "", "found a second document, expected one document per file");
      }
      return new Result(new YamlDocument(Place.of(file), root, places), problems);
    } catch (JacksonException e) {
      throw notYaml(e);
    }
  }

  private JsonNode value(YAMLParser parser, String path, Place place, int depth) {
    places.putIfAbsent(path, place);
    if (depth > DEEPEST) {
      throw stop(place.line(), place.column(), "nested deeper than " + DEEPEST + " levels");
    }
    if (parser.isCurrentAlias()) {
      problem(place, path, "found an alias, expected the value itself; write it out");
    }
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      return mapping(parser, path, depth);
    }
    if (token == JsonToken.START_ARRAY) {
      return list(parser, path, depth);
    }
    return scalar(parser, token);
  }

  private JsonNode mapping(YAMLParser parser, String path, int depth) {
    ObjectNode mapping = NODES.objectNode();
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = parser.currentName();
      Place keyPlace = place(parser);
      String childPath = DocumentPath.key(path, key);
      parser.nextToken();
      if (mapping.has(key)) {
        problem(keyPlace, childPath, duplicate(places.get(childPath)));
        new YamlReading(file).value(parser, childPath, keyPlace, depth + 1);
      } else {
        mapping.set(key, value(parser, childPath, keyPlace, depth + 1));
      }
    }
    return mapping;
  }

  private static String duplicate(Place first) {
    return "found a second time, first on line %d; expected each key once; remove one of them"
        .formatted(first.line());
  }

  private JsonNode list(YAMLParser parser, String path, int depth) {
    ArrayNode list = NODES.arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      String childPath = DocumentPath.index(path, list.size());
      list.add(value(parser, childPath, place(parser), depth + 1));
    }
    return list;
  }

  /** A lone {@code ~} is YAML's other word for nothing, never somebody's home directory. */
  private static JsonNode text(String text) {
    return text.equals("~") ? NODES.nullNode() : NODES.stringNode(text);
  }

  private static JsonNode scalar(YAMLParser parser, JsonToken token) {
    return switch (token) {
      case VALUE_NULL -> NODES.nullNode();
      case VALUE_TRUE, VALUE_FALSE -> NODES.booleanNode(token == JsonToken.VALUE_TRUE);
      case VALUE_NUMBER_INT -> NODES.numberNode(parser.getBigIntegerValue());
      case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
      default -> text(parser.getString());
    };
  }

  private Place place(YAMLParser parser) {
    TokenStreamLocation at = parser.currentTokenLocation();
    return new Place(file, Math.max(1, at.getLineNr()), Math.max(1, at.getColumnNr()));
  }

  private void problem(Place place, String path, String message) {
    problems.add(new Problem(file, place.line(), place.column(), path, message));
  }

  /** Never quotes the text around the fault: it may hold a secret. */
  private InvalidFileException notYaml(JacksonException fault) {
    String said = String.valueOf(fault.getOriginalMessage());
    TokenStreamLocation token = fault.getLocation();
    int line = token == null ? 0 : Math.max(0, token.getLineNr());
    int column = token == null ? 0 : Math.max(0, token.getColumnNr());
    for (Matcher mark = MARK.matcher(said); mark.find(); ) {
      line = Integer.parseInt(mark.group(1));
      column = Integer.parseInt(mark.group(2));
    }
    return stop(line, column, "not YAML" + detail(said) + "; check indentation, quotes and colons");
  }

  /** The parser's own words; it indents what it quotes and marks tags, so those are left out. */
  private static String detail(String said) {
    if (said.contains("(TAB)")) {
      return ": found a tab, expected spaces";
    }
    return said.lines()
        .filter(line -> line.matches("[a-z][a-z ,<>'-]{1,80}"))
        .reduce((context, problem) -> problem)
        .map(": "::concat)
        .orElse("");
  }

  private InvalidFileException stop(int line, int column, String message) {
    problems.add(new Problem(file, line, column, "", message));
    return new InvalidFileException(problems);
  }
}
