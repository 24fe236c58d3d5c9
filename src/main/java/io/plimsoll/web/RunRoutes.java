package io.plimsoll.web;

import io.plimsoll.common.RunId;
import io.plimsoll.engine.Deciders;
import io.plimsoll.engine.Verb;
import io.plimsoll.gate.Parties;
import io.plimsoll.people.AccessEvents;
import io.plimsoll.people.Role;
import io.plimsoll.plan.GateRule;
import io.plimsoll.plan.Plan;
import io.plimsoll.report.ReportJson;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunPage;
import io.plimsoll.run.RunState;
import io.plimsoll.run.StaleRunException;
import io.plimsoll.web.Route.Manner;
import io.plimsoll.web.Route.Method;
import io.plimsoll.web.Route.Takes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What can be asked about runs, and of them. */
final class RunRoutes {
  private static final String RUNS = "/v1/runs";
  private static final String RUN = "/v1/runs/{id}";

  private final Ground ground;
  private final EventHub hub;

  RunRoutes(Ground ground, EventHub hub) {
    this.ground = ground;
    this.hub = hub;
  }

  List<Route> list() {
    var routes = new ArrayList<Route>();
    routes.add(
        new Route(
            Method.GET,
            RUNS,
            Access.READS,
            new Manner("listRuns", Takes.NOTHING, "Page"),
            "Lists runs, newest first, a page at a time; 'state' filters, 'after' goes on.",
            this::page));
    routes.add(
        new Route(
            Method.POST,
            RUNS,
            Access.of(Role.REQUESTER),
            new Manner("submitRun", Takes.PLAN, "Whole"),
            "Submits a plan, as YAML or JSON. Nothing begins before the run is started.",
            this::submit));
    routes.add(
        get(RUN, "getRun", "Whole", "Shows one run and what can be asked of it.", this::one));
    routes.add(
        get(
            RUN + "/shards",
            "getShards",
            "Shards",
            "Shows where each shard is, and each of its objects.",
            this::shards));
    routes.add(
        get(
            RUN + "/report",
            "getReport",
            "Report",
            "The report as of now: what was done and what proves it.",
            this::report));
    routes.add(
        get(
            RUN + "/events",
            "watchRun",
            "Events",
            "Everything that moves, as server-sent events. 'resync' says that some were left out:"
                + " look at the run again.",
            this::events));
    routes.add(
        new Route(
            Method.POST,
            RUN + "/start",
            Access.of(Role.OPERATOR),
            new Manner("startRun", Takes.VERSION, "Whole"),
            "Starts a submitted run.",
            this::start));
    for (Verb verb : Verb.values()) {
      routes.add(
          new Route(
              Method.POST,
              RUN + "/" + verb.text(),
              access(verb),
              new Manner(verb.text() + "Run", Takes.VERSION, "Whole"),
              "Asks a run to %s: %s.".formatted(verb.text(), verb.consequence()),
              call -> say(verb, call)));
    }
    return routes;
  }

  private static Route get(String path, String id, String gives, String summary, Route.Work work) {
    return new Route(
        Method.GET, path, Access.READS, new Manner(id, Takes.NOTHING, gives), summary, work);
  }

  /** Whether the run waits at a gate is known only later; there the decision needs its own role. */
  private static Access access(Verb verb) {
    return switch (verb) {
      case FINALIZE -> Access.of(Role.APPROVER);
      case RESUME -> Access.of(Role.OPERATOR, Role.APPROVER);
      case HOLD, RETRY, ABORT, ROLLBACK -> Access.of(Role.OPERATOR);
    };
  }

  private Answer page(Call call) {
    Map<String, String> query = call.query(Set.of("state", "after", "limit"));
    RunPage page =
        ground
            .orchestrator()
            .page(
                new RunPage.Asked(
                    Optional.ofNullable(query.get("state")).map(RunRoutes::state),
                    Paging.after(query.get("after")),
                    Paging.limit(query.get("limit"))));
    Optional<String> next =
        page.next().isPresent()
            ? Optional.of(Cursor.of(page.next().getAsLong()))
            : Optional.empty();
    return Answer.json(
        new RunView.Page(page.lines().stream().map(RunView.Line::of).toList(), next));
  }

  private static RunState state(String text) {
    return Arrays.stream(RunState.values())
        .filter(state -> RunView.word(state).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new RefusedException(
                    ProblemCode.BAD_REQUEST,
                    "state: expected one of "
                        + Arrays.stream(RunState.values())
                            .map(RunView::word)
                            .collect(Collectors.joining(", "))));
  }

  private Answer submit(Call call) {
    call.query(Set.of());
    Plan plan = SentPlan.read(ground.plans(), call);
    RunId id = ground.orchestrator().submit(plan, Optional.of(Deciders.of(call.caller())));
    Run run = ground.orchestrator().find(id).orElseThrow();
    Answer answer = whole(run);
    return new Answer(201, answer.headers(), answer.contentType(), answer.body())
        .with("Location", RUNS + "/" + id);
  }

