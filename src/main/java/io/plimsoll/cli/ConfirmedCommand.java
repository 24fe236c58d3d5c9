package io.plimsoll.cli;

import io.plimsoll.engine.Verb;
import java.util.Set;
import picocli.CommandLine.Option;

/** A verb that asks before it acts. What cannot be taken back is never done unasked. */
abstract class ConfirmedCommand extends VerbCommand {
  @Option(
      names = {"-y", "--yes"},
      description = "Does not ask.")
  boolean yes;

  @Option(
      names = "--wait",
      description = "When another process or a server works on the run, stays until it is done.")
  boolean wait;

  ConfirmedCommand(Bench bench, Verb verb) {
    super(bench, verb);
  }

  @Override
  final Reach.Stay stay() {
    return new Reach.Stay(Set.of(), wait);
  }

  @Override
  final void confirm() {
    if (yes || (!voice().canAsk() && harmless())) {
      return;
    }
    if (!voice().canAsk()) {
      throw new RefusalException("nobody can be asked here; --yes says it: nothing was changed");
    }
    String answer = voice().ask("Type 'yes' to " + does() + ":").orElse("");
    if (!answer.equalsIgnoreCase("yes")) {
      throw new RefusalException("not confirmed; nothing was changed");
    }
  }

  /** Another verb takes it back. */
  private boolean harmless() {
    return switch (verb) {
      case HOLD, RESUME, RETRY -> true;
      case ABORT, ROLLBACK, FINALIZE -> false;
    };
  }

  private String does() {
    return switch (verb) {
      case HOLD, RESUME, RETRY, FINALIZE -> verb.text();
      case ABORT, ROLLBACK -> "go back";
    };
  }
}
