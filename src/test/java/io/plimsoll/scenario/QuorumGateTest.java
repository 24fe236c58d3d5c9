package io.plimsoll.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.app.Workplace;
import io.plimsoll.audit.EventTypes;
import io.plimsoll.common.RunId;
import io.plimsoll.engine.GateRound;
import io.plimsoll.gate.Decider;
import io.plimsoll.gate.GateAnswer;
import io.plimsoll.gate.GateDecision;
import io.plimsoll.gate.GateListener;
import io.plimsoll.gate.GateRefusal;
import io.plimsoll.gate.GateState;
import io.plimsoll.gate.PersonId;
import io.plimsoll.gate.Roles;
import io.plimsoll.plan.Role;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Hold;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunState;
import io.plimsoll.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A whole move whose cut-over two persons have to approve. */
class QuorumGateTest {
  /** A round begins at once; on a slow machine it takes its time. */
  private static final int MOST_LOOKS = 600;

  static final Decider ANN = person("ann");
  static final Decider BEN = person("ben");
  private static final Decider RITA = person("rita");

  private static Decider person(String name) {
    return new Decider(
        new PersonId(name),
        name,
        Set.of(Role.APPROVER),
        Decider.Kind.PERSON,
        "password",
        "cli",
        "127.0.0.1");
  }

  private static final Roles ALL_APPROVERS =
      new Roles() {
        @Override
        public Set<Role> of(PersonId person) {
          return Set.of(Role.APPROVER);
        }

        @Override
        public List<Holder> holders() {
          return List.of(
              new Holder(ANN.person(), "ann", ANN.roles()),
              new Holder(RITA.person(), "rita", RITA.roles()));
        }
      };

  private static Scenario scenario() {
    return asking(new Scenario(1));
  }

  /** Two of the approvers have to agree before the cut-over. */
  static Scenario asking(Scenario scenario) {
    return scenario
        .plan("cut-over: automatic", "cut-over: {quorum: {approver: 2}, expires: 1h}")
        .people(new Workplace.Persons(ALL_APPROVERS, GateListener.NONE));
  }

  static Scenario.Result waiting(Scenario scenario) {
    Workplace workplace = scenario.workplace();
    RunId id = workplace.orchestrator().submit(scenario.plan(), Optional.of(RITA));
    var result = scenario.drive(workplace, id);
    assertThat(result.run().state()).as(result.text()).isEqualTo(RunState.CUT_OVER);
    assertThat(result.run().hold().map(Hold::reason)).contains(Hold.Reason.GATE);
    return result;
  }

  static GateAnswer approve(Scenario.Result waiting, Decider by) {
    var orchestrator = waiting.workplace().orchestrator();
    RunId id = waiting.run().id();
    var shown =
        orchestrator.gate(id, StageName.CUT_OVER).orElseThrow().gate().evidence().orElseThrow();
    return orchestrator.decide(
        id, StageName.CUT_OVER, GateDecision.approve(by, shown.digest(), ""));
  }

  @Test
  void isCutOverOnceTwoOthersHaveApproved() {
    try (var scenario = scenario()) {
      var waiting = waiting(scenario);
      var orchestrator = waiting.workplace().orchestrator();
      RunId id = waiting.run().id();
      assertThat(waiting.run().hold().orElseThrow().text()).contains("2 approver");

      var resumed = scenario.resume(waiting);
      assertThat(resumed.run().hold().map(Hold::reason))
          .as("resuming passes no quorum")
          .contains(Hold.Reason.GATE);
      assertThat(approve(waiting, RITA).refusal().map(GateRefusal::code))
          .contains(GateRefusal.Code.OWN_RUN);
      assertThat(approve(waiting, ANN).counted()).isTrue();
      var said = orchestrator.explain(id, StageName.CUT_OVER, Instant.now());
      assertThat(said.missing()).containsExactly("1 of 2 approved, missing 1 approver");
      assertThat(said.cannot()).extracting(p -> p.name()).containsExactly("ann", "rita");

      assertThat(approve(waiting, BEN).counted()).isTrue();
      var done = scenario.drive(waiting.workplace(), id);
      assertThat(done.run().state()).as(done.text()).isEqualTo(RunState.FINALIZED);
      assertThat(orchestrator.gates(id))
          .extracting(view -> view.gate().stage() + " " + view.state())
          .containsExactly("cut-over CONSUMED", "finalize CONSUMED");
      assertThat(orchestrator.gate(id, StageName.FINALIZE).orElseThrow().gate().decisions())
          .as("the plan asks nobody there, and the record says so")
          .isEmpty();
    }
  }

