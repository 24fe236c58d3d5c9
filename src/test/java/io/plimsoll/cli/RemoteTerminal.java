package io.plimsoll.cli;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** Types commands on a machine that has nothing but a terminal and, perhaps, a token. */
final class RemoteTerminal {
  final Map<String, String> environment = new HashMap<>();
  Terminal.Manner manner = Terminal.Manner.PLAIN;
  BufferedReader typed = new BufferedReader(new StringReader(""));
  volatile ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Desk desk;

  RemoteTerminal(Path folder) {
    this(new NoInstallation(folder));
  }

  RemoteTerminal(Desk desk) {
    this.desk = desk;
  }

  /** From now on it works at this server, with this token. */
  RemoteTerminal at(Object server, String token) {
    environment.put("PLIMSOLL_SERVER", server.toString());
    environment.put("PLIMSOLL_TOKEN", token);
    return this;
  }

  CommandLineFixture.Seen run(Object... args) {
    var out = new ByteArrayOutputStream();
    err = new ByteArrayOutputStream();
    var terminal =
        new Terminal(
            typed,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            manner,
            Clock.systemUTC());
    String[] words = java.util.Arrays.stream(args).map(Object::toString).toArray(String[]::new);
    int code =
        new Cli(
                desk,
                (acts, audience) -> {
                  throw new AssertionError("nothing is demonstrated here");
                },
                terminal,
                environment,
                "0.1.0")
            .run(words);
    return new CommandLineFixture.Seen(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
