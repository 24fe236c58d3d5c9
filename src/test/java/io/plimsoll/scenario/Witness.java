package io.plimsoll.scenario;

import static io.plimsoll.scenario.Scenario.content;
import static io.plimsoll.scenario.Scenario.fresh;
import static io.plimsoll.scenario.Scenario.leftovers;
import static io.plimsoll.scenario.Scenario.old;
import static io.plimsoll.scenario.Scenario.writable;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.Digest;
import io.plimsoll.common.GuardId;
import io.plimsoll.run.Hold;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Saw everything as it was before a run, and says whether it still is. */
final class Witness {
  private final Scenario scenario;
  private final List<String> shards;
  private final Map<String, List<String>> before;

  Witness(Scenario scenario, String... shards) {
    this.scenario = scenario;
    this.shards = List.of(shards);
    this.before = look();
  }

  private Map<String, List<String>> look() {
    var seen = new TreeMap<String, List<String>>();
    for (String shard : shards) {
      seen.put("source of " + shard, content(old(), scenario.source(shard)));
      seen.put("target of " + shard, content(fresh(), scenario.target(shard)));
    }
    // A route that has been written down and leads where it always led is no change.
    seen.put(
        "routes",
        content(fresh(), scenario.directory()).stream()
            .filter(row -> !row.contains(",SOURCE,"))
            .toList());
    return seen;
  }

  /** The guard's refusal, in its words, in a state. */
  static void refused(
      Scenario.Result result, RunState state, Hold.Reason reason, GuardId guard, String words) {
    assertThat(result.run().state()).as(result.text()).isEqualTo(state);
    Hold hold = result.run().hold().orElseThrow();
    assertThat(hold.text()).contains(guard + " ").contains(words);
    assertThat(hold.reason()).as(hold.text()).isEqualTo(reason);
  }

  /** Refused in preflight, and nobody would know that there was a run. */
  void sawNothingHappen(Scenario.Result result, GuardId guard, String words) {
    refused(result, RunState.PREFLIGHT, Hold.Reason.REFUSED, guard, words);
    assertThat(result.run().hold().orElseThrow().text()).contains("nothing was changed");
    untouched();
  }

  /** Same rows, same routes, nothing of ours, writable. */
  void untouched() {
    unchanged();
    for (String shard : shards) {
      assertThat(leftovers(old(), scenario.source(shard))).isEmpty();
      assertThat(leftovers(fresh(), scenario.target(shard))).isEmpty();
      assertThat(writable(old(), scenario.source(shard), "users")).isTrue();
    }
  }

  /** Same rows on both sides and same routes; the run's fence may stand. */
  void unchanged() {
    look()
        .forEach(
            (what, now) -> assertThat(now).as(what).containsExactlyElementsOf(before.get(what)));
  }

  /** Takes the run back and finds everything as it was. */
  void goesBack(Scenario.Result result) {
    var orchestrator = result.workplace().orchestrator();
    assertThat(orchestrator.requestRollback(result.run().id(), Run.Request.ROLLBACK)).isEmpty();
    var back = scenario.drive(result.workplace(), result.run().id());
    assertThat(back.run().state())
        .as("%s %s", back.text(), back.workplace().runs().history(back.run().id()))
        .isEqualTo(RunState.ROLLED_BACK);
    untouched();
  }

  /** Every file under a directory with its digest. */
  static Map<String, String> files(Path directory) {
    var files = new TreeMap<String, String>();
    if (!Files.isDirectory(directory)) {
      return files;
    }
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        files.put(
            directory.relativize(path).toString(), Digest.of(Files.readAllBytes(path)).brief());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }
}
