package io.plimsoll.app;

import io.plimsoll.audit.Asking;
import io.plimsoll.common.CrashPoints;
import io.plimsoll.common.Guards;
import io.plimsoll.common.RunId;
import io.plimsoll.control.ControlDatabase;
import io.plimsoll.engine.Engine;
import io.plimsoll.engine.FinalizeIsFinal;
import io.plimsoll.engine.LocalOrchestrator;
import io.plimsoll.engine.PlanPreview;
import io.plimsoll.engine.RandomRunIds;
import io.plimsoll.gate.EvidenceSeal;
import io.plimsoll.gate.GateListener;
import io.plimsoll.gate.GatePages;
import io.plimsoll.gate.GatePorts;
import io.plimsoll.gate.Roles;
import io.plimsoll.metrics.RunMeters;
import io.plimsoll.people.OidcProvider;
import io.plimsoll.people.People;
import io.plimsoll.people.PeopleSettings;
import io.plimsoll.plan.Configuration;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.PlanReader;
import io.plimsoll.plan.Schedule;
import io.plimsoll.plan.StageName;
import io.plimsoll.report.ReportBuilder;
import io.plimsoll.route.ConfiguredRoutes;
import io.plimsoll.run.Run;
import io.plimsoll.run.Runs;
import io.plimsoll.shard.ReplayTurns;
import io.plimsoll.shard.ShardTools;
import io.plimsoll.stage.CanaryStage;
import io.plimsoll.stage.CopyStage;
import io.plimsoll.stage.CutOverStage;
import io.plimsoll.stage.DryRunStage;
import io.plimsoll.stage.FinalizeStage;
import io.plimsoll.stage.GuardedStage;
import io.plimsoll.stage.PreflightStage;
import io.plimsoll.stage.Rollback;
import io.plimsoll.stage.SnapshotStage;
import io.plimsoll.stage.SoakStage;
import io.plimsoll.stage.Stage;
import io.plimsoll.stage.VerifyStage;
import io.plimsoll.store.Stores;
import io.plimsoll.transfer.TransferListener;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** One installation at work: the control database and an orchestrator over its configuration. */
public final class Workplace implements AutoCloseable {
  private static final Duration LEASE = Duration.ofSeconds(10);
  private static final Duration RENEWAL = Duration.ofSeconds(2);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Configuration configuration;
  private final Clock clock;
  private final ControlDatabase control;
  private final Runs runs;
  private final ShardTools tools;
  private final LocalOrchestrator orchestrator;
  private final RunMeters meters;
  private final Witnesses witnesses;
  private final Asking asking = new Asking(ControlDatabase.localProcess());

  /**
   * Under which it works.
   *
   * @param stores wraps how stores are opened, for tests that damage what passes through
   */
  public record Terms(
      Guards guards, CrashPoints crash, Clock clock, Function<Stores, Stores> stores) {
    /** As shipped: every guard, no crash point, the system's clock. */
    public static Terms asShipped() {
      return new Terms(Guards.all(), CrashPoints.NONE, Clock.systemUTC(), stores -> stores);
    }
  }

  /** Its gates ask the accounts of its own control database. */
  public Workplace(Configuration configuration, Terms terms) {
    this(
        configuration,
        terms,
        control ->
            new Persons(new AccountRoles(control.people().accounts()), control.gateRefusals()));
  }

  /**
   * Who decides at gates, and who hears of it.
   *
   * @param roles what persons may do now
   */
  public record Persons(Roles roles, GateListener listener) {}

  public Workplace(
      Configuration configuration, Terms terms, Function<ControlDatabase, Persons> persons) {
    this.configuration = configuration;
    this.clock = terms.clock();
    this.control = ControlDatabase.open(configuration.control().home(), terms.clock());
    this.runs = control.runs(LEASE, terms.guards(), asking);
    Stores stores =
        terms.stores().apply(new ConfiguredStores(configuration, terms.clock(), terms.guards()));
    this.tools =
        new ShardTools(
            new ShardTools.Ports(
                stores,
                new ConfiguredRoutes(configuration),
                control.journal(),
                control.ledger(),
                control.shards()),
            new ShardTools.Conditions(
                terms.guards(), terms.crash(), terms.clock(), TransferListener.NONE),
            new ReplayTurns(),
            configuration.control().streams());
    this.meters = RunMeters.published(terms.clock());
    this.orchestrator = orchestrator(stages(), persons.apply(control));
    orchestrator.listen(meters);
    this.witnesses = new Witnesses(control, configuration.control(), orchestrator::say);
  }

