package io.plimsoll.cli;

import java.util.Optional;
import picocli.CommandLine.Mixin;

/** A command that works on the control database here, or at a server for whoever is identified. */
abstract class ServedCommand extends Command {
  @Mixin Identification identification = new Identification();

  @Mixin ServerOptions server = new ServerOptions();

  ServedCommand(Bench bench) {
    super(bench);
  }

  /** Empty to work on the control database. */
  final Optional<ServerClient> client() {
    return server.address(bench).map(address -> ServerClient.of(bench, address, identification));
  }
}
