package io.plimsoll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class HelpTest extends CliTestCase {
  private List<CommandLine> everyCommand() {
    var found = new ArrayList<CommandLine>();
    collect(it.cli(new ByteArrayOutputStream(), new ByteArrayOutputStream()).line(), found);
    return found;
  }

  private static void collect(CommandLine line, List<CommandLine> found) {
    found.add(line);
    line.getSubcommands().values().forEach(sub -> collect(sub, found));
  }

  @Test
  void offersTheCommandsOfTheFirstIssue() {
    assertThat(everyCommand())
        .extracting(line -> line.getCommandSpec().qualifiedName())
        .contains(
            "plimsoll check",
            "plimsoll plan",
            "plimsoll run",
            "plimsoll submit",
            "plimsoll start",
            "plimsoll watch",
            "plimsoll hold",
            "plimsoll resume",
            "plimsoll retry",
            "plimsoll finalize",
            "plimsoll rollback",
            "plimsoll abort",
            "plimsoll status",
            "plimsoll list",
            "plimsoll report show",
            "plimsoll report export",
            "plimsoll snapshot list",
            "plimsoll snapshot restore",
            "plimsoll sidekick load",
            "plimsoll sidekick audit",
            "plimsoll serve",
            "plimsoll demo",
            "plimsoll user add",
            "plimsoll user list",
            "plimsoll user role",
            "plimsoll user disable",
            "plimsoll token create",
            "plimsoll token list",
            "plimsoll token revoke",
            "plimsoll login",
            "plimsoll logout",
            "plimsoll config print",
            "plimsoll help",
            "plimsoll generate-completion");
  }

  @Test
  void describesEveryCommandWithAnExampleAndExitCodes() {
    assertThat(everyCommand())
        .allSatisfy(
            line -> {
              String name = line.getCommandSpec().qualifiedName();
              String help = line.getUsageMessage();
              assertThat(line.getCommandSpec().usageMessage().description()).as(name).isNotEmpty();
              assertThat(help).as(name).contains("Examples:\n  ").contains("Exit codes:");
              assertThat(help.split("Examples:")[1]).as(name).contains("plimsoll ");
              assertThat(help).as(name).doesNotContain("\u001b");
            });
  }

  @Test
  void offersAServerWhereverRunsAndGatesAreTheMatter() {
    assertThat(everyCommand())
        .filteredOn(line -> line.getCommandSpec().findOption("--server") != null)
        .extracting(line -> line.getCommandSpec().qualifiedName())
        .containsExactlyInAnyOrder(
            "plimsoll submit",
            "plimsoll start",
            "plimsoll list",
            "plimsoll status",
            "plimsoll watch",
            "plimsoll approve",
            "plimsoll reject",
            "plimsoll withdraw",
            "plimsoll hold",
            "plimsoll resume",
            "plimsoll retry",
            "plimsoll abort",
            "plimsoll rollback",
            "plimsoll finalize",
            "plimsoll gate explain",
            "plimsoll windows explain",
            "plimsoll audit verify",
            "plimsoll user add",
            "plimsoll user list",
            "plimsoll user role",
            "plimsoll user link",
            "plimsoll user password",
            "plimsoll user enable",
            "plimsoll user disable",
            "plimsoll token create",
            "plimsoll token list",
            "plimsoll token revoke",
            "plimsoll login",
            "plimsoll logout");
  }

  @Test
  void examplesParse() {
    everyCommand().stream()
        .filter(line -> line.getCommand() instanceof Command)
        .forEach(
            line -> {
              for (String example : line.getCommandSpec().usageMessage().footer()) {
                String words = example.split("[|>]")[0].strip().substring("plimsoll ".length());
                String[] args = words.replace("'", "").split(" +");
                CommandLine root =
                    it.cli(new ByteArrayOutputStream(), new ByteArrayOutputStream()).line();
                assertThat(root.parseArgs(args).errors()).as(example).isEmpty();
              }
            });
  }

  @Test
  void showsHelpOnStandardOutputAndEndsWell() {
    var seen = it.bare("run", "--help");

    assertThat(seen.code()).isZero();
    assertThat(seen.out()).contains("--hold-before=STAGE").contains("130").contains("Examples:");
    assertThat(seen.err()).isEmpty();
    assertThat(it.bare("help", "rollback").out()).contains("plimsoll rollback");
  }

  @Test
  void showsTheVersion() {
    assertThat(it.bare("--version").out()).isEqualTo("plimsoll 0.1.0\n");
  }

  @Test
  void generatesACompletionScript() {
    assertThat(it.bare("generate-completion").out()).contains("_complete_plimsoll");
  }

  @Test
  void suggestsTheCommandThatWasMeant() {
    var seen = it.bare("chekc", "plan.yaml");

    assertThat(seen.code()).isEqualTo(2);
    assertThat(seen.err()).contains("there is no command 'plimsoll chekc'").contains("'check'?");
    assertThat(it.bare("snapshot", "restor").err()).contains("'plimsoll snapshot restor'");
    assertThat(seen.out()).isEmpty();
  }

  @Test
  void refusesNoCommandAtAllAndSaysWhereHelpIs() {
    var seen = it.bare();

    assertThat(seen.code()).isEqualTo(2);
    assertThat(seen.err()).contains("plimsoll --help");
  }
}
