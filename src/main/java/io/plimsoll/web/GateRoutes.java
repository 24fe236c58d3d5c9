package io.plimsoll.web;

import io.plimsoll.common.Digest;
import io.plimsoll.engine.Deciders;
import io.plimsoll.gate.Decider;
import io.plimsoll.gate.GateAnswer;
import io.plimsoll.gate.GateDecision;
import io.plimsoll.gate.GateRefusal;
import io.plimsoll.people.Role;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Run;
import io.plimsoll.web.Route.Manner;
import io.plimsoll.web.Route.Method;
import io.plimsoll.web.Route.Takes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Shows the gates of a run, and takes what persons decide about them. */
final class GateRoutes {
  private static final String GATE = "/v1/runs/{id}/gates/{stage}";
  private static final int LONGEST_COMMENT = 10_000;
  private static final Set<String> KEYS = Set.of("digest", "comment");

  private final Ground ground;

  GateRoutes(Ground ground) {
    this.ground = ground;
  }

  /** Makes the decision that a route stands for. */
  private interface Choice {
    GateDecision of(Decider by, Digest shown, String comment);
  }

  List<Route> list() {
    var routes = new ArrayList<Route>();
    routes.add(
        new Route(
            Method.GET,
            GATE,
            Access.READS,
            new Manner("getGate", Takes.NOTHING, "Gate"),
            "Shows the gate before a stage: who could decide, what is missing, what would happen.",
            this::show));
    routes.add(decides("approve", "Approves: the stage may begin.", GateDecision::approve));
    routes.add(decides("reject", "Rejects: the run goes back.", GateDecision::reject));
    routes.add(
        decides("withdraw", "Takes one's own approval back, until used.", GateDecision::withdraw));
    return routes;
  }

  private Route decides(String word, String summary, Choice decision) {
    return new Route(
        Method.POST,
        GATE + "/" + word,
        Access.of(Role.APPROVER, Role.AUDITOR, Role.OPERATOR),
        new Manner(word + "Gate", Takes.DECISION, "Gate"),
        summary,
        call -> decide(call, decision));
  }

  private Answer show(Call call) {
    call.query(Set.of());
    return explained(run(call), stage(call));
  }

  private Answer explained(Run run, StageName stage) {
    return Answer.json(
            GateView.Explained.of(
                ground.orchestrator().explain(run.id(), stage, ground.clock().instant())))
        .with("ETag", Version.tag(run));
  }

  private Answer decide(Call call, Choice decision) {
    call.query(Set.of());
    Run run = run(call);
    StageName stage = stage(call);
    Version.require(run, call.header("If-Match"));
    JsonNode body = object(call.body());
    GateAnswer answer =
        ground
            .orchestrator()
            .decide(
                run.id(),
                stage,
                decision.of(Deciders.of(call.caller()), digest(body), comment(body)));
    answer
        .refusal()
        .ifPresent(
            refusal -> {
              throw new RefusedException(code(refusal), refusal.text());
            });
    ground.work().drives().wake();
    return explained(ground.orchestrator().find(run.id()).orElseThrow(), stage);
  }

  private static ProblemCode code(GateRefusal refusal) {
    return switch (refusal.code()) {
      case MACHINE, REQUESTER_UNKNOWN, OWN_RUN, EDITOR, STARTER, NO_ROLE -> ProblemCode.FORBIDDEN;
      case NO_REASON -> ProblemCode.INVALID_CONTENT;
      case STALE, OTHER_DIGEST, LOOK_AGAIN -> ProblemCode.STALE;
      case NOT_AT_GATE,
          NO_QUORUM,
          NOT_OPEN,
          ABORT_REQUESTED,
          EXPIRED,
          RED,
          REJECTED,
          CONSUMED,
          CANCELLED,
          NO_FREE_SEAT,
          ALREADY_DECIDED,
          NOTHING_TO_WITHDRAW ->
          ProblemCode.NOT_POSSIBLE_NOW;
    };
  }

  private static JsonNode object(String body) {
    try {
      JsonNode read = Json.read(body);
      if (read != null && read.isObject() && KEYS.containsAll(read.propertyNames())) {
        return read;
      }
    } catch (JacksonException e) {
      // Said below, with what is expected instead.
    }
    throw new RefusedException(
        ProblemCode.BAD_REQUEST, "expected a JSON object with digest and perhaps comment");
  }

  private static Digest digest(JsonNode body) {
    try {
      return new Digest(body.path("digest").asString(""));
    } catch (IllegalArgumentException e) {
      throw new RefusedException(
          ProblemCode.INVALID_CONTENT, "digest: expected that of the evidence which was shown");
    }
  }

  private static String comment(JsonNode body) {
    JsonNode comment = body.path("comment");
    boolean sound =
        comment.isMissingNode()
            || comment.isString() && comment.asString().length() <= LONGEST_COMMENT;
    if (!sound) {
      throw new RefusedException(
          ProblemCode.INVALID_CONTENT,
          "comment: expected a text of at most %d characters".formatted(LONGEST_COMMENT));
    }
    return comment.asString("");
  }

  private static StageName stage(Call call) {
    return Arrays.stream(StageName.values())
        .filter(stage -> stage.text().equals(call.parameter("stage")))
        .findFirst()
        .orElseThrow(() -> new RefusedException(ProblemCode.NOT_FOUND, "there is no such stage"));
  }

  private Run run(Call call) {
    return call.run().flatMap(ground.orchestrator()::find).orElseThrow(RunRoutes::noRun);
  }
}
