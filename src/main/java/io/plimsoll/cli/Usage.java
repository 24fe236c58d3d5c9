package io.plimsoll.cli;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Completes the help: {@code --help} and exit codes everywhere, examples for picocli's own. */
final class Usage {
  private static final Map<String, String> FOREIGN_EXAMPLES =
      Map.of(
          "help", "  plimsoll help run",
          "generate-completion", "  source <(plimsoll generate-completion)");

  private Usage() {}

  static void complete(CommandLine line) {
    var usage = line.getCommandSpec().usageMessage();
    usage.exitCodeListHeading("%nExit codes:%n");
    usage.exitCodeList(codes(line.getCommand()));
    addHelp(line.getCommandSpec());
    String foreign = FOREIGN_EXAMPLES.get(line.getCommandName());
    if (foreign != null) {
      usage.footerHeading("%nExamples:%n");
      usage.footer(foreign);
    }
    line.getSubcommands().values().forEach(Usage::complete);
  }

  /** Not inherited like the other global options: picocli's own commands bring theirs. */
  private static void addHelp(CommandSpec spec) {
    if (spec.findOption("--help") == null) {
      spec.addOption(
          OptionSpec.builder("-h", "--help")
              .usageHelp(true)
              .type(boolean.class)
              .description("Shows this text.")
              .build());
    }
  }

  private static Map<String, String> codes(Object command) {
    Set<ExitCode> codes = EnumSet.of(ExitCode.OK, ExitCode.ERROR, ExitCode.REFUSED);
    if (command instanceof Command ours) {
      codes.addAll(ours.exitCodes());
    }
    var list = new LinkedHashMap<String, String>();
    codes.forEach(code -> list.put(Integer.toString(code.number()), code.meaning()));
    return list;
  }
}
