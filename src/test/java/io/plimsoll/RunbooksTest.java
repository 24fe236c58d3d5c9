package io.plimsoll;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.cli.CommandWords;
import io.plimsoll.cli.ExitCode;
import io.plimsoll.common.GuardId;
import io.plimsoll.metrics.Meters;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Hold;
import io.plimsoll.run.RunState;
import io.plimsoll.shard.Move;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever can stop a run has its page, and each page begins with what matters at night. */
class RunbooksTest {
  private static final Path FOLDER = Path.of("runbooks");
  private static final Path CODE = Path.of("src/main/java");

  /** The heads of every page, in this order, before anything else. */
  private static final List<String> FIRST =
      List.of("**Happening:** ", "**Data at risk:** ", "**Do now:** ", "**Doing nothing:** ");

  private static final List<String> OF_A_STAGE =
      List.of("## What it does", "## When it stops", "## The way back");

  /** A finding of a guard, as the code makes it. */
  private static final Pattern FINDING =
      Pattern.compile(
          "(?:blocking\\(|Optional\\.of\\()\\s*GuardId\\.(F\\d\\d)\\)?,\\s*\"([a-z-]+)\"");

  static String page(String name) {
    try {
      return Files.readString(FOLDER.resolve(name + ".md"));
    } catch (IOException e) {
      throw new AssertionError("runbooks/" + name + ".md is missing", e);
    }
  }

  private static String section(String page, String heading) {
    String text = page(page);
    String line = "\n## " + heading + "\n";
    assertThat(text).as("runbooks/%s.md has the section '%s'", page, heading).contains(line);
    String from = text.substring(text.indexOf(line) + line.length());
    return from.contains("\n## ") ? from.substring(0, from.indexOf("\n## ")) : from;
  }

  @ParameterizedTest
  @EnumSource(StageName.class)
  void everyStageHasItsPage(StageName stage) {
    String text = page(stage.text());
    assertThat(text).startsWith("# " + stage.text() + "\n");
    assertThat(text).containsSubsequence(OF_A_STAGE);
    assertThat(page("README")).contains("(" + stage.text() + ".md)");
  }

  @TestFactory
  Stream<DynamicTest> everyPageBeginsWithWhatMattersAtNight() throws IOException {
    return pages()
        .filter(file -> !file.endsWith("README.md"))
        .map(
            file ->
                DynamicTest.dynamicTest(
                    file.getFileName().toString(),
                    () -> {
                      String text = Files.readString(file);
                      String head =
                          text.substring(
                              0, text.contains("\n## ") ? text.indexOf("\n## ") : text.length());
                      assertThat(head).containsSubsequence(FIRST);
                    }));
  }

  @ParameterizedTest
  @EnumSource(Hold.Reason.class)
  void everyReasonToHoldHasItsSection(Hold.Reason reason) {
    assertThat(section("hold", reason.name())).contains("plimsoll ");
  }

  @ParameterizedTest
  @EnumSource(Move.Reason.class)
  void everyStateOfTheSidesThatNeedsAPersonIsExplained(Move.Reason reason) {
    assertThat(section("hold", Hold.Reason.BROKEN.name())).contains("| " + reason.text() + " |");
  }

  @ParameterizedTest
  @EnumSource(RunState.class)
  void everyStateThatIsNoStageHasItsSection(RunState state) {
    if (state.stage().isPresent()) {
      return;
    }
    section(state == RunState.FINALIZED ? "finalize" : "rollback", state.name());
  }

  @ParameterizedTest
  @EnumSource(GuardId.class)
  void everyGuardHasItsSectionWithItsPromise(GuardId guard) {
    assertThat(section("guards", guard.name()))
        .contains("Promise: " + guard.promise() + ".\n")
        .contains("\nLooks like ")
        .contains("\nDo: ");
  }

  @Test
  void guardsAreListedWithTheCodesTheyUse() throws IOException {
    try (Stream<Path> files = Files.walk(CODE)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        for (MatchResult found : FINDING.matcher(Files.readString(file)).results().toList()) {
          assertThat(section("guards", found.group(1)))
              .as("%s of %s", found.group(1), file)
              .contains("`" + found.group(2) + "`");
        }
      }
    }
  }

  @Test
  void noCodeIsListedThatTheProgramDoesNotHave() throws IOException {
    String code = sources();
    Pattern.compile("(?m)^Codes: (.*)$")
        .matcher(page("guards"))
        .results()
        .flatMap(line -> Pattern.compile("`([^`]+)`").matcher(line.group(1)).results())
        .forEach(word -> assertThat(code).contains('"' + word.group(1) + '"'));
  }

  @ParameterizedTest
  @EnumSource(ExitCode.class)
  void everyExitCodeHasItsRow(ExitCode code) {
    assertThat(page("exit-codes"))
        .contains("\n| %d | %s | ".formatted(code.number(), code.meaning()));
  }

  @ParameterizedTest
  @EnumSource(Meters.class)
  void everyMeterHasItsRow(Meters meter) {
    assertThat(page("meters")).contains("\n| `" + meter.meter() + "` | ");
  }

  @Test
  void everyCommandHasItsRow() {
    assertThat(new CommandWords().all())
        .allSatisfy(name -> assertThat(page("commands")).contains("\n| `" + name + "` | "));
  }

  @Test
  void everyRunbookIsReachedFromTheFirstPage() throws IOException {
    String first = page("README");
    assertThat(pages().map(file -> file.getFileName().toString()))
        .filteredOn(name -> !name.equals("README.md"))
        .allSatisfy(name -> assertThat(first).contains("(" + name + ")"));
  }

  private static Stream<Path> pages() throws IOException {
    var all = new ArrayList<Path>();
    try (Stream<Path> files = Files.list(FOLDER)) {
      files.sorted().forEach(all::add);
    }
    return all.stream();
  }

  private static String sources() throws IOException {
    var all = new StringBuilder();
    try (Stream<Path> files = Files.walk(CODE)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }
}
