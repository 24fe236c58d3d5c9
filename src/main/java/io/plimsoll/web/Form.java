package io.plimsoll.web;

import io.plimsoll.common.Secret;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What a page's form sends, as a browser encodes it; what is not expected is refused. */
final class Form {
  static final String CONTENT_TYPE = "application/x-www-form-urlencoded";

  private final Map<String, String> fields;

  private Form(Map<String, String> fields) {
    this.fields = fields;
  }

  /**
   * @param expected every field, each of which must be there once; an empty one counts
   */
  static Form of(Call call, Set<String> expected) {
    var fields = new LinkedHashMap<String, String>();
    for (String pair : call.body().split("&")) {
      String[] parts = pair.split("=", 2);
      if (parts.length < 2 || fields.put(decoded(parts[0]), decoded(parts[1])) != null) {
        throw notTheForm();
      }
    }
    if (!fields.keySet().equals(expected)) {
      throw notTheForm();
    }
    return new Form(fields);
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw notTheForm();
    }
  }

  private static RefusedException notTheForm() {
    return new RefusedException(
        ProblemCode.BAD_REQUEST, "expected the fields of the form, each of them once");
  }

  String text(String field) {
    return fields.get(field);
  }

  Secret secret(String field) {
    return new Secret("request", () -> text(field));
  }
}
