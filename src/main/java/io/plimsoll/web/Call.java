package io.plimsoll.web;

import io.javalin.http.Context;
import io.plimsoll.common.RunId;
import io.plimsoll.common.Secret;
import io.plimsoll.people.Caller;
import io.plimsoll.people.Channel;
import io.plimsoll.people.Origin;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** One request, read strictly: what is not understood is refused, never guessed at. */
final class Call {
  /** As much as a plan may be long. */
  static final int LARGEST_BODY = 1 << 20;

  private final Context context;
  private final Route route;
  private Optional<Caller> caller = Optional.empty();
  private Optional<Shown> shown = Optional.empty();
  private String body = "";

  Call(Context context, Route route) {
    this.context = context;
    this.route = route;
  }

  Context context() {
    return context;
  }

  Route route() {
    return route;
  }

  /**
   * What somebody has shown to be let in.
   *
   * @param byCookie whether a browser sent it by itself
   */
  record Shown(Secret secret, boolean byCookie) {}

  void by(Caller known, Shown credential) {
    caller = Optional.of(known);
    shown = Optional.of(credential);
  }

  /** As {@link #caller}. */
  Shown shown() {
    return shown.orElseThrow(() -> new IllegalStateException("this route asks for nobody"));
  }

  /** Whoever asks; only for routes that are not open to anybody. */
  Caller caller() {
    return caller.orElseThrow(() -> new IllegalStateException("this route asks for nobody"));
  }

  Optional<Caller> knownCaller() {
    return caller;
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(context.header(name));
  }

  Optional<String> cookie(String name) {
    return Optional.ofNullable(context.cookie(name));
  }

  /** The peer as this server sees it. */
  Origin origin() {
    return origin(Channel.API);
  }

  Origin origin(Channel channel) {
    String address = context.req().getRemoteAddr();
    return new Origin(channel, address.replaceAll("[\\[\\]]", ""));
  }

  /** The run named in the address; a name that cannot be one is a run that does not exist. */
  Optional<RunId> run() {
    try {
      return Optional.of(new RunId(context.pathParam("id")));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  String parameter(String name) {
    return context.pathParam(name);
  }

  /** The query, of which every parameter must be one of these and stand there once. */
  Map<String, String> query(Set<String> allowed) {
    Map<String, List<String>> all = context.queryParamMap();
    var once = new java.util.HashMap<String, String>();
    all.forEach(
        (name, values) -> {
          if (!allowed.contains(name) || values.size() != 1) {
            throw new RefusedException(
                ProblemCode.BAD_REQUEST,
                allowed.isEmpty()
                    ? "found a query, expected none"
                    : "expected each query parameter once, and only of "
                        + String.join(", ", new TreeSet<>(allowed)));
          }
          once.put(name, values.get(0));
        });
    return once;
  }

  /** An instant that a query may name. */
  Optional<Instant> instant(Map<String, String> query, String name) {
    try {
      return Optional.ofNullable(query.get(name)).map(Instant::parse);
    } catch (DateTimeException e) {
      throw new RefusedException(
          ProblemCode.BAD_REQUEST, name + ": expected an instant such as 2026-12-05T02:00:00Z");
    }
  }

  /** Reads the body, as long as it is text of a kind that the route takes. */
  void readBody() throws IOException {
    requirePlainContent();
    byte[] bytes;
    try (InputStream in = context.req().getInputStream()) {
      bytes = in.readNBytes(LARGEST_BODY + 1);
    }
    if (bytes.length > LARGEST_BODY) {
      throw tooLarge();
    }
    if (bytes.length > 0) {
      requireType();
    }
    try {
      body = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new RefusedException(ProblemCode.BAD_REQUEST, "the content is not UTF-8");
    }
  }

  private void requirePlainContent() {
    if (header("Content-Encoding").filter(how -> !how.equalsIgnoreCase("identity")).isPresent()) {
      throw new RefusedException(
          ProblemCode.UNSUPPORTED_MEDIA_TYPE, "send the content as it is, without an encoding");
    }
    if (context.req().getContentLengthLong() > LARGEST_BODY) {
      throw tooLarge();
    }
  }

  private static RefusedException tooLarge() {
    return new RefusedException(
        ProblemCode.TOO_LARGE, "the content is longer than %d bytes".formatted(LARGEST_BODY));
  }

  private void requireType() {
    Set<String> types =
        switch (route.manner().takes()) {
          case PLAN ->
              Set.of(
                  "application/yaml",
                  "application/x-yaml",
                  "text/yaml",
                  "text/x-yaml",
                  "application/json");
          case OBJECT, DECISION -> Set.of("application/json");
          case FORM -> Set.of(Form.CONTENT_TYPE);
          case NOTHING, VERSION -> Set.of();
        };
    String[] said = header("Content-Type").orElse("").toLowerCase(Locale.ROOT).split(";", 2);
    boolean utf8 = said.length == 1 || said[1].replaceAll("[\" ]", "").matches("charset=utf-?8");
    if (types.isEmpty()) {
      throw new RefusedException(ProblemCode.BAD_REQUEST, "found a body, expected none");
    }
    if (!types.contains(said[0].strip()) || !utf8) {
      throw new RefusedException(
          ProblemCode.UNSUPPORTED_MEDIA_TYPE,
          "expected Content-Type %s, in UTF-8"
              .formatted(String.join(" or ", new TreeSet<>(types))));
    }
  }

  String body() {
    return body;
  }
}
