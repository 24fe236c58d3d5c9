package io.plimsoll.cli;

import io.plimsoll.common.RunId;
import io.plimsoll.engine.Verb;
import io.plimsoll.gate.Decider;
import io.plimsoll.gate.GateAnswer;
import io.plimsoll.gate.GateDecision;
import io.plimsoll.gate.Parties;
import io.plimsoll.plan.GateRule;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunPage;
import io.plimsoll.run.ShardProgress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Runs of the control database of this installation. */
final class LocalReach implements Reach {
  private final Bench bench;
  private final Identification identification;

  /** Opened when it is needed: a plan that is refused has touched nothing. */
  private Optional<Desk.Session> open = Optional.empty();

  LocalReach(Bench bench, Identification identification) {
    this.bench = bench;
    this.identification = identification;
  }

  private Desk.Session session() {
    if (open.isEmpty()) {
      open = Optional.of(bench.open());
    }
    return open.get();
  }

  private Optional<Decider> caller() {
    return identification.decider(bench, session());
  }

  @Override
  public void identify() {
    caller();
  }

  @Override
  public void requireCaller() {
    known();
  }

  private Decider known() {
    return caller()
        .orElseThrow(
            () ->
                new RefusalException(
                    "it is not known who you are: log in first ('plimsoll login NAME');"
                        + " nothing was changed"));
  }

  @Override
  public RunSeen find(RunId id) {
    Run run = Command.find(session(), id);
    return new RunSeen(
        RunPage.Line.of(run),
        session().orchestrator().holder(id),
        () -> sayings(run),
        Optional.empty());
  }

  private Sayings sayings(Run run) {
    Plan plan = session().planOf(run);
    boolean started = session().orchestrator().started(run.id());
    var consequence = new LocalVerbs.Consequence(plan);
    var verbs = new EnumMap<Verb, Saying>(Verb.class);
    for (Verb verb : Verb.values()) {
      verbs.put(verb, new Saying(consequence.of(verb), because(verb, run, plan, started)));
    }
    return new Sayings(plan.name(), verbs);
  }

  /** Here going on and going back may always be asked again: a killed process leaves them half. */
  private static Optional<String> because(Verb verb, Run run, Plan plan, boolean started) {
    return switch (verb) {
      case RESUME, ABORT, ROLLBACK -> Optional.empty();
      case HOLD, RETRY -> verb.refusal(run, started);
      case FINALIZE ->
          verb.refusal(run, started)
              .or(
                  () ->
                      plan.spec().gates().before(StageName.FINALIZE) instanceof GateRule.Quorum
                          ? Optional.of("the plan asks a quorum there; 'plimsoll approve' decides")
                          : Optional.empty());
    };
  }

  @Override
  public List<RunPage.Line> list(int limit) {
    return session().orchestrator().list(limit).stream().map(RunPage.Line::of).toList();
  }

  @Override
  public List<ShardProgress> shards(RunId id) {
    return session().orchestrator().shards(id);
  }

  @Override
  public StageName gateAhead(RunSeen run) {
    Plan plan = session().planOf(Command.find(session(), run.id()));
    var written = plan.spec().gates().byStage().keySet();
    StageName here = run.line().state().stage().orElse(StageName.PREFLIGHT);
    return Arrays.stream(StageName.values())
        .filter(s -> s.compareTo(here) >= 0 && written.contains(s))
        .findFirst()
        .orElse(StageName.FINALIZE);
  }

  @Override
  public GateSeen gate(RunSeen run, StageName stage, Optional<Instant> at) {
    Instant when = at.orElseGet(() -> bench.voice().terminal().clock().instant());
    var said = session().orchestrator().explain(run.id(), stage, when);
    return new GateSeen(run.id(), stage, GateShown.of(said, when), Optional.empty());
  }

  @Override
  public WindowsShown windows(String planOrRun, Optional<Instant> at) {
    Instant when = at.orElseGet(() -> bench.voice().terminal().clock().instant());
    Path file = Path.of(planOrRun);
    if (Files.exists(file)) {
      return windows(new PlanFiles(bench).read(file), Optional.empty(), when);
    }
    return Reach.runId(planOrRun)
        .flatMap(session().orchestrator()::find)
        .map(run -> windows(session().planOf(run), Optional.of(run.id().value()), when))
        .orElseThrow(
            () ->
                new RefusalException(
                    "there is no plan file and no run '%s'; 'plimsoll list' shows the runs"
                        .formatted(planOrRun)));
  }

  private WindowsShown windows(Plan plan, Optional<String> run, Instant when) {
    return WindowsShown.of(plan, run, session().orchestrator().windows(plan, when));
  }

  @Override
  public RunId submit(Path file) {
    Plan plan = new PlanFiles(bench).read(file);
    Optional<Decider> caller = caller();
    requireSomebody(plan, caller);
    return session().orchestrator().submit(plan, caller);
  }

  /** Whoever asks for a run does not decide about it, which nobody can check of a stranger. */
  static void requireSomebody(Plan plan, Optional<Decider> caller) {
    var quorums = plan.spec().gates().quorums().keySet();
    if (!quorums.isEmpty() && caller.isEmpty()) {
      throw new RefusalException(
          "persons decide before %s, so it must be known who asks for the run: log in first; nothing was changed"
              .formatted(quorums.stream().map(StageName::text).collect(Collectors.joining(", "))));
    }
  }

  @Override
  public String start(RunSeen run) {
    Optional<Decider> caller = caller();
    if (run.line().state().ended() || !session().orchestrator().start(run.id())) {
      throw new RefusalException(
          "run %s %s"
              .formatted(
                  run.id(), run.line().state().ended() ? "has ended" : "was started before"));
    }
    caller.ifPresent(who -> session().orchestrator().involve(run.id(), Parties.Part.STARTER, who));
    return "a server drives it as soon as one runs ('plimsoll serve'); or 'plimsoll resume "
        + run.id()
        + "' here";
  }

  @Override
  public ExitCode say(Verb verb, RunSeen seen, Stay stay) {
    Run run = Command.find(session(), seen.id());
    return new LocalVerbs(bench, session(), identification).say(verb, run, stay);
  }

  @Override
  public String decide(GateSeen gate, Choice choice) {
    Decider by = known();
    GateAnswer answer =
        session()
            .orchestrator()
            .decide(
                gate.run(),
                gate.stage(),
                new GateDecision(
                    choice.kind(), by, choice.shown(), choice.comment(), choice.incident()));
    if (!answer.counted()) {
      throw new RefusalException(answer.refusal().orElseThrow().text());
    }
    return answer.gate().orElseThrow().reason();
  }

  @Override
  public Watched watch(RunSeen seen) {
    var words = new RunTalk(bench.voice());
    words.heard(seen.line());
    var interruption = Interruption.during(bench.voice(), RunTalk.NO_LONGER, () -> {});
    try (var driving = new Driving(bench.voice(), session().orchestrator(), interruption)) {
      Driving.Rest rest = driving.watch(seen.id(), run -> words.heard(RunPage.Line.of(run)));
      if (rest.code() == ExitCode.STALE) {
        bench
            .voice()
            .say(
                Tone.CARE,
                "nobody works on run %s now; 'plimsoll resume %s' goes on"
                    .formatted(seen.id(), seen.id()));
      }
      return new Watched(
          RunPage.Line.of(rest.run()),
          rest.code() == ExitCode.STALE ? ExitCode.WAITS : rest.code());
    }
  }

  @Override
  public void close() {
    open.ifPresent(Desk.Session::close);
  }
}
