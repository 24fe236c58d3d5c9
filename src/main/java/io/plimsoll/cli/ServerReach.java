package io.plimsoll.cli;

import io.plimsoll.common.RunId;
import io.plimsoll.engine.Verb;
import io.plimsoll.gate.GateDecision;
import io.plimsoll.gate.GateState;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Hold;
import io.plimsoll.run.RunPage;
import io.plimsoll.run.RunState;
import io.plimsoll.run.ShardProgress;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Runs of a server, over its API; what it shows is what is decided about, by its tag. */
final class ServerReach implements Reach {
  private static final String RUNS = "/v1/runs";
  private static final int LARGEST_PAGE = 1_000;

  private final Bench bench;
  private final ServerClient client;
  private final ServerViews views;

  ServerReach(Bench bench, ServerClient client) {
    this.bench = bench;
    this.client = client;
    this.views = new ServerViews(bench.voice().terminal().clock());
  }

  private static String path(RunId id, String more) {
    return RUNS + "/" + id + more;
  }

  /** Every request does. */
  @Override
  public void identify() {}

  @Override
  public void requireCaller() {}

  @Override
  public RunSeen find(RunId id) {
    try {
      return seen(client.get(path(id, "")));
    } catch (ServerException e) {
      throw e.problem().equals("not-found") ? noRun(id) : e;
    }
  }

  private RefusalException noRun(RunId id) {
    return new RefusalException(
        "there is no run %s at %s; 'plimsoll list --server %s' shows those there are"
            .formatted(id, client.server(), client.server()));
  }

  private RunSeen seen(ServerClient.Reply reply) {
    Shape shape = client.shape(reply);
    String tag = client.tag(reply);
    return client.understood(() -> views.run(shape, tag));
  }

  @Override
  public List<RunPage.Line> list(int limit) {
    var lines = new ArrayList<RunPage.Line>();
    Optional<String> after = Optional.empty();
    do {
      var asked = new java.util.HashMap<String, String>();
      asked.put("limit", Integer.toString(Math.min(limit - lines.size(), LARGEST_PAGE)));
      after.ifPresent(cursor -> asked.put("after", cursor));
      Shape page = client.shape(client.get(RUNS + ServerClient.query(asked)));
      List<RunPage.Line> more = client.understood(() -> page.list("runs", ServerViews::line));
      lines.addAll(more);
      // A page without runs goes nowhere, whatever its cursor says.
      after =
          more.isEmpty() ? Optional.empty() : client.understood(() -> page.optionalText("next"));
    } while (after.isPresent() && lines.size() < limit);
    return lines.stream().limit(limit).toList();
  }

  @Override
  public List<ShardProgress> shards(RunId id) {
    Shape shape = client.shape(client.get(path(id, "/shards")));
    return client.understood(() -> shape.list("shards", ServerViews::shard));
  }

  /** The API does not tell the plan; these three gates stand in every one. */
  @Override
  public StageName gateAhead(RunSeen run) {
    StageName here = run.line().state().stage().orElse(StageName.PREFLIGHT);
    return Arrays.stream(StageName.values())
        .filter(stage -> stage.compareTo(here) >= 0)
        .filter(stage -> inEveryPlan(stage) || !automatic(run, stage))
        .findFirst()
        .orElse(StageName.FINALIZE);
  }

  private static boolean inEveryPlan(StageName stage) {
    return stage == StageName.CANARY || stage == StageName.CUT_OVER || stage == StageName.FINALIZE;
  }

  private boolean automatic(RunSeen run, StageName stage) {
    return gate(run, stage, Optional.empty()).shown().rule().equals("automatic");
  }

  @Override
  public GateSeen gate(RunSeen run, StageName stage, Optional<Instant> at) {
    return gate(run.id(), stage, at, client.get(path(run.id(), "/gates/" + stage) + query(at)));
  }

  private static String query(Optional<Instant> at) {
    return ServerClient.query(at.map(instant -> Map.of("at", instant.toString())).orElse(Map.of()));
  }

  @Override
  public WindowsShown windows(String planOrRun, Optional<Instant> at) {
    Path file = Path.of(planOrRun);
    ServerClient.Reply reply =
        Files.exists(file)
            ? client.post("/v1/windows" + query(at), Optional.of(plan(file)), Optional.empty())
            : client.get(
                path(
                    Reach.runId(planOrRun).orElseThrow(() -> neither(planOrRun)),
                    "/windows" + query(at)));
    Shape shape = client.shape(reply);
    return client.understood(() -> ServerViews.windows(shape));
  }

  private RefusalException neither(String planOrRun) {
    return new RefusalException(
        "there is no plan file '%s' here, and no run can be called so".formatted(planOrRun));
  }

  private GateSeen gate(
      RunId run, StageName stage, Optional<Instant> at, ServerClient.Reply reply) {
    Shape shape = client.shape(reply);
    String tag = client.tag(reply);
    GateShown shown = client.understood(() -> views.gate(run, at, shape));
    return new GateSeen(run, stage, shown, Optional.of(tag));
  }

  /** The server's configuration is what the plan has to fit, so only the server reads it. */
  @Override
  public RunId submit(Path plan) {
    return seen(client.post(RUNS, Optional.of(plan(plan)), Optional.empty())).id();
  }

