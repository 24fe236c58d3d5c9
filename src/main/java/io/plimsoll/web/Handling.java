package io.plimsoll.web;

import io.javalin.http.Context;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a request through the door, the reading and the work, and turns every end into an answer.
 */
final class Handling {
  private static final Logger LOG = LoggerFactory.getLogger(Handling.class);

  /** Nothing of ours is shown in a frame, guessed at, kept by a cache or told to others. */
  static final Map<String, String> HEADERS =
      Map.of(
          "Cache-Control", "no-store",
          "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
          "Cross-Origin-Resource-Policy", "same-origin",
          "Referrer-Policy", "no-referrer",
          "X-Content-Type-Options", "nosniff",
          "X-Frame-Options", "DENY");

  private final Ground ground;
  private final Doorkeeper doorkeeper;
  private final Once once;

  Handling(Ground ground, Doorkeeper doorkeeper) {
    this.ground = ground;
    this.doorkeeper = doorkeeper;
    this.once = new Once(ground.work().keys(), ground.clock());
  }

  void handle(Context context, Route route) {
    long began = System.nanoTime();
    Answer answer = answer(new Call(context, route));
    if (answer != Answer.TAKEN_OVER) {
      send(context, answer);
    }
    ground
        .watch()
        .heard()
        .answered(
            route.method() + " " + route.path(),
            answer == Answer.TAKEN_OVER ? 200 : answer.status(),
            Duration.ofNanos(System.nanoTime() - began));
  }

  private Answer answer(Call call) {
    try {
      doorkeeper.admit(call);
      if (call.route().changes()) {
        call.readBody();
      }
      return worked(call);
    } catch (RefusedException e) {
      return e.answer();
    } catch (IOException e) {
      return new RefusedException(ProblemCode.BAD_REQUEST, "the content did not arrive").answer();
    } catch (Exception e) {
      return failed(call, e);
    }
  }

  private Answer worked(Call call) throws Exception {
    return call.knownCaller().isPresent()
        ? ground.doors().inNameOf().does(call.caller(), () -> once.of(call))
        : once.of(call);
  }

  private Answer failed(Call call, Exception e) {
    if (JettyProblems.statusOf(e).isPresent()) {
      ProblemCode code = ProblemCode.ofStatus(JettyProblems.statusOf(e).get());
      return new RefusedException(code, "the request is not well formed").answer();
    }
    if (ground.watch().unavailable().test(e)) {
      LOG.warn("{} {}: {}", call.route().method(), call.route().path(), e.getMessage());
      return new RefusedException(
              Problem.of(ProblemCode.UNAVAILABLE, "try again in a moment"),
              Map.of("Retry-After", "5"))
          .answer();
    }
    LOG.error("{} {} failed", call.route().method(), call.route().path(), e);
    return new RefusedException(
            ProblemCode.INTERNAL, "the server's log says more; please report it")
        .answer();
  }

  /** As GET, without the body; a stream is not opened for it. */
  void head(Context context, Route route) {
    var call = new Call(context, route);
    boolean streams = route.manner().gives().equals(Route.EVENTS);
    if (streams) {
      send(context, new Answer(204, Map.of(), "text/plain", ""));
    } else {
      send(context, answer(call));
    }
  }

  /** For what goes wrong around the work. */
  Answer unexpected(Exception e) {
    if (JettyProblems.statusOf(e).isPresent()) {
      ProblemCode code = ProblemCode.ofStatus(JettyProblems.statusOf(e).get());
      return new RefusedException(code, "the request is not well formed").answer();
    }
    LOG.error("a request failed outside its work", e);
    return new RefusedException(ProblemCode.INTERNAL, "the server's log says more").answer();
  }

  static void send(Context context, Answer answer) {
    HEADERS.forEach(context::header);
    answer.headers().forEach(context::header);
    context.status(answer.status());
    context.contentType(answer.contentType());
    context.result(answer.body());
  }
}
