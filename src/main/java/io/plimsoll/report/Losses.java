package io.plimsoll.report;

import io.plimsoll.common.ShardId;
import io.plimsoll.common.Verdict;
import io.plimsoll.gate.Evidence.Status;
import io.plimsoll.gate.Facts;
import io.plimsoll.report.Book.Kind;
import io.plimsoll.run.RunState;
import java.util.List;
import java.util.Optional;

/**
 * What is lost, shard by shard: an exact number with its evidence, or "not verified". It never
 * estimates.
 */
final class Losses {
  private final Material material;
  private final Verdicts verdicts;

  /**
   * @param lost rows; empty when it is not verified
   * @param origin what it rests on; empty when there is nothing
   */
  record Loss(ShardId shard, Optional<Long> lost, String sentence, Optional<Origin> origin) {
    static Loss unverified(ShardId shard, String why, Optional<Origin> origin) {
      return new Loss(
          shard,
          Optional.empty(),
          "Not verified: " + why + ".",
          origin.map(o -> o.as(Status.UNVERIFIED)));
    }
  }

  Losses(Material material, Verdicts verdicts) {
    this.material = material;
    this.verdicts = verdicts;
  }

  List<Loss> all() {
    return material.shards().stream().map(this::of).toList();
  }

  /** The sum, when every shard has its number. */
  Optional<Long> total() {
    List<Loss> all = all();
    return all.isEmpty() || all.stream().anyMatch(loss -> loss.lost().isEmpty())
        ? Optional.empty()
        : Optional.of(all.stream().mapToLong(loss -> loss.lost().orElseThrow()).sum());
  }

  private Loss of(ShardId shard) {
    if (material.untouched()) {
      return new Loss(
          shard,
          Optional.of(0L),
          "No record was touched: the run's journal holds no effect on any store.",
          Optional.of(material.fromRun()));
    }
    return switch (material.run().state()) {
      case FINALIZED -> afterFinalize(shard);
      case ROLLED_BACK -> afterRollback(shard);
      case ROLLBACK_FAILED ->
          Loss.unverified(shard, "the rollback failed", Optional.of(material.fromRun()));
      case PREFLIGHT,
          SNAPSHOT,
          DRY_RUN,
          CANARY,
          COPY,
          VERIFY,
          CUT_OVER,
          SOAK,
          FINALIZE,
          ROLLING_BACK ->
          Loss.unverified(shard, "the run has not ended", Optional.of(material.fromRun()));
    };
  }

  private Loss afterFinalize(ShardId shard) {
    Verdicts.ShardVerdict judged = verdicts.of(shard);
    Optional<Origin> origin = judged.last().map(Found::origin);
    Optional<Facts.Verified> verified = judged.last().flatMap(Found::fact);
    boolean retired =
        material
            .book()
            .last(Kind.FINALIZED, Facts.Finalized.class, shard)
            .flatMap(Found::fact)
            .isPresent();
    if (judged.verdict() == Verdict.EQUAL && verified.isPresent() && retired) {
      return new Loss(
          shard,
          Optional.of(0L),
          (material.live()
                  ? "No record was lost: measured, all %s of %s were equal on both sides at %s."
                  : "No record was lost: all %s of %s are on the new side, compared in full at %s.")
              .formatted(
                  Show.count(rows(verified.get()), "row"),
                  Show.count(verified.get().objects().size(), "object"),
                  verified.get().moment()),
          origin);
    }
    String why =
        judged.verdict() == Verdict.EQUAL
            ? "there is no record that the old side was sealed and kept"
            : judged.verdict() == Verdict.DIFFERENT
                ? "the last comparison found differences"
                : String.join("; ", judged.reasons());
    return Loss.unverified(shard, why, origin.or(() -> Optional.of(material.fromRun())));
  }

  static long rows(Facts.Verified verified) {
    return verified.objects().stream().mapToLong(Facts.ComparedObject::sourceRows).sum();
  }

  private Loss afterRollback(ShardId shard) {
    var found = material.book().last(Kind.ROLLBACK, Facts.RolledBack.class, shard);
    Optional<Origin> origin = found.map(Found::origin);
    Optional<Facts.RolledBack> back = found.flatMap(Found::fact);
    if (back.isEmpty()) {
      return Loss.unverified(shard, "there is no readable record of its way back", origin);
    }
    if (material.live()) {
      return new LiveReturn(material).of(shard, origin.orElseThrow(), back.get());
    }
    Optional<String> doubt = doubt(shard, back.get(), origin.orElseThrow());
    if (doubt.isPresent()) {
      return Loss.unverified(shard, doubt.get(), origin);
    }
    long lost = back.get().lostRows().orElse(0L);
    return lost > 0
        ? accepted(shard, lost, origin.orElseThrow())
        : new Loss(
            shard,
            Optional.of(0L),
            "No record was lost: the source was equal to its snapshot, every row, when it was"
                + " opened again.",
            origin);
  }

  private Optional<String> doubt(ShardId shard, Facts.RolledBack back, Origin origin) {
    if (back.sourceEqualsSnapshot() == Verdict.DIFFERENT) {
      return Optional.of("the source differs from its snapshot");
    }
    boolean judged = origin.status() == Status.PASS || origin.status() == Status.WAIVED;
    if (back.sourceEqualsSnapshot() == Verdict.NOT_VERIFIED || !judged) {
      return Optional.of("the source was not proven equal to its snapshot");
    }
    boolean wasOpen =
        material
            .book()
            .last(Kind.CUT_OVER, Facts.CutOverDone.class, shard)
            .flatMap(Found::fact)
            .filter(Facts.CutOverDone::targetOpen)
            .isPresent();
    return wasOpen && back.lostRows().isEmpty()
        ? Optional.of("the target was open to clients, and what it took in was not counted")
        : Optional.empty();
  }

  private Loss accepted(ShardId shard, long lost, Origin origin) {
    String waiver =
        material
            .plan()
            .spec()
            .capture()
            .acceptLoss()
            .map(reason -> "accepted in the plan: " + reason)
            .orElse("nobody accepted that");
    return new Loss(
        shard,
        Optional.of(lost),
        "%s lost: written to the target while it was open to clients (%s)."
            .formatted(lost == 1 ? "1 row was" : Show.number(lost) + " rows were", waiver),
        Optional.of(origin.as(Status.FAIL)));
  }

  /** One sentence over all shards, for customers. */
  String sentence() {
    Optional<Long> total = total();
    if (total.isEmpty()) {
      boolean ended = material.run().state().ended();
      boolean back = material.run().state() == RunState.ROLLED_BACK;
      return back && material.live()
          ? new LiveReturn(material).sentence()
          : ended
              ? "Not verified: for at least one shard it is not proven what is lost."
              : "Not verified: the run has not come to its end.";
    }
    if (total.get() > 0) {
      return "%s lost; which shards, and why, is said below."
          .formatted(
              total.get() == 1 ? "1 record was" : Show.number(total.get()) + " records were");
    }
    return material.untouched() ? "No record was lost: nothing was changed." : none();
  }

  private String none() {
    boolean finalized = material.run().state() == RunState.FINALIZED;
    if (material.live()) {
      return finalized
          ? "No record was lost: at its last comparison every row of every shard was equal on both"
              + " sides."
          : "Returned; 0 records lost: every shard is back on its source, with every write of its"
              + " clients.";
    }
    return finalized
        ? "No record was lost: every row of every shard was compared on both sides, equal."
        : "No record was lost: every shard is back on its source, which was proven equal to"
            + " its snapshot.";
  }
}
