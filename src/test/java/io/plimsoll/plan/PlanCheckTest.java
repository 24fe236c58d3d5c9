package io.plimsoll.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PlanCheckTest {

  @Test
  void findsNothingWhereAllNamesFit() {
    assertThat(check(Samples.sidekick(), ConfigurationSamples.FULL)).isEmpty();
  }

  @Test
  void namesEveryNameThatLeadsNowhere() {
    String plan =
        Samples.with("source: old, target: new", "source: odl, target: next")
            .replace("vault: vault", "vault: attic")
            .replace("scratch: scratch", "scratch: scatch")
            .replace("route: sidekick", "route: sidekik");

    assertThat(check(plan, ConfigurationSamples.FULL))
        .extracting(Problem::path)
        .containsExactly(
            "spec.shards.source",
            "spec.shards.target",
            "spec.snapshot.vault",
            "spec.dryRun.scratch",
            "spec.cutOver.route");
    Problem scratch = check(plan, ConfigurationSamples.FULL).get(3);
    assertThat(scratch.text())
        .startsWith("plan.yaml:31:12 spec.dryRun.scratch: found 'scatch', which the configuration")
        .contains("it has directory, new, old, scratch, vault")
        .endsWith("did you mean 'scratch'?");
  }

  @Test
  void wantsTheRightKindOfStore() {
    String plan =
        Samples.with("vault: vault", "vault: scratch")
            .replace("scratch: scratch", "scratch: vault")
            .replace("target: new", "target: vault");

    assertThat(check(plan, ConfigurationSamples.FULL))
        .extracting(Problem::message)
        .containsExactly(
            "found 'vault', a store of type files, expected one of type postgresql",
            "F13 found 'scratch', a store of type postgresql, expected one of type files; a database"
                + " that follows its source follows its losses too, so a replica is not a snapshot",
            "found 'vault', a store of type files, expected one of type postgresql");
  }

  @Test
  void refusesARouteWhoseTableLiesInADatabaseThatMoves() {
    String shards = "shards: {names: \"s{00..03}\", source: old, target: new}";
    String one = "shards: [{name: s00, source: old, target: directory}]";
    String plan =
        Samples.with(shards, one).replace("canary: {shards: [s00], soak: 1s}", "canary: none");
    plan = plan.replace("    canary: automatic\n", "");

    assertThat(check(plan, ConfigurationSamples.FULL))
        .extracting(Problem::path)
        .containsExactly("spec.cutOver.route");
  }

  @Test
  @Tag("F35")
  void refusesTwoShardsInOneDatabase() {
    String configuration =
        ConfigurationSamples.FULL.replace("new.example:5432/app_{shard}", "new.example:5432/app");

    assertThat(check(Samples.sidekick(), configuration))
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.text())
                    .contains("plan.yaml:19:", "spec.shards.target: F35", "s01", "s00", "{shard}"));
  }

  @Test
  @Tag("F33")
  void refusesOneDatabaseAsSourceAndTargetUnderTwoNames() {
    String configuration = ConfigurationSamples.FULL.replace("new.example", "old.example");

    assertThat(check(Samples.sidekick(), configuration))
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("F33", "same URL"));
  }

  @Test
  @Tag("F33")
  void refusesToRehearseInTheSource() {
    assertThat(check(Samples.with("scratch: scratch", "scratch: old"), ConfigurationSamples.FULL))
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("F33", "a source"));
  }

  static List<Problem> check(String plan, String configuration) {
    var reader = new ConfigurationReader(Map.of(), Path.of("/w"), Path.of("/home/me"));
    return PlanCheck.against(
        "plan.yaml",
        Samples.read(plan),
        reader.read("site.yaml", configuration, Path.of("/etc"), Map.of()).configuration());
  }
}
