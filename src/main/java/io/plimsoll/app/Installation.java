package io.plimsoll.app;

import io.plimsoll.cli.Desk;
import io.plimsoll.common.CrashPoints;
import io.plimsoll.common.Guards;
import io.plimsoll.common.Retry;
import io.plimsoll.common.RunId;
import io.plimsoll.control.ControlDatabase;
import io.plimsoll.engine.Orchestrator;
import io.plimsoll.people.Caller;
import io.plimsoll.people.People;
import io.plimsoll.plan.Configuration;
import io.plimsoll.plan.ConfigurationReader;
import io.plimsoll.plan.EffectiveConfiguration;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.PlanReader;
import io.plimsoll.report.Report;
import io.plimsoll.run.Run;
import io.plimsoll.store.Stores;
import io.plimsoll.transfer.Passage;
import io.plimsoll.transfer.TransferListener;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** This process's installation, as the command line works with it. */
public final class Installation implements Desk {
  private static final Retry RESTORE_RETRY =
      new Retry(4, Duration.ofMillis(200), Duration.ofSeconds(2));

  private final ConfigurationReader reader;
  private final Path userState;
  private final Clock clock;

  public Installation(Map<String, String> environment, Path workingDirectory, Path userHome) {
    this.reader = new ConfigurationReader(environment, workingDirectory, userHome);
    this.userState = userState(environment, userHome);
    this.clock = Clock.systemDefaultZone();
  }

  /** As the XDG Base Directory Specification says: a relative path counts as not set. */
  private static Path userState(Map<String, String> environment, Path userHome) {
    Path said = Path.of(environment.getOrDefault("XDG_STATE_HOME", ""));
    Path state = said.isAbsolute() ? said : userHome.resolve(".local").resolve("state");
    return state.resolve("plimsoll");
  }

  @Override
  public Path userState() {
    return userState;
  }

  @Override
  public PlanReader plans() {
    return new PlanReader(clock);
  }

  @Override
  public EffectiveConfiguration configuration(Chosen chosen) {
    return reader.read(chosen.file(), chosen.flags());
  }

  @Override
  public Session open(Chosen chosen) {
    return new OpenSession(
        new Workplace(configuration(chosen).configuration(), Workplace.Terms.asShipped()), clock);
  }

  @Override
  public Desk.Service serve(Chosen chosen) {
    var workplace =
        new Workplace(configuration(chosen).configuration(), Workplace.Terms.asShipped());
    try {
      return new io.plimsoll.app.Service(workplace, clock);
    } catch (RuntimeException e) {
      workplace.close();
      throw e;
    }
  }

  private record OpenSession(Workplace workplace, Clock clock) implements Session {
    @Override
    public Configuration configuration() {
      return workplace.configuration();
    }

    @Override
    public Orchestrator orchestrator() {
      return workplace.orchestrator();
    }

    @Override
    public Plan planOf(Run run) {
      return Workplace.planOf(run);
    }

    @Override
    public Optional<Report> report(RunId run) {
      return workplace.reports().find(run);
    }

    @Override
    public Path reportFolder(RunId run) {
      return workplace.reportFolder(run);
    }

    @Override
    public Stores stores() {
      return workplace.tools().stores();
    }

    @Override
    public Workshop workshop() {
      return new Workshop(
          new Passage.Surroundings(
              TransferListener.NONE, CrashPoints.NONE, clock, Guards.all(), RESTORE_RETRY),
          workplace.control().controlId(),
          ControlDatabase.nodeName(),
          workplace.configuration().control().streams());
    }

    @Override
    public People people() {
      return workplace.people();
    }

    @Override
    public void asks(Caller caller) {
      workplace.asking().fromNowOn(AuditedAccess.actor(caller));
    }

    @Override
    public Audit audit() {
      Witnesses w = workplace.witnesses();
      return new Audit(w.log(), w.keys(), w.checkpoints(), w.folders());
    }

    @Override
    public void close() {
      workplace.close();
    }
  }
}
