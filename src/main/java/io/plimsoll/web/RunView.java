package io.plimsoll.web;

import io.plimsoll.common.Digest;
import io.plimsoll.engine.Orchestrator;
import io.plimsoll.engine.Verb;
import io.plimsoll.plan.Plan;
import io.plimsoll.run.Hold;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunPage;
import io.plimsoll.run.ShardProgress;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Runs and shards as JSON shows them. */
final class RunView {
  private RunView() {}

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Why a run waits. */
  record HoldView(String reason, String text) {
    static Optional<HoldView> of(Optional<Hold> hold) {
      return hold.map(h -> new HoldView(word(h.reason()), h.text()));
    }
  }

  /** A run in a list. */
  record Line(
      String id,
      String state,
      Optional<HoldView> hold,
      String outcome,
      boolean diverged,
      Optional<String> requested,
      long version,
      Instant submittedAt,
      Instant changedAt,
      Optional<Instant> endedAt) {
    static Line of(RunPage.Line run) {
      return new Line(
          run.id().value(),
          word(run.state()),
          HoldView.of(run.hold()),
          run.outcome(),
          run.diverged(),
          run.request().map(RunView::word),
          run.version(),
          run.times().started(),
          run.times().changed(),
          run.times().ended());
    }

    static Line of(Run run) {
      return of(RunPage.Line.of(run));
    }
  }

  /**
   * @param next the cursor of the next page; empty on the last
   */
  record Page(List<Line> runs, Optional<String> next) {}

  /** Which plan a run carries out. */
  record PlanView(String name, String sha256) {}

  /**
   * @param because why it cannot be said now; empty when it can
   */
  record VerbView(String verb, String consequence, Optional<String> because) {
    static List<VerbView> of(Run run, boolean started) {
      return Arrays.stream(Verb.values())
          .map(verb -> new VerbView(verb.text(), verb.consequence(), verb.refusal(run, started)))
          .toList();
    }
  }

  /** One run with everything that can be said to it. */
  record Whole(
      Line run, PlanView plan, boolean started, Optional<String> holder, List<VerbView> verbs) {
    static Whole of(Run run, Plan plan, Orchestrator orchestrator) {
      boolean started = orchestrator.started(run.id());
      return new Whole(
          Line.of(run),
          new PlanView(plan.name(), Digest.ofText(run.planText()).hex()),
          started,
          orchestrator.holder(run.id()),
          VerbView.of(run, started));
    }
  }

  /** How far one object of a shard is. */
  record ObjectView(String object, int chunks, int copied, int verified, long rows, long bytes) {}

  record ShardView(String shard, String state, List<ObjectView> objects) {
    static ShardView of(ShardProgress shard) {
      return new ShardView(
          shard.shard().value(),
          word(shard.state()),
          shard.objects().stream()
              .map(
                  o ->
                      new ObjectView(
                          o.object().toString(),
                          o.chunks(),
                          o.copied(),
                          o.verified(),
                          o.rows(),
                          o.bytes()))
              .toList());
    }
  }

  record Shards(List<ShardView> shards) {}
}
