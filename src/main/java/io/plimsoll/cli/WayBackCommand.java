package io.plimsoll.cli;

import io.plimsoll.common.Finding;
import io.plimsoll.common.RunId;
import io.plimsoll.plan.Durations;
import io.plimsoll.plan.Plan;
import io.plimsoll.run.Run;
import io.plimsoll.run.Run.Request;
import io.plimsoll.run.RunState;
import io.plimsoll.run.StaleRunException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What {@code rollback} and {@code abort} share: say what it means, ask, request, see it done. */
abstract class WayBackCommand extends Command {
  private final Request request;

  @Parameters(paramLabel = "RUN", description = "The run's id.")
  RunId id;

  @Option(
      names = {"-y", "--yes"},
      description = "Does not ask.")
  boolean yes;

  @Option(
      names = "--wait",
      description = "When another process holds the run, stays until it is back.")
  boolean wait;

  @Mixin Identification identification = new Identification();

  WayBackCommand(Bench bench, Request request) {
    super(bench);
    this.request = request;
  }

  @Override
  Set<ExitCode> exitCodes() {
    return EnumSet.of(
        ExitCode.WAITS,
        ExitCode.DIVERGED,
        ExitCode.ROLLBACK_FAILED,
        ExitCode.STALE,
        ExitCode.INTERRUPTED);
  }

  @Override
  ExitCode run() {
    try (Desk.Session session = bench.open()) {
      Run run = find(session, id);
      identification.decider(bench, session);
      if (run.state() == RunState.ROLLED_BACK) {
        voice().say("run " + id + " is rolled back already");
        return new Ending(bench, session).tell(new Driving.Rest(run, ExitCode.OK), Set.of());
      }
      new Consequence(session.planOf(run), run).lines().forEach(voice()::complain);
      confirm();
      Optional<Finding> refusal = session.orchestrator().requestRollback(id, request);
      if (refusal.isPresent()) {
        voice().complain(refusal.get().text());
        return new Ending(bench, session).tell(new Driving.Rest(run, ExitCode.ERROR), Set.of());
      }
      return goBack(session, run);
    }
  }

  private void confirm() {
    if (yes) {
      return;
    }
    if (!voice().canAsk()) {
      throw new RefusalException("nobody can be asked here; --yes says it: nothing was changed");
    }
    String answer = voice().ask("Type 'yes' to go back:").orElse("");
    if (!answer.equalsIgnoreCase("yes")) {
      throw new RefusalException("not confirmed; nothing was changed");
    }
  }

  private ExitCode goBack(Desk.Session session, Run run) {
    Driving.Rest rest;
    try (var driving = Driving.on(voice(), session.orchestrator())) {
      boolean stuck =
          run.state() == RunState.ROLLBACK_FAILED || run.state() == RunState.ROLLING_BACK;
      if (stuck) {
        // It is on its way back already; what held it there is tried again.
        session.orchestrator().resume(id);
      }
      rest = driving.drive(id, Set.of(), false);
    } catch (StaleRunException e) {
      return obeyed(session, e);
    }
    return new Ending(bench, session).tell(back(rest), Set.of());
  }

  /** A run that ended elsewhere while it was asked back did end, but not as asked. */
  private Driving.Rest back(Driving.Rest rest) {
    if (rest.run().state() != RunState.FINALIZED) {
      return rest;
    }
    voice().complain("run " + id + " is finalized; there is no way back");
    return new Driving.Rest(rest.run(), ExitCode.ERROR);
  }

  /** Somebody alive holds the run and obeys at its next safe point. */
  private ExitCode obeyed(Desk.Session session, StaleRunException held) {
    String holder = session.orchestrator().status(id).holder().orElse("another process");
    voice()
        .say("requested: %s holds run %s and obeys at its next safe point".formatted(holder, id));
    if (!wait) {
      voice().say("'plimsoll status " + id + "' shows how far it is");
      return ExitCode.WAITS;
    }
    try (var driving = Driving.on(voice(), session.orchestrator())) {
      return new Ending(bench, session).tell(back(driving.watch(id)), Set.of());
    }
  }

  /** What going back means for this run, and up to when it can. */
  record Consequence(Plan plan, Run run) {
    List<String> lines() {
      var lines = new ArrayList<String>();
      lines.add(
          "run %s of plan %s is in %s".formatted(run.id(), plan.name(), Words.of(run.state())));
      String shards = Words.count(plan.spec().shards().size(), "shard");
      if (plan.spec().capture().live()) {
        lines.addAll(live(shards));
        return lines;
      }
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
