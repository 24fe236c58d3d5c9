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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Shows the gates of a run, and takes what persons decide about them. */
final class GateRoutes {
  private static final String GATE = "/v1/runs/{id}/gates/{stage}";
  private static final int LONGEST_COMMENT = 10_000;
  private static final int LONGEST_INCIDENT = 200;
  private static final Set<String> KEYS = Set.of("digest", "comment");
  private static final Set<String> GLASS = Set.of("digest", "reason", "incident");

  private final Ground ground;

  GateRoutes(Ground ground) {
    this.ground = ground;
  }

  /** Makes the decision that a route stands for. */
  private interface Choice {
    GateDecision of(Decider by, Digest shown, Body body);
  }

  /** Makes one that has nothing but a comment to it. */
  private interface Commented {
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
            "Shows the gate before a stage: who could decide, what is missing, what would happen, now or"
                + " 'at' an instant if nobody does anything until then.",
            this::show));
    routes.add(decides("approve", "Approves: the stage may begin.", GateDecision::approve));
    routes.add(decides("reject", "Rejects: the run goes back.", GateDecision::reject));
    routes.add(
        decides("withdraw", "Takes one's own approval back, until used.", GateDecision::withdraw));
    routes.add(
        new Route(
            Method.POST,
            GATE + "/break-glass",
            Access.of(Role.OPERATOR, Role.APPROVER, Role.ADMIN),
            new Manner("breakGlass", Takes.DECISION, "Gate", "BrokenGlass"),
            "In an emergency: turns a key, of which two open the gate, or one with an incident. It"
                + " pages at once, and a review is due.",
            call -> decide(call, GLASS, GateRoutes::glass)));
    routes.add(
        new Route(
            Method.POST,
            GATE + "/review",
            Access.of(Role.APPROVER, Role.AUDITOR),
            new Manner("reviewGate", Takes.OBJECT, "Review", "Comment"),
            "Settles the review of a broken glass, by somebody who did not break it.",
            this::review));
    routes.add(
        new Route(
            Method.GET,
            "/v1/reviews",
            Access.READS,
            new Manner("listReviews", Takes.NOTHING, "Reviews"),
            "Lists what was opened in an emergency and waits for its review, oldest first.",
            this::reviews));
    return routes;
  }

  private Route decides(String word, String summary, Commented decision) {
    return new Route(
        Method.POST,
        GATE + "/" + word,
        Access.of(Role.APPROVER, Role.AUDITOR, Role.OPERATOR),
        new Manner(word + "Gate", Takes.DECISION, "Gate", "Decision"),
        summary,
        call ->
            decide(call, KEYS, (by, shown, body) -> decision.of(by, shown, text(body, "comment"))));
  }

  private static GateDecision glass(Decider by, Digest shown, Body body) {
    return GateDecision.breakGlass(
        by,
        shown,
        text(body, "reason"),
        Optional.of(text(body, "incident").strip()).filter(incident -> !incident.isEmpty()));
  }

  private Answer review(Call call) {
    call.query(Set.of());
    Run run = run(call);
    Body body = Body.of(call, Set.of("comment"));
    GateAnswer answer =
        ground
            .orchestrator()
            .review(run.id(), stage(call), Deciders.of(call.caller()), text(body, "comment"));
    requireCounted(answer);
    return Answer.json(GateView.Review.of(answer.gate().orElseThrow()));
  }

  private Answer reviews(Call call) {
    call.query(Set.of());
    return Answer.json(
        new GateView.Reviews(
            ground.orchestrator().reviewsDue().stream().map(GateView.Review::of).toList()));
  }

  private Answer show(Call call) {
    Optional<Instant> at = call.instant(call.query(Set.of("at")), "at");
    return explained(run(call), stage(call), at);
  }

  private Answer explained(Run run, StageName stage, Optional<Instant> at) {
    Instant when = at.orElseGet(ground.clock()::instant);
    return Answer.json(GateView.Explained.of(ground.orchestrator().explain(run.id(), stage, when)))
        .with("ETag", Version.tag(run));
  }

  private Answer decide(Call call, Set<String> keys, Choice decision) {
    call.query(Set.of());
    Run run = run(call);
    StageName stage = stage(call);
    Version.require(run, call.header("If-Match"));
    Body body = Body.of(call, keys);
    GateAnswer answer =
        ground
            .orchestrator()
            .decide(run.id(), stage, decision.of(Deciders.of(call.caller()), digest(body), body));
    requireCounted(answer);
    ground.work().drives().wake();
    return explained(ground.orchestrator().find(run.id()).orElseThrow(), stage, Optional.empty());
  }

  private static void requireCounted(GateAnswer answer) {
    answer
        .refusal()
        .ifPresent(
            refusal -> {
              throw new RefusedException(code(refusal), refusal.text());
            });
  }

  private static ProblemCode code(GateRefusal refusal) {
    return switch (refusal.code()) {
      case MACHINE, REQUESTER_UNKNOWN, OWN_RUN, EDITOR, STARTER, NO_ROLE, OWN_GLASS ->
          ProblemCode.FORBIDDEN;
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
          NOTHING_TO_WITHDRAW,
          NOTHING_TO_REVIEW ->
          ProblemCode.NOT_POSSIBLE_NOW;
    };
  }

  private static Digest digest(Body body) {
    try {
      return new Digest(body.perhaps("digest").orElse(""));
    } catch (IllegalArgumentException e) {
      throw new RefusedException(
          ProblemCode.INVALID_CONTENT, "digest: expected that of the evidence which was shown");
    }
  }

  private static String text(Body body, String key) {
    String text = body.perhaps(key).orElse("");
    if (text.length() > longest(key)) {
      throw new RefusedException(
          ProblemCode.INVALID_CONTENT,
          "%s: expected a text of at most %d characters".formatted(key, longest(key)));
    }
    return text;
  }

  private static int longest(String key) {
    return key.equals("incident") ? LONGEST_INCIDENT : LONGEST_COMMENT;
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
