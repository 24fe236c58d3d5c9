package io.plimsoll.web;

import io.plimsoll.common.Digest;
import io.plimsoll.run.RequestKeys;
import io.plimsoll.run.RequestKeys.Key;
import io.plimsoll.run.RequestKeys.Known;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Does a request once, however often it is sent with the same {@code Idempotency-Key}. The key is
 * taken before and answered after; what lies between them and a crash counts as unknown and is
 * never done again by itself.
 */
final class Once {
  static final String HEADER = "Idempotency-Key";
  private static final int LEAST_RANDOM = 22;
  private static final String SHAPE = "[\\x21-\\x7e]{1,255}";

  /** No request takes longer; after it, whoever had begun is gone. */
  private static final Duration LONGEST_WORK = Duration.ofMinutes(1);

  private final RequestKeys keys;
  private final Clock clock;

  Once(RequestKeys keys, Clock clock) {
    this.keys = keys;
    this.clock = clock;
  }

  Answer of(Call call) throws Exception {
    Optional<String> said = call.header(HEADER);
    if (said.isEmpty() || call.knownCaller().isEmpty() || !call.route().changes()) {
      return call.route().work().on(call);
    }
    if (!said.get().matches(SHAPE)) {
      throw new RefusedException(
          ProblemCode.BAD_REQUEST, HEADER + ": expected 1 to 255 visible ASCII characters");
    }
    if (call.route().takesSecret() && said.get().length() < LEAST_RANDOM) {
      throw new RefusedException(
          ProblemCode.BAD_REQUEST,
          HEADER + ": beside a password, expected a random one of at least 22 characters");
    }
    Key key = key(call, said.get());
    Known known = keys.take(key);
    return switch (known.kind()) {
      case ANSWERED -> Answer.again(known.answer().orElseThrow());
      case OTHER ->
          throw new RefusedException(
              ProblemCode.KEY_REUSED,
              "this %s came with another request before; use a new one".formatted(HEADER));
      case OPEN -> throw open(known);
      case FRESH -> first(call, key);
    };
  }

  private RefusedException open(Known known) {
    boolean recent = clock.instant().isBefore(known.since().plus(LONGEST_WORK));
    return recent
        ? new RefusedException(
            Problem.of(ProblemCode.IN_PROGRESS, "the same request is being worked on; ask again"),
            Map.of("Retry-After", "1"))
        : new RefusedException(
            ProblemCode.OUTCOME_UNKNOWN,
            "the server ended while it worked on this request; GET /v1/runs shows whether it was"
                + " done. If not, send it with a new key");
  }

  /** A refusal has changed nothing, so it may be tried again; a fault may have. */
  private Answer first(Call call, Key key) throws Exception {
    Answer answer;
    try {
      answer = call.route().work().on(call);
    } catch (RefusedException e) {
      keys.free(key);
      throw e;
    }
    keys.answered(key, (call.route().showsSecret() ? shownOnce() : answer).kept());
    return answer;
  }

  /** Of a secret only a digest is kept, also here. */
  private static Answer shownOnce() {
    return new RefusedException(
            ProblemCode.SHOWN_ONCE,
            "this was done, and its answer held a secret that is shown once; if it is lost, revoke"
                + " it or let it expire, and ask for another with a new key")
        .answer();
  }

  /**
   * The key itself is kept nowhere and goes into the digest of the request: a digest of the request
   * alone would let whoever has a copy of the database guess at a password in it.
   */
  private static Key key(Call call, String said) {
    String request =
        String.join(
            "\n",
            said,
            call.route().method().name(),
            call.context().path(),
            call.header("If-Match").orElse(""),
            call.body());
    return new Key(call.caller().id().value(), Digest.ofText(said), Digest.ofText(request));
  }
}
