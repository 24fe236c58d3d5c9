package io.plimsoll.cli;

import io.plimsoll.common.RunId;
import io.plimsoll.engine.Verb;
import io.plimsoll.run.RunState;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Parameters;

/** What all verbs share: say what it means, perhaps ask, say it to the run, see it through. */
abstract class VerbCommand extends ReachingCommand {
  private static final Optional<String> UNKNOWN = Optional.of("the server does not know this verb");

  final Verb verb;

  @Parameters(paramLabel = "RUN", description = "The run's id.")
  RunId id;

  VerbCommand(Bench bench, Verb verb) {
    super(bench);
    this.verb = verb;
  }

  abstract Reach.Stay stay();

  /** Asks whether it is meant, where that is wanted; refuses without a yes. */
  abstract void confirm();

  @Override
  Set<ExitCode> exitCodes() {
    return ExitCode.ofRun();
  }

  @Override
  final ExitCode run() {
    try (Reach reach = reach()) {
      Reach.RunSeen run = reach.find(id);
      reach.identify();
      if (!done(run.line().state())) {
        explain(run);
        confirm();
      }
      return reach.say(verb, run, stay());
    }
  }

  /** Says what it would do, or refuses because it cannot be done now. */
  private void explain(Reach.RunSeen run) {
    Reach.Sayings sayings = run.sayings().get();
    Reach.Saying saying = sayings.verbs().getOrDefault(verb, new Reach.Saying(List.of(), UNKNOWN));
    saying.because().ifPresent(this::refuse);
    voice()
        .complain(
            "run %s of plan %s is in %s"
                .formatted(id, sayings.plan(), Words.of(run.line().state())));
    saying.consequence().forEach(voice()::complain);
  }

  /** Then it is only said how the run ended. */
  private boolean done(RunState state) {
    return switch (verb) {
      case ABORT, ROLLBACK -> state == RunState.ROLLED_BACK;
      case RESUME -> state.ended();
      case HOLD, RETRY, FINALIZE -> false;
    };
  }

  private void refuse(String because) {
    throw new RefusalException(
        "run %s: %s; nothing was changed, 'plimsoll status %s' shows where it is"
            .formatted(id, because, id));
  }
}
