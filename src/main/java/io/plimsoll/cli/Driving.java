package io.plimsoll.cli;

import io.plimsoll.common.RunId;
import io.plimsoll.engine.Orchestrator;
import io.plimsoll.gate.GateState;
import io.plimsoll.plan.GateRule;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Hold;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunState;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Drives a run in this process and stays with it as long as it was asked to. */
final class Driving implements AutoCloseable {
  /** How often a run that somebody else works on is looked at. */
  static final Duration LOOK = Duration.ofSeconds(1);

  /** Looks between two times that a waiting gate is measured again. */
  private static final int LOOKS_BETWEEN_WATCHES = 30;

  /** Looks before a run that nobody holds is driven here: whoever resumed it goes first. */
  private static final int LOOKS_BEFORE_DRIVING = 10;

  /** No wait is endless; a gate that nobody answers for so long is looked at by hand. */
  private static final Duration LONGEST_WAIT = Duration.ofDays(30);

  private final Voice voice;
  private final Orchestrator orchestrator;
  private final Interruption interruption;
  private final Progress progress;

  Driving(Voice voice, Orchestrator orchestrator, Interruption interruption) {
    this.voice = voice;
    this.orchestrator = orchestrator;
    this.interruption = interruption;
    this.progress = new Progress(voice);
    orchestrator.listen(progress);
  }

  static Driving on(Voice voice, Orchestrator orchestrator) {
    return new Driving(voice, orchestrator, Interruption.during(voice, orchestrator::stop));
  }

  /** How the run rests in the end, and the code that says so. */
  record Rest(Run run, ExitCode code) {}

  /** Works on the run until it ends or waits; with {@code stay} past every wait. */
  Rest drive(RunId id, Set<StageName> holdBefore, boolean stay) {
    Rest rest = once(id, holdBefore, stay);
    while (stay && waits(rest) && !interruption.happened()) {
      Rest after = outlasted(rest, holdBefore);
      if (after.run().version() == rest.run().version()) {
        break;
      }
      rest = after;
    }
    boolean left = stay && waits(rest) && interruption.happened();
    return left ? new Rest(rest.run(), ExitCode.INTERRUPTED) : rest;
  }

  private static boolean waits(Rest rest) {
    boolean forAWindow = rest.code() == ExitCode.OUTSIDE_WINDOW && rest.run().hold().isPresent();
    return forAWindow || rest.code() == ExitCode.WAITS;
  }

  /** A person's decision is waited for here, an opening where the run is driven. */
  private Rest outlasted(Rest rest, Set<StageName> holdBefore) {
    RunId id = rest.run().id();
    if (rest.code() == ExitCode.OUTSIDE_WINDOW) {
      return once(id, holdBefore, true);
    }
    voice.say("waiting for a decision; " + toGoOn(orchestrator, rest.run(), holdBefore));
    Optional<Run> rested = follow(id, false, run -> {});
    return rested.isPresent() ? rest(rested.get()) : once(id, holdBefore, true);
  }

  private Rest once(RunId id, Set<StageName> holdBefore, boolean stay) {
    try {
      return rest(
          stay
              ? orchestrator.driveThroughWindows(id, holdBefore)
              : orchestrator.drive(id, holdBefore));
    } catch (RuntimeException e) {
      stateAfter(id, e).ifPresent(voice::complain);
      throw e;
    }
  }

  /** What is known of the run although driving it failed. */
  private Optional<String> stateAfter(RunId id, RuntimeException failure) {
    try {
      return orchestrator
          .find(id)
          .map(run -> "run %s is in %s".formatted(id, Words.of(run.state())));
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
      return Optional.empty();
    }
  }

  /**
   * Watches a run that another process works on until it rests, or nobody works on it any more, or
   * we are interrupted.
   */
  Rest watch(RunId id) {
    return watch(id, run -> {});
  }

  /**
   * @param onlooker is shown the run at each look
   */
  Rest watch(RunId id, Consumer<Run> onlooker) {
    return rest(follow(id, true, onlooker).orElseGet(() -> orchestrator.find(id).orElseThrow()));
  }

  /**
   * @param heldIsRest false to look past the hold the run is in now, until somebody decides
   * @return empty when it was decided and yet nobody works on it
   */
  private Optional<Run> follow(RunId id, boolean heldIsRest, Consumer<Run> onlooker) {
    boolean decided = heldIsRest;
    int abandoned = 0;
    for (long look = 0; look < LONGEST_WAIT.dividedBy(LOOK); look++) {
      Run run = orchestrator.find(id).orElseThrow();
      onlooker.accept(run);
      decided |= run.hold().isEmpty();
      if (look % LOOKS_BETWEEN_WATCHES == 0 && waitsAtGate(run)) {
        orchestrator.watch(id);
        orchestrator.mind(id);
      }
      if (decided && ExitCode.rests(run) || interruption.happened()) {
        return Optional.of(run);
      }
      boolean alone = decided && orchestrator.status(id).holder().isEmpty();
      abandoned = alone ? abandoned + 1 : 0;
      if (abandoned > LOOKS_BEFORE_DRIVING) {
        return Optional.empty();
      }
      interruption.within(LOOK);
    }
    return orchestrator.find(id);
  }

  private static boolean waitsAtGate(Run run) {
    return run.hold().filter(hold -> hold.reason() == Hold.Reason.GATE).isPresent();
  }

  private Rest rest(Run run) {
    return new Rest(run, code(orchestrator, run, interruption.happened()));
  }

  /** A run that a person turned back at a gate did not end as it was asked to. */
  static ExitCode code(Orchestrator orchestrator, Run run, boolean interrupted) {
    ExitCode code = ExitCode.of(run, interrupted);
    boolean back = run.state() == RunState.ROLLED_BACK && code == ExitCode.OK;
    boolean rejected =
        back
            && orchestrator.gates(run.id()).stream()
                .anyMatch(view -> view.state() == GateState.REJECTED);
    return rejected ? ExitCode.REJECTED : code;
  }

  /** What somebody does who wants the run to go on from where it waits. */
  static String toGoOn(Orchestrator orchestrator, Run run, Set<StageName> holdBefore) {
    boolean persons =
        waitsAtGate(run)
            && run.state()
                .stage()
                .flatMap(stage -> orchestrator.gate(run.id(), stage))
                .filter(view -> view.rule() instanceof GateRule.Quorum)
                .isPresent();
    return persons
        ? "'plimsoll gate explain %s' says who decides and what is missing".formatted(run.id())
        : toGoOn(run, holdBefore);
  }

  /** The command that goes on, with the stages before which it was to hold. */
  static String toGoOn(Run run, Set<StageName> holdBefore) {
    var command = new StringBuilder("'plimsoll resume " + run.id());
    Optional<StageName> here = run.state().stage();
    holdBefore.stream()
        .sorted()
        .filter(stage -> here.isPresent() && stage.compareTo(here.get()) > 0)
        .forEach(stage -> command.append(" --hold-before ").append(stage));
    return command + "' goes on";
  }

  @Override
  public void close() {
    progress.close();
    interruption.close();
  }
}
