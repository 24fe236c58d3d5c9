package io.plimsoll.gate;

import io.plimsoll.common.Digest;
import io.plimsoll.common.Guards;
import io.plimsoll.common.RunId;
import io.plimsoll.common.ShardId;
import io.plimsoll.common.Verdict;
import io.plimsoll.control.ControlDatabase;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.PlanReader;
import io.plimsoll.plan.Role;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunEvent;
import io.plimsoll.run.Runs;
import io.plimsoll.testing.SettableClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** A run before its cut-over, in a real control database, with people who may decide. */
final class GateFixture implements AutoCloseable {
  static final RunId RUN = new RunId("sidekick-1");
  static final StageName STAGE = StageName.CUT_OVER;
  static final String QUORUM = "{quorum: {approver: 2, auditor: 1}, expires: 4h}";

  final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T12:00:00Z"));
  final List<String> heard = new ArrayList<>();
  final Map<PersonId, Roles.Holder> people = new TreeMap<>();
  final Decider ann = person("ann", Role.APPROVER);
  final Decider ben = person("ben", Role.APPROVER);
  final Decider cas = person("cas", Role.AUDITOR);
  final Decider rita = person("rita", Role.REQUESTER, Role.APPROVER, Role.AUDITOR);

  GateWatch.Look seen = GateWatch.Look.GREEN;
  String tool = "plimsoll 1";
  UnaryOperator<Approvals> around = approvals -> approvals;
  private final Path home;
  private String planText;
  private ControlDatabase database;
  Runs runs;

  GateFixture(Path home) {
    this(home, QUORUM);
  }

  GateFixture(Path home, String rule) {
    this(home, rule, true);
  }

  /** A run that nobody is known to have asked for. */
  static GateFixture ofAStranger(Path home) {
    return new GateFixture(home, QUORUM, false);
  }

  private GateFixture(Path home, String rule, boolean known) {
    this.home = home;
    this.planText = sample().replace("cut-over: automatic", "cut-over: " + rule);
    open();
    Run run = runs.create(RUN, planText);
    while (run.state().stage().orElseThrow() != STAGE) {
      run = runs.move(run, RunEvent.PASSED, Runs.Note.of(""));
    }
    if (known) {
      database.parties().add(RUN, Parties.Part.REQUESTER, rita.person(), rita.name());
    }
    for (Plan.ShardPlan shard : plan().spec().shards()) {
      record(StageName.PREFLIGHT, shard.name(), endpoints("7001"), Evidence.Status.PASS);
      record(StageName.VERIFY, shard.name(), verified(Verdict.EQUAL), Evidence.Status.PASS);
    }
  }

  /** What a process that was killed has left behind. */
  GateFixture(Path home, ProcessHandle killed) {
    if (killed.isAlive()) {
      throw new IllegalStateException(killed + " is alive");
    }
    this.home = home;
    open();
    this.planText = run().planText();
  }

