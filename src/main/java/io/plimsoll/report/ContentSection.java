package io.plimsoll.report;

import io.plimsoll.common.ShardId;
import io.plimsoll.common.Verdict;
import io.plimsoll.gate.Evidence.Status;
import io.plimsoll.gate.Facts;
import io.plimsoll.report.Book.Kind;
import io.plimsoll.report.Report.Row;
import io.plimsoll.report.Report.Section;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the content is equal: per shard, per object, and by key and column where it is not. */
final class ContentSection {
  private final Material material;
  private final Verdicts verdicts;

  ContentSection(Material material, Verdicts verdicts) {
    this.material = material;
    this.verdicts = verdicts;
  }

  Section section() {
    var objects = new ArrayList<Row>();
    material.shards().forEach(shard -> objects.addAll(objects(shard)));
    return new Sectioning("content", "Content verification")
        .note("Fingerprints are a row count and a 128-bit sum of row hashes (XXH3).")
        .note("XXH3 sums guard against accidents, not malice.")
        .note("Each shard was compared at its own positions; they are not one moment.")
        .table(
            "shards",
            "The newest verification of each shard",
            "No shard.",
            material.shards().stream().map(this::shard).toList())
        .table("objects", "Every object, both sides", "None.", objects)
        .table(
            "differences",
            "Differences by key and column (a bounded sample; the totals above are exact)",
            "No difference was found.",
            differences())
        .section();
  }

  private Row shard(ShardId shard) {
    Verdicts.ShardVerdict judged = verdicts.of(shard);
    return PerShard.row(
        material,
        shard,
        judged.last().map(Found::described),
        cells ->
            cells
                .verdict("verdict", "Verdict", v -> judged.verdict())
                .text(
                    "sentence",
                    "What may be said",
                    v -> sentence(shard, v, judged.verdict()),
                    v -> Verdicts.status(judged.verdict()))
                .percent("coverage", "Coverage", Facts.Verified::coveragePercent)
                .instant("from", "From", Facts.Verified::from)
                .instant("to", "To", Facts.Verified::to)
                .text("moment", "Positions", Facts.Verified::moment)
                .text(
                    "seededErrors",
                    "Seeded errors found",
                    v -> v.seededErrors().found() + " of " + v.seededErrors().injected(),
                    v -> seeded(v.seededErrors()))
                .list("metadata", "Schema and sequences", true, Facts.Verified::metadata)
                .list("problems", "Problems", true, Facts.Verified::problems)
                .list("doubts", "Not verified because", true, v -> judged.reasons()));
  }

  private static Status seeded(Facts.SeededErrors errors) {
    if (errors.injected() == 0) {
      return Status.UNVERIFIED;
    }
    return errors.found() == errors.injected() ? Status.PASS : Status.FAIL;
  }

  /** The two sentences that are never mixed: measured under the fence, or just measured. */
  private String sentence(ShardId shard, Facts.Verified verified, Verdict verdict) {
    return switch (verdict) {
      case EQUAL ->
          fenced(shard, verified)
              ? "100 %% of rows equal at source position %s, while the source was fenced"
                  .formatted(verified.moment())
              : "measured: all rows equal at " + verified.moment();
      case DIFFERENT -> "different: %s differing".formatted(Show.count(differing(verified), "row"));
      case NOT_VERIFIED -> "not verified";
    };
  }

  private static long differing(Facts.Verified verified) {
    return verified.objects().stream().mapToLong(Facts.ComparedObject::rowsDiffering).sum();
  }

  /** Only evidence of a fence that began before and outlasted the comparison allows the word. */
  private boolean fenced(ShardId shard, Facts.Verified verified) {
    if (material.live()) {
      // Clients write while a pair is compared; what holds at the fence is said with the cut-over.
      return false;
    }
    boolean cut =
        material
            .book()
            .last(Kind.CUT_OVER, Facts.CutOverDone.class, shard)
            .flatMap(Found::fact)
            .filter(done -> !done.fencedSince().isAfter(verified.from()))
            .isPresent();
    boolean outage =
        material
            .book()
            .last(Kind.OUTAGE, Facts.Outage.class, shard)
            .flatMap(Found::fact)
            .filter(o -> !o.began().isAfter(verified.from()) && !o.ends().isBefore(verified.to()))
            .isPresent();
    Optional<Instant> back =
        material
            .book()
            .last(Kind.ROLLBACK, Facts.RolledBack.class, shard)
            .map(found -> found.origin().measuredAt());
    return (cut || outage) && back.filter(at -> at.isBefore(verified.to())).isEmpty();
  }

  private List<Row> objects(ShardId shard) {
    return PerShard.rows(
        material,
        shard,
        verdicts.of(shard).last().map(Found::described),
        Facts.Verified::objects,
        cells ->
            cells
                .text("object", "Object", Facts.ComparedObject::object)
                .number("sourceRows", "Source rows", Facts.ComparedObject::sourceRows)
                .number("targetRows", "Target rows", Facts.ComparedObject::targetRows)
                .number(
                    "rowsDiffering",
                    "Differing",
                    Facts.ComparedObject::rowsDiffering,
                    o -> object(shard, o))
                .number("missing", "Missing", Facts.ComparedObject::missing)
                .number("unexpected", "Unexpected", Facts.ComparedObject::unexpected)
                .number("changed", "Changed", Facts.ComparedObject::changed)
                .text("sourceSum", "Source sum", Facts.ComparedObject::sourceSum)
                .text(
                    "targetSum",
                    "Target sum",
                    Facts.ComparedObject::targetSum,
                    o -> object(shard, o))
                .number("chunks", "Chunks", o -> (long) o.chunks())
                .number("chunksDiffering", "Differing chunks", o -> (long) o.chunksDiffering()));
  }

  /** An object is no better than the verification it was part of. */
  Status object(ShardId shard, Facts.ComparedObject object) {
    if (Verdicts.differs(object)) {
      return Status.FAIL;
    }
    return verdicts.of(shard).verdict() == Verdict.NOT_VERIFIED ? Status.UNVERIFIED : Status.PASS;
  }

  private List<Row> differences() {
    var rows = new ArrayList<Row>();
    for (Found<Facts.Verified> found :
        material.book().all(Kind.VERIFICATION, Facts.Verified.class)) {
      List<Facts.ComparedObject> objects =
          found.fact().map(Facts.Verified::objects).orElse(List.of());
      for (Facts.ComparedObject object : objects) {
        object.sample().forEach(sample -> rows.add(difference(found, object, sample)));
      }
    }
    return rows;
  }

  private static Row difference(
      Found<Facts.Verified> found, Facts.ComparedObject object, Facts.DifferingRow sample) {
    return new Cells()
        .from(found.origin().as(Status.PASS), sample)
        .text("shard", "Shard", s -> found.shard().map(ShardId::value).orElse("all"))
        .text("object", "Object", s -> object.object())
        .text("key", "Key", Facts.DifferingRow::key)
        .text("kind", "Kind", Facts.DifferingRow::kind, s -> Status.FAIL)
        .list("columns", "Columns", false, Facts.DifferingRow::columns)
        .text("stage", "Found in", s -> found.stage().text())
        .row();
  }
}