  private static ServerClient.Content plan(Path file) {
    return new ServerClient.Content("application/yaml", text(file), file.toString());
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new RefusalException("there is no file " + file);
    } catch (CharacterCodingException e) {
      throw new RefusalException(file + " is not UTF-8");
    } catch (IOException e) {
      throw new RefusalException(file + " cannot be read: " + e.getClass().getSimpleName());
    }
  }

  @Override
  public String start(RunSeen run) {
    client.post(path(run.id(), "/start"), Optional.empty(), run.tag());
    return "the server drives it; 'plimsoll watch %s --server %s' tells how it goes"
        .formatted(run.id(), client.server());
  }

  @Override
  public ExitCode say(Verb verb, RunSeen run, Stay stay) {
    if (!stay.holdBefore().isEmpty()) {
      throw new RefusalException(
          "--hold-before: the server waits where the plan says; 'plimsoll hold' stops it sooner");
    }
    boolean back = verb == Verb.ABORT || verb == Verb.ROLLBACK;
    RunState state = run.line().state();
    if (back && state == RunState.ROLLED_BACK) {
      bench.voice().say("run " + run.id() + " is rolled back already");
      return ExitCode.OK;
    }
    if (verb == Verb.RESUME && state.ended()) {
      bench.voice().say("run " + run.id() + " has ended: " + Words.of(state));
      return code(run.line(), false);
    }
    boolean under = back && state == RunState.ROLLING_BACK;
    RunSeen asked =
        under
            ? run
            : seen(client.post(path(run.id(), "/" + verb.text()), Optional.empty(), run.tag()));
    bench.voice().say("asked to %s: run %s".formatted(verb.text(), run.id()));
    return stay.through() ? waited(verb, asked) : unwaited(verb, asked);
  }

  /** What ends a run is not done by asking for it. */
  private ExitCode unwaited(Verb verb, RunSeen run) {
    boolean ends = verb == Verb.ABORT || verb == Verb.ROLLBACK || verb == Verb.FINALIZE;
    if (!ends || run.line().state().ended()) {
      return ExitCode.OK;
    }
    bench
        .voice()
        .say(
            "'plimsoll watch %s --server %s' tells how far it is"
                .formatted(run.id(), client.server()));
    return ExitCode.WAITS;
  }

  private ExitCode waited(Verb verb, RunSeen run) {
    Watched rest = watch(run);
    new StatusText(rest.line(), Optional.empty(), shards(run.id())).tell(bench);
    boolean back = verb == Verb.ABORT || verb == Verb.ROLLBACK;
    if (back && rest.line().state() == RunState.FINALIZED) {
      bench.voice().complain("run " + run.id() + " is finalized; there is no way back");
      return ExitCode.ERROR;
    }
    boolean held =
        verb == Verb.HOLD
            && rest.line().hold().filter(h -> h.reason() == Hold.Reason.PAUSED).isPresent();
    return held ? ExitCode.OK : rest.code();
  }

  @Override
  public String decide(GateSeen gate, Choice choice) {
    boolean glass = choice.kind() == GateDecision.Kind.BREAK_GLASS;
    String digest = choice.shown().hex();
    Object said =
        glass
            ? new Broken(digest, choice.comment(), choice.incident().orElse(""))
            : new Said(digest, choice.comment());
    String word = glass ? "break-glass" : Words.of(choice.kind());
    GateSeen now =
        gate(
            gate.run(),
            gate.stage(),
            Optional.empty(),
            client.post(
                path(gate.run(), "/gates/" + gate.stage() + "/" + word),
                Optional.of(ServerClient.Content.json(said)),
                gate.tag()));
    return sentence(word, now.shown());
  }

  /** As the API takes it. */
  private record Said(String digest, String comment) {}

  private record Broken(String digest, String reason, String incident) {}

  private static String sentence(String word, GateShown now) {
    String missing = now.missing().isEmpty() ? "" : ": " + String.join("; ", now.missing());
    return "%s counted; the gate before %s is %s%s"
        .formatted(word, now.stage(), Words.of(now.state()), missing);
  }

  @Override
  public Watched watch(RunSeen run) {
    var talk = new RunTalk(bench.voice());
    talk.heard(run.line());
    Predicate<RunPage.Line> over = line -> ExitCode.rests(line) && line.request().isEmpty();
    try (var events = new ServerEvents(client, path(run.id(), "/events"), bench.voice())) {
      RunPage.Line rest = events.follow(run.line(), over, talk, () -> find(run.id()).line());
      return new Watched(rest, code(rest, events.interrupted()));
    }
  }

  private ExitCode code(RunPage.Line line, boolean interrupted) {
    ExitCode code = ExitCode.of(line, interrupted);
    boolean back = line.state() == RunState.ROLLED_BACK && code == ExitCode.OK;
    return back && rejected(line.id()) ? ExitCode.REJECTED : code;
  }

  private boolean rejected(RunId id) {
    return Arrays.stream(StageName.values())
        .anyMatch(
            stage ->
                gate(id, stage, Optional.empty(), client.get(path(id, "/gates/" + stage)))
                        .shown()
                        .state()
                    == GateState.REJECTED);
  }

  @Override
  public void close() {}
}
