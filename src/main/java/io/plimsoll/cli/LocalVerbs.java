package io.plimsoll.cli;

import io.plimsoll.common.Finding;
import io.plimsoll.engine.Verb;
import io.plimsoll.plan.Durations;
import io.plimsoll.plan.Plan;
import io.plimsoll.run.Hold;
import io.plimsoll.run.Run;
import io.plimsoll.run.Run.Request;
import io.plimsoll.run.RunState;
import io.plimsoll.run.StaleRunException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Does here what a verb means: drives the run in this process, or asks whoever holds it. */
final class LocalVerbs {
  private final Bench bench;
  private final Desk.Session session;
  private final Identification identification;

  LocalVerbs(Bench bench, Desk.Session session, Identification identification) {
    this.bench = bench;
    this.session = session;
    this.identification = identification;
  }

  ExitCode say(Verb verb, Run run, Reach.Stay stay) {
    return switch (verb) {
      case HOLD -> hold(run, stay);
      case RESUME, RETRY, FINALIZE -> goOn(run, stay);
      case ABORT -> goBack(run, Request.ABORT, stay);
      case ROLLBACK -> goBack(run, Request.ROLLBACK, stay);
    };
  }

  private Voice voice() {
    return bench.voice();
  }

  private ExitCode hold(Run run, Reach.Stay stay) {
    session.orchestrator().requestHold(run.id());
    Optional<String> holder = session.orchestrator().holder(run.id());
    voice()
        .say(
            holder
                .map(
                    who ->
                        "requested: %s holds run %s and obeys at its next safe point"
                            .formatted(who, run.id()))
                .orElse(
                    "requested: nobody works on run %s now, it waits as soon as somebody does"
                        .formatted(run.id())));
    if (!stay.through() || holder.isEmpty()) {
      return ExitCode.OK;
    }
    try (var driving = Driving.on(voice(), session.orchestrator())) {
      return new Ending(bench, session).tell(held(driving.watch(run.id())), Set.of());
    }
  }

  /** That it waits is what was asked for. */
  private static Driving.Rest held(Driving.Rest rest) {
    boolean paused =
        rest.run().hold().filter(hold -> hold.reason() == Hold.Reason.PAUSED).isPresent();
    return paused ? new Driving.Rest(rest.run(), ExitCode.OK) : rest;
  }

  private ExitCode goOn(Run run, Reach.Stay stay) {
    var ending = new Ending(bench, session);
    if (run.state().ended()) {
      voice().say("run " + run.id() + " has ended: " + Words.of(run.state()));
      ExitCode code = Driving.code(session.orchestrator(), run, false);
      return ending.tell(new Driving.Rest(run, code), stay.holdBefore());
    }
    Driving.Rest rest;
    try (var driving = Driving.on(voice(), session.orchestrator())) {
      session.orchestrator().resume(run.id(), identification.decider(bench, session));
      rest = driving.drive(run.id(), stay.holdBefore(), stay.through());
    }
    return ending.tell(rest, stay.holdBefore());
  }

  private ExitCode goBack(Run run, Request request, Reach.Stay stay) {
    var ending = new Ending(bench, session);
    if (run.state() == RunState.ROLLED_BACK) {
      voice().say("run " + run.id() + " is rolled back already");
      return ending.tell(new Driving.Rest(run, ExitCode.OK), Set.of());
    }
    Optional<Finding> refusal = session.orchestrator().requestRollback(run.id(), request);
    if (refusal.isPresent()) {
      voice().complain(refusal.get().text());
      return ending.tell(new Driving.Rest(run, ExitCode.ERROR), Set.of());
    }
    Driving.Rest rest;
    try (var driving = Driving.on(voice(), session.orchestrator())) {
      boolean stuck =
          run.state() == RunState.ROLLBACK_FAILED || run.state() == RunState.ROLLING_BACK;
      if (stuck) {
        // It is on its way back already; what held it there is tried again.
        session.orchestrator().resume(run.id());
      }
      rest = driving.drive(run.id(), Set.of(), false);
    } catch (StaleRunException e) {
      return obeyed(run, e, stay);
    }
    return ending.tell(back(rest), Set.of());
  }

  /** A run that ended elsewhere while it was asked back did end, but not as asked. */
  private Driving.Rest back(Driving.Rest rest) {
    if (rest.run().state() != RunState.FINALIZED) {
      return rest;
    }
    voice().complain("run " + rest.run().id() + " is finalized; there is no way back");
    return new Driving.Rest(rest.run(), ExitCode.ERROR);
  }

  /** Somebody alive holds the run and obeys at its next safe point. */
  private ExitCode obeyed(Run run, StaleRunException held, Reach.Stay stay) {
    String holder = session.orchestrator().status(run.id()).holder().orElse("another process");
    voice()
        .say(
            "requested: %s holds run %s and obeys at its next safe point"
                .formatted(holder, run.id()));
    if (!stay.through()) {
      voice().say("'plimsoll status " + run.id() + "' shows how far it is");
      return ExitCode.WAITS;
    }
    try (var driving = Driving.on(voice(), session.orchestrator())) {
      return new Ending(bench, session).tell(back(driving.watch(run.id())), Set.of());
    }
  }

  /** What a verb means for runs of this plan; of the way back, up to when there is one. */
  record Consequence(Plan plan) {
    List<String> of(Verb verb) {
      return switch (verb) {
        case HOLD, RESUME, RETRY, FINALIZE -> List.of(verb.consequence());
        case ABORT, ROLLBACK -> back();
      };
    }

    private List<String> back() {
      String shards = Words.count(plan.spec().shards().size(), "shard");
      return plan.spec().capture().live() ? live(shards) : frozen(shards);
    }

    private List<String> frozen(String shards) {
      var lines = new ArrayList<String>();
      lines.add(
          "all %s go back: clients write to the source again, the target is emptied of what this run made"
              .formatted(shards));
      plan.spec()
          .capture()
          .acceptLoss()
          .ifPresent(
              reason ->
                  lines.add(
                      "writes the target took in since the cut-over are lost; the plan accepts that: "
                          + reason));
      lines.add("point of no return: finalize; once a target opens there, there is no way back");
      return lines;
    }

    private List<String> live(String shards) {
      return List.of(
          "all %s go back: clients write to the source again, what this run made is removed where clients wrote nothing"
              .formatted(shards),
          "nothing is lost: what clients wrote to a target since its cut-over is replayed to the source first, while they wait as in the cut-over (cutOver.budget: %s)"
              .formatted(Durations.format(plan.spec().cutOver().budget())),
          "point of no return: finalize; from there nothing carries writes back");
    }
  }
}
