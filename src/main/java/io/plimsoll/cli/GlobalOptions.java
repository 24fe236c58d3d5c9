package io.plimsoll.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options every command takes. */
final class GlobalOptions {
  enum Output {
    TABLE,
    JSON
  }

  @Option(
      names = "--config",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description =
          "Configuration file. Else $PLIMSOLL_CONFIG, else config/plimsoll.yaml if it is there.")
  Path config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      scope = ScopeType.INHERIT,
      description = "Sets one value of the configuration: --set control.streams=4. Repeatable.")
  Map<String, String> set = new LinkedHashMap<>();

  @Option(
      names = "--output",
      paramLabel = "table|json",
      defaultValue = "table",
      scope = ScopeType.INHERIT,
      description = "How data is printed. json: one JSON object or array on standard output.")
  Output output = Output.TABLE;

  @Option(
      names = "--no-input",
      scope = ScopeType.INHERIT,
      description = "Never asks; what would need an answer is refused.")
  boolean noInput;

  @Option(
      names = {"-q", "--quiet"},
      scope = ScopeType.INHERIT,
      description = "No talk and no progress, only data and complaints.")
  boolean quiet;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Shows the stack trace of an error.")
  boolean debug;

  boolean json() {
    return output == Output.JSON;
  }

  Desk.Chosen chosen() {
    return new Desk.Chosen(Optional.ofNullable(config), set);
  }
}
