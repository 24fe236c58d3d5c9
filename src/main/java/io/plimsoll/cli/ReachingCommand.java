package io.plimsoll.cli;

import java.util.Optional;
import picocli.CommandLine.Mixin;

/** A command that works on the control database here, or at a server. */
abstract class ReachingCommand extends Command {
  @Mixin Identification identification = new Identification();

  @Mixin ServerOptions server = new ServerOptions();

  ReachingCommand(Bench bench) {
    super(bench);
  }

  final Reach reach() {
    Optional<ServerAddress> address = server.address(bench);
    return address.isPresent()
        ? new ServerReach(
            bench, new ServerClient(address.get(), Optional.of(credential(address.get()))))
        : new LocalReach(bench, identification);
  }

  private io.plimsoll.common.Secret credential(ServerAddress address) {
    return identification
        .credential(bench, LoginFile.at(bench, address))
        .orElseThrow(
            () ->
                new RefusalException(
                    "nobody is logged in at %s: 'plimsoll login --server %s', or --token-file FILE, or $%s"
                        .formatted(address, address, Identification.VARIABLE)));
  }
}
