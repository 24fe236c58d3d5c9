package io.plimsoll.app;

import io.plimsoll.app.demo.Demo;
import io.plimsoll.cli.Cli;
import io.plimsoll.cli.Terminal;
import java.nio.file.Path;
import java.time.Clock;

/** The entry point of {@code plimsoll.jar}. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    var environment = System.getenv();
    var workingDirectory = Path.of("").toAbsolutePath();
    var userHome = Path.of(System.getProperty("user.home"));
    var desk = new Installation(environment, workingDirectory, userHome);
    var terminal = Terminal.ofProcess(environment, Clock.systemDefaultZone());
    var demo = new Demo(workingDirectory);
    int code = new Cli(desk, demo, terminal, environment, Workplace.version()).run(args);
    System.out.flush();
    System.err.flush();
    System.exit(code);
  }
}