  @Test
  void holdsWhenNobodyDecidesInTimeAndNobodyIsAwake() throws Exception {
    var clock = new SettableClock(Instant.now());
    try (var scenario = scenario().at(clock)) {
      var waiting = waiting(scenario);
      RunId id = waiting.run().id();
      clock.advance(Duration.ofMinutes(61));

      try (var round = new GateRound(waiting.workplace().orchestrator())) {
        round.begin();
        for (int look = 0; look < MOST_LOOKS && reason(waiting, id) == Hold.Reason.GATE; look++) {
          TimeUnit.MILLISECONDS.sleep(100);
        }
      }
      assertThat(reason(waiting, id)).isEqualTo(Hold.Reason.EXPIRED);
      assertThat(approve(waiting, ANN).refusal().map(GateRefusal::code))
          .contains(GateRefusal.Code.EXPIRED);
    }
  }

  private static Hold.Reason reason(Scenario.Result waiting, RunId id) {
    return waiting.workplace().runs().find(id).orElseThrow().hold().orElseThrow().reason();
  }

  @Test
  void goesBackWhenSomebodyRejects() {
    try (var scenario = scenario()) {
      var waiting = waiting(scenario);
      var orchestrator = waiting.workplace().orchestrator();
      RunId id = waiting.run().id();
      var shown =
          orchestrator.gate(id, StageName.CUT_OVER).orElseThrow().gate().evidence().orElseThrow();
      orchestrator.decide(
          id,
          StageName.CUT_OVER,
          GateDecision.breakGlass(BEN, shown.digest(), "cannot wait", Optional.empty()));
      assertThat(waiting.workplace().control().audit().newest(Optional.of(id), 1).get(0).type())
          .as("a key that is turned calls somebody")
          .isEqualTo(EventTypes.PERSON_PAGED);
      orchestrator.decide(
          id, StageName.CUT_OVER, GateDecision.reject(ANN, shown.digest(), "too late at night"));

      var back = scenario.drive(waiting.workplace(), id);
      assertThat(back.run().state()).as(back.text()).isEqualTo(RunState.ROLLED_BACK);
      assertThat(back.run().outcome()).contains("too late at night");
      assertThat(Scenario.writable(Scenario.old(), scenario.source("s00"), "users")).isTrue();
    }
  }

  @Test
  void goesBackWhenAbortedAlthoughItIsArmed() {
    try (var scenario = scenario()) {
      var waiting = waiting(scenario);
      var orchestrator = waiting.workplace().orchestrator();
      RunId id = waiting.run().id();
      approve(waiting, ANN);
      approve(waiting, BEN);
      orchestrator.requestRollback(id, Run.Request.ABORT);

      var back = scenario.drive(waiting.workplace(), id);
      assertThat(back.run().state()).as(back.text()).isEqualTo(RunState.ROLLED_BACK);
      assertThat(orchestrator.gate(id, StageName.CUT_OVER).orElseThrow().state())
          .isEqualTo(GateState.CANCELLED);
    }
  }

  @Test
  void isDisarmedWhenTheSourceIsAlteredAfterTheApproval() {
    try (var scenario = scenario()) {
      var waiting = waiting(scenario);
      approve(waiting, ANN);
      approve(waiting, BEN);
      Scenario.old().execute(scenario.source("s00"), "alter table users add column extra int");

      var red = scenario.drive(waiting.workplace(), waiting.run().id());
      assertThat(red.run().state()).isEqualTo(RunState.CUT_OVER);
      assertThat(red.run().hold().orElseThrow().text())
          .contains("turned red", "F28 s00 source", "while the gate waited");
    }
  }

  private static Scenario.Result armedLive(Scenario scenario) {
    var waiting = waiting(asking(scenario));
    approve(waiting, ANN);
    approve(waiting, BEN);
    return waiting;
  }

  @Test
  void isCutOverWhileClientsWrite() {
    try (var scenario = LiveMoveTest.live(1)) {
      var armed = armedLive(scenario);
      Scenario.old().execute(scenario.source("s00"), "update users set name = 'new' where id < 9");
      armed.workplace().orchestrator().watch(armed.run().id());

      var done = scenario.drive(armed.workplace(), armed.run().id());
      assertThat(done.run().state()).as(done.text()).isEqualTo(RunState.FINALIZED);
    }
  }

  @Test
  void isDisarmedWhenCaptureIsBroken() {
    try (var scenario = LiveMoveTest.live(1)) {
      var armed = armedLive(scenario);
      Scenario.old().execute(scenario.source("s00"), "alter table users disable trigger all");

      armed.workplace().orchestrator().watch(armed.run().id());

      var view =
          armed.workplace().orchestrator().gate(armed.run().id(), StageName.CUT_OVER).orElseThrow();
      assertThat(view.state()).isEqualTo(GateState.RED);
      assertThat(view.gate().reason()).contains("turned red", "F28 public.users");
    }
  }
}