  private Answer one(Call call) {
    call.query(Set.of());
    return whole(run(call));
  }

  private Answer whole(Run run) {
    return Answer.json(RunView.Whole.of(run, ground.plans().of().apply(run), ground.orchestrator()))
        .with("ETag", Version.tag(run));
  }

  private Answer shards(Call call) {
    call.query(Set.of());
    Run run = run(call);
    return Answer.json(
        new RunView.Shards(
            ground.orchestrator().shards(run.id()).stream().map(RunView.ShardView::of).toList()));
  }

  private Answer report(Call call) {
    call.query(Set.of());
    return call.run()
        .flatMap(ground.plans().reports())
        .map(report -> Answer.text("application/json", ReportJson.write(report)))
        .orElseThrow(RunRoutes::noRun);
  }

  private Answer events(Call call) {
    call.query(Set.of());
    hub.open(run(call), call);
    return Answer.TAKEN_OVER;
  }

  private Answer start(Call call) {
    Run run = seen(call);
    if (run.state().ended() || !ground.orchestrator().start(run.id())) {
      throw new RefusedException(
          ProblemCode.NOT_POSSIBLE_NOW,
          run.state().ended() ? "the run has ended" : "the run was started before");
    }
    ground.orchestrator().involve(run.id(), Parties.Part.STARTER, Deciders.of(call.caller()));
    ground.work().drives().wake();
    return whole(ground.orchestrator().find(run.id()).orElseThrow());
  }

  private Answer say(Verb verb, Call call) {
    Run run = seen(call);
    verb.refusal(run, ground.orchestrator().started(run.id()))
        .ifPresent(
            because -> {
              throw new RefusedException(ProblemCode.NOT_POSSIBLE_NOW, because);
            });
    requireRightToSay(verb, run, call);
    requireNoQuorum(verb, run);
    try {
      switch (verb) {
        case HOLD -> ground.orchestrator().requestHold(run);
        case RESUME, RETRY, FINALIZE ->
            ground.orchestrator().resume(run, Optional.of(Deciders.of(call.caller())));
        case ABORT -> goBack(run, Run.Request.ABORT);
        case ROLLBACK -> goBack(run, Run.Request.ROLLBACK);
      }
    } catch (StaleRunException e) {
      throw Version.stale(ground.orchestrator().find(run.id()).orElseThrow());
    }
    ground.work().drives().wake();
    return whole(ground.orchestrator().find(run.id()).orElseThrow());
  }

  /** A gate is decided by a person with that role; the work itself is the operator's. */
  private void requireRightToSay(Verb verb, Run run, Call call) {
    Role needed = verb.decides(run) ? Role.APPROVER : Role.OPERATOR;
    if (!call.caller().has(needed)) {
      throw denied(call, "here '%s' needs the role %s".formatted(verb.text(), needed.text()));
    }
    if (verb.decides(run) && !call.caller().mayDecide()) {
      throw denied(call, "a machine may ask and never decides");
    }
  }

  /** Whoever got past the door and may not do this is in the audit log as well. */
  private RefusedException denied(Call call, String text) {
    ground
        .doors()
        .events()
        .denied(new AccessEvents.Denial(ground.clock().instant(), call.caller(), text));
    return new RefusedException(ProblemCode.FORBIDDEN, text);
  }

  /** One person's word does not open what several have to. */
  private void requireNoQuorum(Verb verb, Run run) {
    run.state()
        .stage()
        .filter(stage -> verb.decides(run))
        .filter(
            stage ->
                ground.plans().of().apply(run).spec().gates().before(stage)
                    instanceof GateRule.Quorum)
        .ifPresent(
            stage -> {
              throw new RefusedException(
                  ProblemCode.NOT_POSSIBLE_NOW,
                  "the plan asks a quorum here: POST %s/%s/gates/%s/approve"
                      .formatted(RUNS, run.id(), stage));
            });
  }

  private void goBack(Run run, Run.Request request) {
    ground
        .orchestrator()
        .requestRollback(run, request)
        .ifPresent(
            refusal -> {
              throw new RefusedException(ProblemCode.NOT_POSSIBLE_NOW, refusal.text());
            });
  }

  private Run run(Call call) {
    return call.run().flatMap(ground.orchestrator()::find).orElseThrow(RunRoutes::noRun);
  }

  /** The run as the caller has seen it. */
  private Run seen(Call call) {
    call.query(Set.of());
    Run run = run(call);
    Version.require(run, call.header("If-Match"));
    return run;
  }

  static RefusedException noRun() {
    return new RefusedException(
        ProblemCode.NOT_FOUND, "there is no such run; GET %s lists them".formatted(RUNS));
  }
}
