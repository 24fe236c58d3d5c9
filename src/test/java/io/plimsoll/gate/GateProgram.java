package io.plimsoll.gate;

import io.plimsoll.plan.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A second process that works at gates; tests start it and kill it. */
final class GateProgram {
  static final int SEATS = 9;

  /** How often each person decides both ways: more often than it lives. */
  private static final int TURNS = 12;

  private GateProgram() {}

  /** {@code states HOME} · {@code decide HOME}. */
  public static void main(String[] arguments) throws Exception {
    Path home = Path.of(arguments[1]);
    switch (arguments[0]) {
      case "states" -> states(home);
      case "decide" -> decide(home);
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  /** Brings a gate into every state, says how each is, and waits to be killed. */
  private static void states(Path home) throws IOException {
    for (GateState state : GateState.values()) {
      var it = new GateFixture(home.resolve(state.name()));
      GateRestartTest.bring(it, state);
      System.out.println(told(it));
    }
    System.out.println("all");
    System.in.read();
  }

  /** The gate and its run, as far as anybody could notice a difference. */
  static String told(GateFixture it) {
    return "%s run %s %d %s"
        .formatted(it.gate(), it.run().state(), it.run().version(), it.run().hold())
        .replaceAll("\\s+", " ");
  }

  /** All persons but one approve and take it back, again and again. */
  private static void decide(Path home) {
    var it = new GateFixture(home, "{quorum: {approver: %d}, expires: 4h}".formatted(SEATS));
    it.waiting();
    System.out.println("waiting");
    for (int turn = 0; turn < TURNS; turn++) {
      for (int i = 1; i < SEATS; i++) {
        Decider person = it.person(name(i), Role.APPROVER);
        say("approve", person, it.approve(person));
      }
      for (int i = 1; i < SEATS; i++) {
        Decider person = it.person(name(i), Role.APPROVER);
        say("withdraw", person, it.decide(GateDecision.withdraw(person, it.shown(), "")));
      }
    }
  }

  static String name(int number) {
    return "person-" + number;
  }

  private static void say(String what, Decider person, GateAnswer answer) {
    if (!answer.counted()) {
      throw new IllegalStateException(answer.refusal().orElseThrow().text());
    }
    System.out.println(what + " " + person.person());
  }

  static Process start(String... arguments) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", GateProgram.class.getName()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return builder.start();
  }
}
