package io.plimsoll.web;

import io.plimsoll.run.RunPage;
import io.plimsoll.web.Route.Manner;
import io.plimsoll.web.Route.Method;
import io.plimsoll.web.Route.Takes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** Whether the process lives, whether it can work, and its numbers. */
final class HealthRoutes {
  private final Ground ground;
  private final Supplier<String> document;
  private volatile boolean stopping;

  HealthRoutes(Ground ground, Supplier<String> document) {
    this.ground = ground;
    this.document = document;
  }

  /** What {@code /livez} and {@code /readyz} say. */
  record Health(String status) {}

  List<Route> list() {
    return List.of(
        open(
            "/livez",
            "live",
            "Health",
            "The process lives.",
            call -> Answer.json(new Health("ok"))),
        open(
            "/readyz",
            "ready",
            "Health",
            "The control database answers and work is taken up.",
            this::ready),
        open(
            "/metrics",
            "meters",
            "Meters",
            "All meters, as Prometheus reads them.",
            call ->
                Answer.text(
                    "text/plain; version=0.0.4; charset=utf-8", ground.watch().meters().get())),
        open(
            "/openapi.json",
            "document",
            "Document",
            "This document.",
            call -> Answer.text("application/json", document.get())));
  }

  private static Route open(String path, String id, String gives, String what, Route.Work work) {
    return new Route(
        Method.GET, path, Access.ANYBODY, new Manner(id, Takes.NOTHING, gives), what, work);
  }

  /** From here on, whoever shares out requests sends them elsewhere. */
  void stops() {
    stopping = true;
  }

  private Answer ready(Call call) {
    if (stopping || !ground.orchestrator().accepts()) {
      throw notReady("the server is stopping");
    }
    try {
      ground.orchestrator().page(new RunPage.Asked(Optional.empty(), OptionalLong.empty(), 1));
    } catch (RuntimeException e) {
      if (!ground.watch().unavailable().test(e)) {
        throw e;
      }
      throw notReady("the control database does not answer");
    }
    return Answer.json(new Health("ok"));
  }

  private static RefusedException notReady(String why) {
    return new RefusedException(Problem.of(ProblemCode.NOT_READY, why), Map.of("Retry-After", "5"));
  }
}
