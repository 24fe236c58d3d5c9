package io.plimsoll.cli;

import io.plimsoll.app.Witnesses;
import io.plimsoll.app.Workplace;
import io.plimsoll.common.CrashPoints;
import io.plimsoll.common.Guards;
import io.plimsoll.common.Retry;
import io.plimsoll.common.RunId;
import io.plimsoll.common.ShardId;
import io.plimsoll.control.ControlDatabase;
import io.plimsoll.people.AccessEvents;
import io.plimsoll.people.Caller;
import io.plimsoll.people.People;
import io.plimsoll.people.TestPeople;
import io.plimsoll.plan.Configuration;
import io.plimsoll.plan.Configuration.FilesConfig;
import io.plimsoll.plan.Configuration.PostgresConfig;
import io.plimsoll.plan.ConfigurationReader;
import io.plimsoll.plan.EffectiveConfiguration;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.PlanReader;
import io.plimsoll.report.Report;
import io.plimsoll.report.ReportBuilder;
import io.plimsoll.run.Run;
import io.plimsoll.store.Scratch;
import io.plimsoll.store.Store;
import io.plimsoll.store.Stores;
import io.plimsoll.store.Vault;
import io.plimsoll.store.files.DirectoryVault;
import io.plimsoll.store.postgres.PostgresStore;
import io.plimsoll.testing.SettableClock;
import io.plimsoll.transfer.Passage;
import io.plimsoll.transfer.TransferListener;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A desk over a real control database, real files and, where a test wants, real databases. */
final class CommandLineFixture implements Desk, AutoCloseable {
  static final String SITE =
      """
      stores:
        old:
          type: postgresql
          url: jdbc:postgresql://old.example:5432/app_{shard}
          user: plimsoll
          password: {env: OLD_PASSWORD}
          domain: {site: fremont, array: hds-1}
        new:
          type: postgresql
          url: jdbc:postgresql://new.example:5432/app_{shard}
          user: plimsoll
        scratch: {type: postgresql, url: "jdbc:postgresql://s.example/postgres", user: plimsoll}
        directory: {type: postgresql, url: "jdbc:postgresql://d.example/routes", user: plimsoll}
        vault: {type: files, path: vault, domain: {site: reno}}
      routes:
        sidekick: {type: table, store: directory}
      """;
  static final String SECRET = "hunter2-never-shown";

  final Path folder;
  final Path plan;
  final ControlDatabase control;
  final ScriptedOrchestrator orchestrator;
  final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T12:00:00Z"));
  final Map<String, String> environment = new HashMap<>(Map.of("OLD_PASSWORD", SECRET));
  Terminal.Manner manner = Terminal.Manner.PLAIN;
  String typed = "";

  /** Whom the audit log would name, one after another. */
  final List<String> asked = new ArrayList<>();

  /** What the command that runs now has said so far. */
  volatile ByteArrayOutputStream err;

  Set<Integer> actsPlayed;
  int demoCode;

  /** What a shell would see. */
  record Seen(int code, String out, String err) {}

  CommandLineFixture(Path folder) {
    try {
      this.folder = folder;
      this.plan = folder.resolve("plan.yaml");
      Files.copy(Path.of("migrations/sidekick/plan.yaml"), plan);
      Files.writeString(folder.resolve("site.yaml"), SITE);
      this.control = ControlDatabase.open(folder.resolve("control"), clock);
      this.orchestrator = new ScriptedOrchestrator(control);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String planText() {
    try {
      return Files.readString(plan);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same plan, with clients writing during the move. */
  String livePlanText() {
    return planText().replaceFirst("(?m)^  capture: .*$", "  capture: {mode: triggers}");
  }

  /** Runs one command with the site's configuration. */
  Seen run(Object... args) {
    var all = new ArrayList<String>();
    for (Object arg : args) {
      all.add(arg.toString());
    }
    all.add("--config");
    all.add(folder.resolve("site.yaml").toString());
    return bare(all.toArray(String[]::new));
  }

  Seen bare(String... args) {
    var out = new ByteArrayOutputStream();
    err = new ByteArrayOutputStream();
    int code = cli(out, err).run(args);
    return new Seen(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  Cli cli(ByteArrayOutputStream out, ByteArrayOutputStream err) {
    var terminal =
        new Terminal(
            new BufferedReader(new StringReader(typed)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            manner,
            clock);
    return new Cli(this, this::demo, terminal, environment, "0.1.0");
  }

  private int demo(Set<Integer> acts, DemoRunner.Audience audience) {
    actsPlayed = acts;
    audience.say("the curtain rises");
    audience.print("act 1: finalized, records lost: 0");
    return demoCode;
  }

  @Override
  public PlanReader plans() {
    return new PlanReader(clock);
  }

  @Override
  public Path userState() {
    return folder.resolve("state");
  }

  @Override
  public EffectiveConfiguration configuration(Chosen chosen) {
    return new ConfigurationReader(environment, folder, folder).read(chosen.file(), chosen.flags());
  }

  @Override
  public Session open(Chosen chosen) {
    Configuration configuration = configuration(chosen).configuration();
    return new Opened(configuration);
  }

  @Override
  public Service serve(Chosen chosen) {
    throw new IllegalStateException("no command under test here serves");
  }

  @Override
  public void close() {
    control.close();
  }

  private final class Opened implements Session, Stores {
    private final Configuration configuration;

    Opened(Configuration configuration) {
      this.configuration = configuration;
    }

    @Override
    public Configuration configuration() {
      return configuration;
    }

    @Override
    public ScriptedOrchestrator orchestrator() {
      return orchestrator;
    }

    @Override
    public Plan planOf(Run run) {
      return plans().read("plan of " + run.id(), run.planText());
    }

    @Override
    public Optional<Report> report(RunId run) {
      var ports =
          new ReportBuilder.Ports(
              orchestrator.runs, control.shards(), control.journal(), control.evidence());
      return new ReportBuilder(ports, this::planOf, "plimsoll 0.1.0", clock).find(run);
    }

    @Override
    public Path reportFolder(RunId run) {
      return folder.resolve("reports").resolve(run.value());
    }

    @Override
    public Stores stores() {
      return this;
    }

    @Override
    public Workshop workshop() {
      var around =
          new Passage.Surroundings(
              TransferListener.NONE,
              CrashPoints.NONE,
              clock,
              Guards.all(),
              new Retry(2, Duration.ZERO, Duration.ZERO));
      return new Workshop(around, control.controlId(), "node-1", 2);
    }

    @Override
    public People people() {
      return new People(
          control.people(),
          TestPeople.SETTINGS,
          clock,
          AccessEvents.NONE,
          Workplace.provider(configuration));
    }

    @Override
    public void asks(Caller caller) {
      asked.add(caller.name());
    }

    @Override
    public Audit audit() {
      var witnesses = new Witnesses(control, configuration.control(), (run, line) -> {});
      return new Audit(
          witnesses.log(), witnesses.keys(), witnesses.checkpoints(), witnesses.folders());
    }

    @Override
    public void close() {
      // The control database is the fixture's.
    }

    @Override
    public Store open(String store, ShardId shard) {
      return PostgresStore.open((PostgresConfig) configuration.stores().get(store), shard);
    }

    @Override
    public Scratch scratch(String store) {
      throw new IllegalStateException("no command opens a scratch store itself");
    }

    @Override
    public Vault vault(String store) {
      var files = (FilesConfig) configuration.stores().get(store);
      return new DirectoryVault(store, files.path(), clock, Guards.all());
    }
  }
}
