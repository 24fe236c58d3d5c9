package io.plimsoll.report;

import io.plimsoll.common.RunId;
import io.plimsoll.gate.EvidenceBook;
import io.plimsoll.gate.GateRounds;
import io.plimsoll.plan.Plan;
import io.plimsoll.report.Report.Sections;
import io.plimsoll.run.Journal;
import io.plimsoll.run.Run;
import io.plimsoll.run.Runs;
import io.plimsoll.run.Shards;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Puts the report of a run together out of what was recorded. It measures nothing itself and
 * changes nothing; any state of a run, a refused or failed one too, has a report.
 */
public final class ReportBuilder {
  static final String SCHEMA = "https://plimsoll.io/schemas/report.schema.json";

  private final Ports ports;
  private final Function<Run, Plan> plans;
  private final String tool;
  private final Clock clock;

  /** What the report is read from. */
  public record Ports(
      Runs runs, Shards shards, Journal journal, EvidenceBook evidence, GateRounds gates) {}

  /**
   * @param plans reads a run's own plan text, as of the run's start
   * @param tool name and version of this program
   */
  public ReportBuilder(Ports ports, Function<Run, Plan> plans, String tool, Clock clock) {
    this.ports = ports;
    this.plans = plans;
    this.tool = tool;
    this.clock = clock;
  }

  /** The report as of now; empty when there is no such run. */
  public Optional<Report> find(RunId id) {
    return ports.runs().find(id).map(this::build);
  }

  /**
   * The report as of now.
   *
   * @throws IllegalArgumentException when there is no such run
   */
  public Report build(RunId id) {
    return find(id).orElseThrow(() -> new IllegalArgumentException("there is no run " + id));
  }

  private Report build(Run run) {
    var material =
        new Material(
            run,
            plans.apply(run),
            List.copyOf(ports.runs().history(run.id())),
            new Material.Diary(
                List.copyOf(ports.journal().entries(run.id())),
                ports.shards().of(run.id()),
                List.copyOf(ports.gates().rounds(run.id()))),
            new Book(ports.evidence().current(run.id())));
    var verdicts = new Verdicts(material);
    var losses = new Losses(material, verdicts);
    var content = new ContentSection(material, verdicts);
    return new Report(
        SCHEMA,
        tool,
        clock.instant().truncatedTo(ChronoUnit.MILLIS),
        new Summaries(material, verdicts, losses, content).summary(),
        sections(material, content, losses),
        new RawFacts(material).all());
  }

  private Sections sections(Material material, ContentSection content, Losses losses) {
    var planned = new PlanSections(material, tool, new GateTables(material, clock.instant()));
    var proven = new ProofSections(material);
    var switched = new SwitchSections(material);
    return new Sections(
        planned.identity(),
        planned.endpoints(),
        planned.scope(),
        planned.decisions(),
        proven.backup(),
        proven.rehearsals(),
        new Timeline(material).steps(),
        content.section(),
        switched.cutOver(),
        switched.rollback(),
        switched.aftermath(),
        switched.decommission(),
        new CustomersSection(material, losses).section());
  }
}
