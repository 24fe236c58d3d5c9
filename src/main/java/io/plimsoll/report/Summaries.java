package io.plimsoll.report;

import io.plimsoll.common.ShardId;
import io.plimsoll.gate.Evidence.Status;
import io.plimsoll.gate.Facts;
import io.plimsoll.report.Book.Kind;
import io.plimsoll.report.Report.Figures;
import io.plimsoll.report.Report.ObjectSummary;
import io.plimsoll.report.Report.Summary;
import io.plimsoll.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The summary on top: verdict, four numbers, and a line per object. */
final class Summaries {
  private final Material material;
  private final Verdicts verdicts;
  private final Losses losses;
  private final ContentSection content;

  Summaries(Material material, Verdicts verdicts, Losses losses, ContentSection content) {
    this.material = material;
    this.verdicts = verdicts;
    this.losses = losses;
    this.content = content;
  }

  Summary summary() {
    var headline = new Headline(material, verdicts, losses);
    return new Summary(
        material.run().id().value(),
        material.run().state(),
        verdicts.ofTheRun(),
        material.live(),
        material.run().state() == RunState.ROLLED_BACK,
        headline.outcome().strip(),
        headline.tone(),
        headline.next(),
        figures(headline),
        objects());
  }

  private Figures figures(Headline headline) {
    List<Facts.Verified> newest =
        verdicts.shards().values().stream()
            .flatMap(shard -> shard.last().stream())
            .flatMap(found -> found.fact().stream())
            .toList();
    boolean any = !newest.isEmpty();
    return new Figures(
        any ? Optional.of(newest.stream().mapToLong(Losses::rows).sum()) : Optional.empty(),
        any ? Optional.of(headline.differing()) : Optional.empty(),
        material.live() ? Optional.empty() : refusedMillis(),
        material.live() ? blockMillis() : Optional.empty(),
        losses.total());
  }

  /** Of the cut-overs; empty when one was tried and there is no measurement of it. */
  private Optional<Long> blockMillis() {
    var each = material.shards().stream().map(this::blockMillis).toList();
    return each.isEmpty() || each.stream().anyMatch(Optional::isEmpty)
        ? Optional.empty()
        : each.stream().flatMap(Optional::stream).max(Long::compare);
  }

  private Optional<Long> blockMillis(ShardId shard) {
    var done = material.book().last(Kind.CUT_OVER, Facts.CutOverDone.class, shard);
    boolean tried = done.isPresent() || material.intended(shard, "fence.close", "OPEN to CUT");
    return tried
        ? done.flatMap(Found::fact).flatMap(Facts.CutOverDone::seenMillis)
        : Optional.of(0L);
  }

  /** From the first fence until clients may write again, the longest of all shards. */
  private Optional<Long> refusedMillis() {
    return material.shards().stream()
        .flatMap(
            shard ->
                material
                    .book()
                    .last(Kind.OUTAGE, Facts.Outage.class, shard)
                    .flatMap(Found::fact)
                    .map(outage -> Duration.between(outage.began(), opened(shard)).toMillis())
                    .stream())
        .max(Long::compare)
        .map(millis -> Math.max(0, millis));
  }

  /** With a frozen source that is the run's end, unless the plan let the target open earlier. */
  private Instant opened(ShardId shard) {
    Instant end = material.run().times().ended().orElse(material.run().times().changed());
    return material
        .book()
        .last(Kind.CUT_OVER, Facts.CutOverDone.class, shard)
        .flatMap(Found::fact)
        .filter(Facts.CutOverDone::targetOpen)
        .map(Facts.CutOverDone::routedAt)
        .orElse(end);
  }

  private List<ObjectSummary> objects() {
    var objects = new ArrayList<ObjectSummary>();
    for (ShardId shard : material.shards()) {
      Optional<Facts.Verified> verified = verdicts.of(shard).last().flatMap(Found::fact);
      verified
          .map(Facts.Verified::objects)
          .orElse(List.of())
          .forEach(object -> objects.add(compared(shard, object)));
      objects.addAll(notCompared(shard, verified));
    }
    return List.copyOf(objects);
  }

  private ObjectSummary compared(ShardId shard, Facts.ComparedObject object) {
    return new ObjectSummary(
        shard.value(),
        object.object(),
        Optional.of(object.sourceRows()),
        Optional.of(object.targetRows()),
        Optional.of(object.rowsDiffering()),
        content.object(shard, object));
  }

  private List<ObjectSummary> notCompared(ShardId shard, Optional<Facts.Verified> verified) {
    List<String> compared =
        verified.map(Facts.Verified::objects).orElse(List.of()).stream()
            .map(Facts.ComparedObject::object)
            .toList();
    return material
        .book()
        .last(Kind.SCOPE, Facts.Scope.class, shard)
        .flatMap(Found::fact)
        .map(Facts.Scope::objects)
        .orElse(List.of())
        .stream()
        .map(Facts.ScopedObject::object)
        .filter(object -> !compared.contains(object))
        .map(
            object ->
                new ObjectSummary(
                    shard.value(),
                    object,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Status.MISSING))
        .toList();
  }
}
