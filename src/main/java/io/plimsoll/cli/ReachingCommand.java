package io.plimsoll.cli;

import picocli.CommandLine.Mixin;

/** A command that works on the control database here, or at a server. */
abstract class ReachingCommand extends Command {
  @Mixin Identification identification = new Identification();

  @Mixin ServerOptions server = new ServerOptions();

  ReachingCommand(Bench bench) {
    super(bench);
  }

  final Reach reach() {
    return server
        .address(bench)
        .map(address -> ServerClient.of(bench, address, identification))
        .<Reach>map(client -> new ServerReach(bench, client))
        .orElseGet(() -> new LocalReach(bench, identification));
  }
}
