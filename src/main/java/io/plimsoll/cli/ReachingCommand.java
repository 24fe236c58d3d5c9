package io.plimsoll.cli;

/** A command about runs and gates. */
abstract class ReachingCommand extends ServedCommand {
  ReachingCommand(Bench bench) {
    super(bench);
  }

  final Reach reach() {
    return client()
        .<Reach>map(client -> new ServerReach(bench, client))
        .orElseGet(() -> new LocalReach(bench, identification));
  }
}
