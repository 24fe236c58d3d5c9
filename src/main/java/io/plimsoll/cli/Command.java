package io.plimsoll.cli;

import io.plimsoll.common.RunId;
import io.plimsoll.run.Run;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;

/** What all commands share. Each says which exit codes it can end with; its help lists them. */
abstract class Command implements Callable<Integer> {
  final Bench bench;

  Command(Bench bench) {
    this.bench = bench;
  }

  abstract ExitCode run() throws Exception;

  /** Beside 0, 1 and 2, which every command may end with. */
  Set<ExitCode> exitCodes() {
    return EnumSet.noneOf(ExitCode.class);
  }

  @Override
  public final Integer call() throws Exception {
    return run().number();
  }

  final Voice voice() {
    return bench.voice();
  }

  final boolean json() {
    return bench.options().json();
  }

  final void printJson(Object data) {
    voice().printAsIs(Json.of(data));
  }

  final void print(TextTable table) {
    table.lines().forEach(voice()::print);
  }

  /** The run, or a refusal that says how to find the right one. */
  static Run find(Desk.Session session, RunId id) {
    return session
        .orchestrator()
        .find(id)
        .orElseThrow(
            () ->
                new RefusalException(
                    "there is no run " + id + "; 'plimsoll list' shows those there are"));
  }
}