  private List<Stage> stages() {
    return List.of(
        new PreflightStage(configuration),
        unchanged(new SnapshotStage()),
        unchanged(new DryRunStage()),
        unchanged(new CanaryStage()),
        unchanged(new CopyStage()),
        new VerifyStage(),
        unchanged(new CutOverStage()),
        new SoakStage(),
        unchanged(new FinalizeStage()));
  }

  private Stage unchanged(Stage changing) {
    return new GuardedStage(changing, configuration);
  }

  private LocalOrchestrator orchestrator(List<Stage> stages, Persons persons) {
    Map<StageName, Stage> byName =
        stages.stream().collect(Collectors.toMap(Stage::name, Function.identity()));
    var lookups =
        new Engine.Lookups(
            new RandomRunIds(),
            Workplace::planOf,
            control.tokens(),
            new PlanPreview(
                tools,
                configuration.stores()::get,
                configuration.advisories(),
                configuration.control().checkpointsAtHomeOnly().stream().toList()),
            new FinalizeIsFinal(control.evidence()));
    var engine =
        new Engine(
            runs,
            control.evidence(),
            tools,
            lookups,
            gates(persons),
            new Engine.Timing(LEASE, RENEWAL, PAUSE),
            control.controlId(),
            ControlDatabase.nodeName(),
            configuration.control().shardTasks());
    return new LocalOrchestrator(engine, byName, new Rollback(stages));
  }

  private Engine.Gates gates(Persons persons) {
    return new Engine.Gates(
        new GatePorts.Records(control.approvals(asking), control.parties(), persons.roles()),
        persons
            .listener()
            .and(
                new GatePages(
                    new LoggedPager(control.audit(), meters, ControlDatabase.nodeName()))),
        new EvidenceSeal.Terms("plimsoll " + version(), Workplace::windows));
  }

  private static String windows(Plan plan) {
    return plan.spec().schedule().map(Schedule::toString).orElse("always");
  }

  /** Read as of the run's start: an exclusion that has ended since does not make it invalid. */
  public static Plan planOf(Run run) {
    Clock then = Clock.fixed(run.times().started(), ZoneOffset.UTC);
    return new PlanReader(then).read("plan of " + run.id(), run.planText());
  }

  public Configuration configuration() {
    return configuration;
  }

  public LocalOrchestrator orchestrator() {
    return orchestrator;
  }

  public ControlDatabase control() {
    return control;
  }

  public Runs runs() {
    return runs;
  }

  public ShardTools tools() {
    return tools;
  }

  /** Who may do what here. */
  public People people() {
    return new People(
        control.people(),
        PeopleSettings.STANDARD,
        clock,
        new AuditedAccess(control.audit()),
        provider(configuration));
  }

  /** Who else says who people are. */
  public static Optional<OidcProvider> provider(Configuration configuration) {
    return configuration
        .people()
        .oidc()
        .map(oidc -> new OidcProvider(oidc.issuer(), oidc.clientId(), oidc.clientSecret()));
  }

  /** Whom the audit log names for what is asked. */
  Asking asking() {
    return asking;
  }

  /** The audit log and the places outside that its checkpoints are given to. */
  public Witnesses witnesses() {
    return witnesses;
  }

  /** What the runs of this process have done so far, in numbers. */
  public RunMeters meters() {
    return meters;
  }

  public ReportBuilder reports() {
    var ports =
        new ReportBuilder.Ports(
            runs, control.shards(), control.journal(), control.evidence(), control.approvals());
    return new ReportBuilder(ports, Workplace::planOf, "plimsoll " + version(), clock);
  }

  /** Where a run's report belongs. */
  public Path reportFolder(RunId run) {
    return configuration.control().home().resolve("reports").resolve(run.value());
  }

  /** Of this build; {@code dev} outside a jar. */
  public static String version() {
    String version = Workplace.class.getPackage().getImplementationVersion();
    return version == null ? "dev" : version;
  }

  @Override
  public void close() {
    try {
      orchestrator.close();
      witnesses.close();
    } finally {
      control.close();
    }
  }
}
