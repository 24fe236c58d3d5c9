package io.plimsoll.cli;

import io.plimsoll.plan.EffectiveConfiguration.Setting;
import java.util.List;
import picocli.CommandLine.Option;

@picocli.CommandLine.Command(
    name = "print",
    description = {
      "Prints the configuration as it takes effect: each value and where it comes from. Secrets are"
          + " shown as ****, with their origin.",
      "Reads files only."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  plimsoll config print --effective",
      "  plimsoll config print --config site.yaml --set control.streams=4"
    })
final class ConfigPrintCommand extends Command {
  private static final String DEFAULT = "built-in default";

  @Option(
      names = "--effective",
      description = "Built-in defaults, too; else only what file, environment and flags say.")
  boolean effective;

  ConfigPrintCommand(Bench bench) {
    super(bench);
  }

  @Override
  ExitCode run() {
    List<Setting> settings =
        bench.desk().configuration(bench.options().chosen()).settings().stream()
            .filter(setting -> effective || !setting.origin().equals(DEFAULT))
            .toList();
    if (json()) {
      printJson(settings);
    } else {
      settings.forEach(setting -> voice().print(line(setting)));
    }
    return ExitCode.OK;
  }

  private static String line(Setting setting) {
    String remark = setting.remark().isEmpty() ? "" : "; " + setting.remark();
    return "%s = %s  # %s%s".formatted(setting.path(), setting.value(), setting.origin(), remark);
  }
}
