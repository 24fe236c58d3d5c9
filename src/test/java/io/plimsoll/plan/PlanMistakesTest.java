package io.plimsoll.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PlanMistakesTest {
  private static final String TWENTY =
      """
      apiVersion: plimsoll.io/v2
      kind: Mvoe
      metadata: {name: Side Kick, labels: {rev: 1042}}
      spec:
        change: {owner: "", reason: r, worstCase: w, onwer: x}
        shards:
          - {name: s00, source: old, target: old}
          - {name: s00, source: old, target: new}
          - {name: "bad name", source: old, target: new}
        objects: {include: [users], expected: many}
        schema: {mode: mirrored}
        snapshot: {vault: vault, keep: 0, maxAge: 1 day}
        dryRun: {}
        canary: {shards: [s07], soak: 1s}
        capture: {mode: triggers, outage: 2h, maxBacklog: 10}
        throttle: {rowsPerSecond: 5}
        cutOver: {route: app, attempts: 5, attempts: 6}
        soak: {duration: 2s, every: often}
        gates: {cut-over: {quorum: {approver: 2}}, finalize: automatic}
      """;

  @Test
  void areReportedAllAtOnceEachOnItsLine() {
    List<Problem> problems = Samples.problems(TWENTY);

    assertThat(problems)
        .extracting(problem -> problem.line() + " " + problem.path())
        .containsExactly(
            "1 apiVersion",
            "2 kind",
            "3 metadata.name",
            "3 metadata.labels.rev",
            "5 spec.change.owner",
            "5 spec.change.onwer",
            "7 spec.shards[0].target",
            "8 spec.shards[1].name",
            "9 spec.shards[2].name",
            "10 spec.objects.include[0]",
            "10 spec.objects.expected",
            "11 spec.schema.mode",
            "12 spec.snapshot.keep",
            "12 spec.snapshot.maxAge",
            "13 spec.dryRun.scratch",
            "14 spec.canary.shards[0]",
            "15 spec.capture.outage",
            "15 spec.capture.maxBacklog",
            "16 spec.throttle",
            "17 spec.cutOver.attempts",
            "18 spec.soak.every",
            "19 spec.gates.canary",
            "19 spec.gates.cut-over.expires");
    assertThat(problems).allSatisfy(PlanMistakesTest::readsLikeASentenceOfOurs);
  }

  private static void readsLikeASentenceOfOurs(Problem problem) {
    assertThat(problem.file()).isEqualTo("plan.yaml");
    assertThat(problem.message())
        .hasSizeGreaterThan(20)
        .doesNotContain("$", "regex", "pattern ^", "[", "null");
  }

  @Test
  void sayWhatWasFoundAndWhatIsExpected() {
    assertThat(Samples.messages(Samples.with("every: 1s", "every: often")))
        .containsExactly(
            "plan.yaml:43:24 spec.soak.every: found 'often', expected a duration such as 10m, 24h"
                + " or 7d (or ISO 8601 PT10M)");
    assertThat(Samples.messages(Samples.with("ticket: OPS-1042", "ticket: 1042")))
        .containsExactly(
            "plan.yaml:15:5 spec.change.ticket: found 1042, expected the ticket of this change;"
                + " put it in quotes");
    assertThat(Samples.messages(Samples.with("keep: 2", "keep: two")).get(0))
        .endsWith("found 'two', expected how many proven snapshots of this plan stay, at least 1");
  }

  @Test
  void suggestTheKnownKeyNearestToAnUnknownOne() {
    assertThat(
            Samples.messages(
                Samples.with(
                    "snapshot: {vault: vault, keep: 2, maxAge:",
                    "snapshot: {vault: vault, keep: 2, maxage:")))
        .hasSize(2)
        .anySatisfy(
            text ->
                assertThat(text)
                    .contains("spec.snapshot.maxage: unknown key", "did you mean 'maxAge'?"))
        .anySatisfy(text -> assertThat(text).contains("spec.snapshot.maxAge: F36 missing"));
    assertThat(Samples.messages(Samples.sidekick() + "zzzzzzz: 1\n").get(0))
        .contains(
            "zzzzzzz: unknown key, expected one of apiVersion, kind, metadata, spec", "remove");
  }

  @Test
  void includeEveryDuplicateKey() {
    List<Problem> problems =
        Samples.problems(
            Samples.with("keep: 2", "keep: 2, keep: 1")
                .replace("budget: 2s", "budget: 2s, budget: 3s"));

    assertThat(problems)
        .extracting(Problem::path)
        .containsExactly("spec.snapshot.keep", "spec.cutOver.budget");
    assertThat(problems.get(0).message()).contains("a second time", "first on line");
  }

  @Test
  void includeWhatIsNotYamlWithItsLine() {
    List<Problem> problems = Samples.problems("apiVersion: plimsoll.io/v1\nkind: [Move\nspec: {\n");

    assertThat(problems).singleElement();
    assertThat(problems.get(0).line()).isBetween(2, 4);
    assertThat(problems.get(0).message()).startsWith("not YAML: ").contains("check indentation");
    assertThat(Samples.messages("a: 1\n\tb: 2\n"))
        .singleElement()
        .asString()
        .contains("plan.yaml:2");
    assertThat(Samples.messages("")).containsExactly("plan.yaml: the file is empty");
    assertThat(Samples.messages("# only a comment\n")).hasSize(1);
    assertThat(Samples.messages("just a text")).hasSize(1);
    assertThat(Samples.messages("- a\n- b\n")).hasSize(1);
  }

  @Test
  void includeWhatAReaderOfTheFileWouldNotSee() {
    assertThat(
            Samples.messages(
                Samples.with("keep: 2", "keep: &two 2").replace("attempts: 5", "attempts: *two")))
        .singleElement()
        .asString()
        .contains("spec.cutOver.attempts: found an alias");
    assertThat(Samples.messages(Samples.sidekick() + "---\nkind: Upgrade\n"))
        .singleElement()
        .asString()
        .contains("second document");
    assertThat(Samples.messages("a: ".repeat(1) + "[".repeat(60) + "]".repeat(60)))
        .singleElement()
        .asString()
        .contains("nested deeper");
    assertThat(Samples.messages("#" + "x".repeat(1_000_001)))
        .singleElement()
        .asString()
        .contains("longer than");
  }

  @Test
  void areNoneForAnEmojiWhereverItStands() {
    for (int padding = 900; padding < 1_100; padding++) {
      String comment = "#" + "x".repeat(padding) + "😀\n";
      assertThat(Samples.messages(comment + Samples.sidekick())).as("at " + padding).isEmpty();
    }
  }

  @Test
  void areShownOnOneLineHoweverOddTheValue() {
    assertThat(
            Samples.messages(
                Samples.with("every: 1s", "every: \"a\\nb\\e[31m" + "x".repeat(500) + "\"")))
        .singleElement()
        .asString()
        .doesNotContain("\n", "\u001b")
        .hasSizeLessThan(300);
  }
}
