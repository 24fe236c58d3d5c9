package io.plimsoll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class InterruptionTest extends CliTestCase {
  @Test
  void stopsFirstAndHaltsThen() {
    var done = new ArrayList<String>();
    var terminal = Terminal.ofProcess(it.environment, it.clock);
    var options = new GlobalOptions();
    try (var interruption =
        new Interruption(
            new Voice(terminal, options),
            () -> done.add("stop"),
            code -> done.add("halt " + code))) {
      interruption.strike();
      assertThat(done).containsExactly("stop");
      interruption.strike();
    }
    assertThat(done).containsExactly("stop", "halt 130");
  }

  @Test
  void putsTheFormerReactionBack() throws Exception {
    var heard = new ArrayList<String>();
    Runnable outer = Signals.on("USR2", () -> heard.add("outer"));
    Signals.on("USR2", () -> heard.add("inner")).run();
    long self = ProcessHandle.current().pid();
    new ProcessBuilder("kill", "-USR2", Long.toString(self)).start().waitFor();
    for (int i = 0; i < 100 && heard.isEmpty(); i++) {
      Thread.sleep(20);
    }
    outer.run();

    assertThat(heard).containsExactly("outer");
  }
}
