package io.plimsoll.web;

import io.plimsoll.common.Secret;
import io.plimsoll.people.Role;
import io.plimsoll.people.Roles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The small JSON object of a request; what is not expected is refused, and never repeated. */
final class Body {
  private final JsonNode object;

  private Body(JsonNode object) {
    this.object = object;
  }

  /**
   * @param keys all that may be there
   */
  static Body of(Call call, Set<String> keys) {
    try {
      JsonNode read = Json.read(call.body());
      if (read != null && read.isObject() && keys.containsAll(read.propertyNames())) {
        return new Body(read);
      }
    } catch (JacksonException e) {
      // Said below; the parser's own words may quote a password.
    }
    throw new RefusedException(
        ProblemCode.BAD_REQUEST,
        "expected a JSON object with nothing but " + String.join(", ", new TreeSet<>(keys)));
  }

  boolean has(String key) {
    return object.has(key);
  }

  String text(String key) {
    return perhaps(key)
        .orElseThrow(() -> new RefusedException(ProblemCode.INVALID_CONTENT, key + " is missing"));
  }

  Optional<String> perhaps(String key) {
    JsonNode value = object.path(key);
    if (value.isMissingNode()) {
      return Optional.empty();
    }
    if (!value.isString()) {
      throw new RefusedException(ProblemCode.INVALID_CONTENT, key + ": expected a text");
    }
    return Optional.of(value.asString());
  }

  /** False when the key is missing. */
  boolean flag(String key) {
    JsonNode value = object.path(key);
    if (!value.isMissingNode() && !value.isBoolean()) {
      throw new RefusedException(ProblemCode.INVALID_CONTENT, key + ": expected true or false");
    }
    return value.asBoolean(false);
  }

  /** None when the key is missing. */
  Set<Role> roles(String key) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (String text : texts(key)) {
      roles.add(
          Arrays.stream(Role.values())
              .filter(role -> role.text().equals(text))
              .findFirst()
              .orElseThrow(
                  () ->
                      new RefusedException(
                          ProblemCode.INVALID_CONTENT,
                          key + ": expected of " + Roles.text(EnumSet.allOf(Role.class)))));
    }
    return roles;
  }

  Secret secret(String key) {
    String text = text(key);
    return new Secret("request", () -> text);
  }

  /** None when the key is missing. */
  List<String> texts(String key) {
    JsonNode value = object.path(key);
    var texts = new ArrayList<String>();
    boolean sound = value.isMissingNode() || value.isArray();
    for (JsonNode item : value) {
      sound = sound && item.isString();
      texts.add(item.asString(""));
    }
    if (!sound) {
      throw new RefusedException(ProblemCode.INVALID_CONTENT, key + ": expected a list of texts");
    }
    return texts;
  }
}
