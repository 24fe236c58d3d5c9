package io.plimsoll.plan;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What a store's URL must be, judged without ever repeating it: it may hold a password. */
final class PostgresUrl {
  private static final String START = "jdbc:postgresql://";
  private static final Pattern SHAPE =
      Pattern.compile("[^/?@\\s]+/[^/?@\\s]+(?:\\?(?<parameters>\\S*))?");
  private static final Set<String> PERSONAL = Set.of("user", "password", "sslpassword");

  private PostgresUrl() {}

  /** What is wrong with it, as a sentence; empty when nothing is. */
  static Optional<String> fault(String url) {
    if (!url.startsWith(START)) {
      return Optional.of("found another kind of URL, expected one that starts with " + START);
    }
    String rest = url.substring(START.length());
    if (rest.split("\\?", 2)[0].contains("@")) {
      return Optional.of(
          "found a user or password in the URL, expected none; write user: and password: {file: …}");
    }
    var parts = SHAPE.matcher(rest);
    if (!parts.matches()) {
      return Optional.of("found no host or database, expected " + START + "host:5432/database");
    }
    if (rest.replace("{shard}", "").matches(".*[{}].*")) {
      return Optional.of("found braces, expected no other placeholder than {shard}");
    }
    return Optional.ofNullable(parts.group("parameters")).flatMap(PostgresUrl::personal);
  }

  private static Optional<String> personal(String parameters) {
    return Arrays.stream(parameters.split("&"))
        .map(parameter -> decoded(parameter.split("=", 2)[0]))
        .filter(PERSONAL::contains)
        .findFirst()
        .map(
            name ->
                "found the parameter %s in the URL, expected none; write user: and password: {file: …}"
                    .formatted(name));
  }

  private static String decoded(String name) {
    try {
      return URLDecoder.decode(name, StandardCharsets.UTF_8).strip().toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      return "password";
    }
  }
}