  static String sample() {
    try {
      return Files.readString(Path.of("migrations/sidekick/plan.yaml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void open() {
    database = ControlDatabase.open(home, clock);
    runs = database.runs(Duration.ofSeconds(30));
  }

  /** As after kill -9: nothing but the file is left. */
  void restart() {
    database.close();
    open();
  }

  ControlDatabase database() {
    return database;
  }

  Plan plan() {
    return new PlanReader(clock).read("plan.yaml", planText);
  }

  /** Somebody changes what the control database says the plan is. */
  void editPlan(String piece, String by) {
    if (!planText.contains(piece)) {
      throw new IllegalStateException("no '%s' in the plan".formatted(piece));
    }
    planText = planText.replace(piece, by);
  }

  void record(StageName stage, ShardId shard, Facts.Fact fact, Evidence.Status status) {
    database
        .evidence()
        .record(
            RUN,
            new Evidence(
                stage,
                Optional.of(shard),
                fact.name(),
                status,
                "test",
                clock.instant(),
                FactJson.write(fact)));
  }

  static Facts.Endpoints endpoints(String system) {
    return new Facts.Endpoints(
        new Facts.Endpoint(
            "old", "db://old", "PostgreSQL 18", "pg " + system + "/1/5", "a", "test"),
        new Facts.Endpoint("new", "db://new", "PostgreSQL 18", "pg 9001/1/5", "b", "test"),
        new Facts.Endpoint("vault", "/vault", "", "", "c", "test"));
  }

  Facts.Verified verified(Verdict verdict) {
    return new Facts.Verified(
        verdict,
        100,
        "at " + clock.instant(),
        clock.instant(),
        clock.instant(),
        new Facts.SeededErrors(3, 3),
        List.of(),
        List.of(),
        List.of());
  }

  Decider person(String name, Role... roles) {
    var decider =
        new Decider(
            new PersonId(name),
            name,
            Set.of(roles),
            Decider.Kind.PERSON,
            "password",
            "cli",
            "127.0.0.1");
    people.put(decider.person(), new Roles.Holder(decider.person(), name, Set.of(roles)));
    return decider;
  }

  Decider machine() {
    return new Decider(
        new PersonId("ci"),
        "ci",
        Set.of(Role.APPROVER),
        Decider.Kind.MACHINE,
        "token",
        "api",
        "10.0.0.7");
  }

  private final Roles roles =
      new Roles() {
        @Override
        public Set<Role> of(PersonId person) {
          return Optional.ofNullable(people.get(person)).map(Holder::roles).orElse(Set.of());
        }

        @Override
        public List<Holder> holders() {
          return List.copyOf(people.values());
        }
      };

  private final GateListener listener =
      new GateListener() {
        @Override
        public void moved(Gate gate, GateEvent event) {
          heard.add("moved " + event);
        }

        @Override
        public void refused(GateAsk ask, GateRefusal refusal) {
          heard.add("refused " + refusal.code());
        }

        @Override
        public void pages(Gate gate, Decision decision) {
          heard.add("pages for " + decision.person());
        }
      };

  GateKeeper keeper() {
    return new GateKeeper(
        new GatePorts(
            runs,
            database.evidence(),
            new GatePorts.Records(around.apply(database.approvals()), database.parties(), roles),
            listener,
            clock),
        new EvidenceGate(Guards.all()),
        new EvidenceSeal(new EvidenceSeal.Terms(tool, plan -> "always")));
  }

  /** What the engine does before each step, until the run rests or the stage may begin. */
  boolean passes() {
    for (int i = 0; i < 10 && run().hold().isEmpty() && run().state().stage().isPresent(); i++) {
      Standing standing = keeper().before(run(), plan(), STAGE, () -> seen);
      switch (standing.kind()) {
        case PASSES -> {
          return true;
        }
        case MOVED -> {}
        case HOLDS ->
            runs.move(run(), RunEvent.INCONCLUSIVE, Runs.Note.hold(standing.hold().orElseThrow()));
      }
    }
    return false;
  }

  /** The run comes to the gate and waits. */
  GateFixture waiting() {
    if (passes()) {
      throw new IllegalStateException("it did not wait");
    }
    return this;
  }

  /** A person resumes; the engine drives. */
  boolean resumed() {
    runs.move(run(), RunEvent.RESUME, Runs.Note.of("resumed"));
    return passes();
  }

  Run run() {
    return runs.find(RUN).orElseThrow();
  }

  Gate gate() {
    return database.approvals().current(RUN, STAGE).orElseThrow();
  }

  Digest shown() {
    return gate().evidence().orElseThrow().digest();
  }

  GateAnswer decide(GateDecision decision) {
    return new GateDesk(keeper(), run -> plan()).decide(new GateAsk(RUN, STAGE, decision));
  }

  GateAnswer approve(Decider by) {
    return decide(GateDecision.approve(by, shown(), "looks good"));
  }

  /** All three seats. */
  GateFixture armed() {
    waiting();
    for (Decider each : List.of(ann, ben, cas)) {
      GateAnswer answer = approve(each);
      if (!answer.counted()) {
        throw new IllegalStateException(answer.refusal().orElseThrow().text());
      }
    }
    return this;
  }

  GateRefusal.Code refused(GateAnswer answer) {
    return answer.refusal().map(GateRefusal::code).orElse(null);
  }

  Explanation explain(Instant at) {
    return new Explainer(keeper()).explain(run(), plan(), STAGE, at);
  }

  @Override
  public void close() {
    database.close();
  }
}
