package io.plimsoll.cli;

import io.plimsoll.common.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URLEncoder;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Speaks HTTP with one server: every wait has an end, a lost reply is asked for again with the same
 * {@code Idempotency-Key}, and what answers otherwise than a server of ours is not believed.
 */
final class ServerClient {
  private static final int MOST_ATTEMPTS = 4;
  private static final int KEY_BYTES = 16;
  private static final String JSON = "application/json";
  private static final String PROBLEM = "application/problem+json";
  private static final String EVENTS = "text/event-stream";

  /** As RFC 6750 has it; nothing else can be told apart from the rest of a header. */
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/=-]{1,512}");

  private static final Pattern TAG = Pattern.compile("(W/)?\"[\\x21\\x23-\\x7e]{0,200}\"");

  private final ServerAddress server;
  private final Optional<Secret> credential;
  private final ServerWire wire = new ServerWire();

  /**
   * @param credential empty to ask for a log-in
   */
  ServerClient(ServerAddress server, Optional<Secret> credential) {
    this.server = server;
    this.credential = credential;
    credential.ifPresent(ServerClient::requireToken);
  }

  /** For whoever is identified there. */
  static ServerClient of(Bench bench, ServerAddress address, Identification identification) {
    Secret credential =
        identification
            .credential(bench, LoginFile.at(bench, address))
            .orElseThrow(
                () ->
                    new RefusalException(
                        "nobody is logged in at %s: 'plimsoll login --server %s', or --token-file FILE, or $%s"
                            .formatted(address, address, Identification.VARIABLE)));
    return new ServerClient(address, Optional.of(credential));
  }

  /** Nothing else may stand in a header, and no refusal of it may quote it. */
  static void requireToken(Secret credential) {
    if (!TOKEN.matcher(credential.reveal()).matches()) {
      throw new RefusalException(credential.origin() + ": this is no token");
    }
  }

  ServerAddress server() {
    return server;
  }

  /**
   * What is sent along.
   *
   * @param type of the text
   * @param name what a person calls it, for the places of mistakes
   */
  record Content(String type, String text, String name) {
    static Content json(Object data) {
      return new Content(JSON, Json.of(data), "the request");
    }
  }

  /**
   * A good answer.
   *
   * @param tag which version of a run it shows
   * @param json empty when the server had nothing to say
   */
  record Reply(Optional<String> tag, Optional<JsonNode> json) {}

  Reply get(String path) {
    return answered(request(path).GET().build(), "the request", MOST_ATTEMPTS);
  }

  /**
   * What is not to be taken apart here.
   *
   * @param type of the text
   */
  String text(String path, String type) {
    HttpRequest request = request(path).setHeader("Accept", type + ", " + PROBLEM).GET().build();
    ServerWire.Raw raw = good(request, "the request", MOST_ATTEMPTS);
    if (!raw.is(type)) {
      throw noServerOfOurs(raw.answer());
    }
    return hidden(new String(raw.bytes(), StandardCharsets.UTF_8));
  }

  /**
   * @param seen the tag of what the person was shown
   */
  Reply post(String path, Optional<Content> content, Optional<String> seen) {
    HttpRequest.Builder request = request(path).header("Idempotency-Key", freshKey());
    seen.ifPresent(tag -> request.header("If-Match", tag));
    return answered(body(request, content), name(content), MOST_ATTEMPTS);
  }

  /** For what the server cannot recognise when it comes again. */
  Reply postOnce(String path, Optional<Content> content) {
    return answered(body(request(path), content), name(content), 1);
  }

  private static String name(Optional<Content> content) {
    return content.map(Content::name).orElse("the request");
  }

  private static HttpRequest body(HttpRequest.Builder request, Optional<Content> content) {
    content.ifPresent(c -> request.header("Content-Type", c.type()));
    return request
        .POST(content.map(c -> BodyPublishers.ofString(c.text())).orElse(BodyPublishers.noBody()))
        .build();
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.at(path)).header("Accept", JSON + ", " + PROBLEM);
    credential.ifPresent(c -> request.header("Authorization", "Bearer " + c.reveal()));
    return request;
  }

  private static String freshKey() {
    var bytes = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private Reply answered(HttpRequest request, String name, int attempts) {
    return reply(good(request, name, attempts));
  }

  /** A repetition is the same request: whatever was lost, it is done once. */
  private ServerWire.Raw good(HttpRequest request, String name, int attempts) {
    for (int attempt = 1; ; attempt++) {
      boolean last = attempt == attempts;
      try {
        ServerWire.Raw raw = wire.exchanged(request);
        if (raw.good()) {
          return raw;
        }
        if (last || !raw.passes() && !problem(raw).passes()) {
          throw problem(raw).in(name, server, credential.isPresent());
        }
        ServerWire.pause(raw.retryAfter());
      } catch (IOException e) {
        if (last || e instanceof SSLException) {
          throw unreachable(e);
        }
        ServerWire.pause(Optional.empty());
      }
    }
  }

  private Reply reply(ServerWire.Raw raw) {
    Optional<String> tag = raw.answer().headers().firstValue("ETag");
    if (raw.answer().statusCode() == 204) {
      return new Reply(tag, Optional.empty());
    }
    if (!raw.is(JSON)) {
      throw noServerOfOurs(raw.answer());
    }
    return new Reply(tag, Optional.of(read(raw.bytes())));
  }

  private ServerProblem problem(ServerWire.Raw raw) {
    if (!raw.is(PROBLEM)) {
      throw noServerOfOurs(raw.answer());
    }
    JsonNode json = read(raw.bytes());
    return understood(
        () -> ServerProblem.of(raw.answer().statusCode(), raw.retryAfter(), Shape.of(json)));
  }

  /** A server that sends the token back is not helped to print it. */
  private String hidden(String text) {
    return credential.map(c -> text.replace(c.reveal(), "****")).orElse(text);
  }

  JsonNode read(byte[] bytes) {
    try {
      return Json.read(hidden(new String(bytes, StandardCharsets.UTF_8)));
    } catch (JacksonException e) {
      throw strange("its answer is no JSON");
    }
  }

  <T> T understood(Supplier<T> reading) {
    try {
      return reading.get();
    } catch (Shape.UnexpectedException e) {
      throw strange(e.getMessage());
    }
  }

  private ServerException strange(String what) {
    return new ServerException(
        ExitCode.ERROR,
        "%s does not answer as this version of Plimsoll expects: %s".formatted(server, what));
  }

  private ServerException noServerOfOurs(HttpResponse<?> answer) {
    String type = answer.headers().firstValue("Content-Type").orElse("no content type");
    return new ServerException(
        ExitCode.ERROR,
        "%s does not answer as a Plimsoll server: status %d, %s; is the address right?"
            .formatted(server, answer.statusCode(), hidden(type)));
  }

  ServerException unreachable(IOException e) {
    String what =
        e instanceof SSLException
            ? "no secure connection: " + e.getMessage()
            : e instanceof ConnectException || e instanceof HttpConnectTimeoutException
                ? "nobody answers there"
                : "the connection broke: " + e.getMessage();
    return new ServerException(ExitCode.ERROR, "%s cannot be reached: %s".formatted(server, what));
  }

  /**
   * Opens a stream of server-sent events.
   *
   * @param last the event heard last
   * @throws IOException when it may be tried again
   */
  InputStream events(String path, Optional<String> last) throws IOException {
    HttpRequest.Builder request = request(path).GET().setHeader("Accept", EVENTS + ", " + PROBLEM);
    last.ifPresent(id -> request.header("Last-Event-ID", id));
    HttpResponse<InputStream> answer = wire.opened(request.build());
    if (answer.statusCode() == 200 && ServerWire.is(EVENTS, answer)) {
      return answer.body();
    }
    answer.body().close();
    if (answer.statusCode() == 200) {
      throw noServerOfOurs(answer);
    }
    if (!ServerWire.passes(answer)) {
      // Asked once more within the bounds of other requests: the refusal is then thrown.
      answered(request.build(), "the request", 1);
    }
    throw new IOException("status " + answer.statusCode());
  }

  /** For an answer that must say something. */
  Shape shape(Reply reply) {
    JsonNode json = reply.json().orElseThrow(() -> strange("its answer is empty"));
    return understood(() -> Shape.of(json));
  }

  /** Which version a reply shows; nothing can be decided about what has none. */
  String tag(Reply reply) {
    return reply
        .tag()
        .filter(tag -> TAG.matcher(tag).matches())
        .orElseThrow(() -> strange("its answer has no ETag"));
  }

  /** For a query. */
  static String query(Map<String, String> parameters) {
    var sorted = new TreeMap<>(parameters);
    var text = new StringBuilder();
    sorted.forEach(
        (name, value) ->
            text.append(text.length() == 0 ? '?' : '&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    return text.toString();
  }
}
