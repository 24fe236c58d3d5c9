package io.plimsoll.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * Reads what a server answered, strictly: where something else stands than was expected, it says
 * where. A key that is not known here is a newer server's.
 */
final class Shape {
  private final JsonNode node;
  private final String path;

  private Shape(JsonNode node, String path) {
    this.node = node;
    this.path = path;
  }

  static Shape of(JsonNode whole) {
    return new Shape(whole, "").requireObject();
  }

  private Shape requireObject() {
    if (!node.isObject()) {
      throw unexpected("an object");
    }
    return this;
  }

  private Shape key(String key) {
    return new Shape(node.path(key), path.isEmpty() ? key : path + "." + key);
  }

  private boolean missing() {
    return node.isMissingNode() || node.isNull();
  }

  /** Thrown where the answer is another than expected; caught by whoever knows the server. */
  static final class UnexpectedException extends RuntimeException {
    UnexpectedException(String message) {
      super(message);
    }
  }

  private UnexpectedException unexpected(String expected) {
    return new UnexpectedException(
        "%s: expected %s".formatted(path.isEmpty() ? "the answer" : path, expected));
  }

  Shape object(String key) {
    return key(key).requireObject();
  }

  Optional<Shape> optionalObject(String key) {
    Shape at = key(key);
    return at.missing() ? Optional.empty() : Optional.of(at.requireObject());
  }

  String text(String key) {
    return key(key).asText();
  }

  private String asText() {
    if (!node.isString()) {
      throw unexpected("a text");
    }
    return node.asString();
  }

  Optional<String> optionalText(String key) {
    Shape at = key(key);
    return at.missing() ? Optional.empty() : Optional.of(at.asText());
  }

  long number(String key) {
    Shape at = key(key);
    if (!at.node.isIntegralNumber() || !at.node.canConvertToLong() || at.node.asLong() < 0) {
      throw at.unexpected("a number");
    }
    return at.node.asLong();
  }

  Optional<Long> optionalNumber(String key) {
    return key(key).missing() ? Optional.empty() : Optional.of(number(key));
  }

  int small(String key) {
    long number = number(key);
    if (number > Integer.MAX_VALUE) {
      throw key(key).unexpected("a smaller number");
    }
    return (int) number;
  }

  boolean flag(String key) {
    Shape at = key(key);
    if (!at.node.isBoolean()) {
      throw at.unexpected("true or false");
    }
    return at.node.asBoolean();
  }

  Instant instant(String key) {
    return optionalInstant(key).orElseThrow(() -> key(key).unexpected("an instant"));
  }

  Optional<Instant> optionalInstant(String key) {
    return optionalText(key)
        .map(
            text -> {
              try {
                return Instant.parse(text);
              } catch (DateTimeException e) {
                throw key(key).unexpected("an instant");
              }
            });
  }

  /** Words as the API writes constants: {@code cut-over}. */
  <E extends Enum<E>> E word(String key, Class<E> type) {
    return value(
        key,
        "a word of this version of Plimsoll",
        text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT).replace('-', '_')));
  }

  <E extends Enum<E>> Optional<E> optionalWord(String key, Class<E> type) {
    return key(key).missing() ? Optional.empty() : Optional.of(word(key, type));
  }

  /** A text that only means something when it can be made into a value. */
  <T> T value(String key, String expected, Function<String, T> maker) {
    String text = text(key);
    try {
      return maker.apply(text);
    } catch (IllegalArgumentException e) {
      throw key(key).unexpected(expected);
    }
  }

  <T> List<T> list(String key, Function<Shape, T> each) {
    return elements(key, at -> each.apply(at.requireObject()));
  }

  List<String> texts(String key) {
    return elements(key, Shape::asText);
  }

  private <T> List<T> elements(String key, Function<Shape, T> each) {
    Shape at = key(key);
    if (!at.node.isArray()) {
      throw at.unexpected("a list");
    }
    var all = new ArrayList<T>();
    for (int i = 0; i < at.node.size(); i++) {
      all.add(each.apply(new Shape(at.node.get(i), "%s[%d]".formatted(at.path, i))));
    }
    return all;
  }
}
