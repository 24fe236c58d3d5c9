package io.plimsoll.cli;

import io.plimsoll.plan.EffectiveConfiguration;
import io.plimsoll.plan.PlanReader;
import java.nio.file.Path;

/** A machine without configuration and control database: only a server can be worked with. */
class NoInstallation implements Desk {
  private final Path folder;

  NoInstallation(Path folder) {
    this.folder = folder;
  }

  private static AssertionError touched() {
    return new AssertionError("a command at a server touched the installation here");
  }

  @Override
  public PlanReader plans() {
    throw touched();
  }

  @Override
  public EffectiveConfiguration configuration(Chosen chosen) {
    throw touched();
  }

  @Override
  public Session open(Chosen chosen) {
    throw touched();
  }

  @Override
  public Service serve(Chosen chosen) {
    throw touched();
  }

  @Override
  public Path userState() {
    return folder.resolve("state");
  }
}
