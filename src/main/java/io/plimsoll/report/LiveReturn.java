package io.plimsoll.report;

import io.plimsoll.common.ShardId;
import io.plimsoll.common.Verdict;
import io.plimsoll.gate.Evidence.Status;
import io.plimsoll.gate.Facts;
import io.plimsoll.report.Losses.Loss;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a live way back lost. Zero only when every write that clients made on the target is on the
 * source; a row of which that is not known needs a person, and is counted as such, not as lost.
 */
final class LiveReturn {
  private final Material material;

  LiveReturn(Material material) {
    this.material = material;
  }

  Loss of(ShardId shard, Origin origin, Facts.RolledBack back) {
    if (origin.status() == Status.FAIL || !back.sourceWritable()) {
      return Loss.unverified(shard, "its way back did not come to its end", Optional.of(origin));
    }
    if (back.carriedBack().isPresent()) {
      return carried(shard, origin, back.carriedBack().get());
    }
    return material.targetOpened(shard)
        ? Loss.unverified(
            shard,
            "the target was open to clients, and there is no record of what was carried back",
            Optional.of(origin))
        : none(
            shard,
            origin,
            "No record was lost: clients wrote to the source all the time, and the target was never"
                + " open to them.");
  }

  private Loss carried(ShardId shard, Origin origin, Facts.CarriedBack carried) {
    String count = Show.count(carried.keys(), "key");
    if (carried.verdict() == Verdict.EQUAL) {
      return none(
          shard,
          origin,
          ("Returned; 0 records lost: with the target closed and its writes carried back (%s),"
                  + " every row was equal on both sides before the source opened.")
              .formatted(count));
    }
    if (allCameBack(carried)) {
      return none(
          shard,
          origin,
          ("Returned; 0 records lost: every write that clients made on the target is on the"
                  + " source (%s carried back under the fence). %s: what the closed target has"
                  + " there, no client wrote.")
              .formatted(count, needAPerson(carried)));
    }
    if (carried.needAPerson() > 0) {
      return new Loss(
          shard,
          Optional.empty(),
          "Returned; %s: both versions are there, see Rollback.".formatted(needAPerson(carried)),
          Optional.of(origin.as(Status.UNVERIFIED)));
    }
    return Loss.unverified(
        shard,
        "after the writes of clients were carried back, both sides could not be proven equal",
        Optional.of(origin));
  }

  private static Loss none(ShardId shard, Origin origin, String sentence) {
    return new Loss(shard, Optional.of(0L), sentence, Optional.of(origin.as(Status.PASS)));
  }

  static String needAPerson(Facts.CarriedBack carried) {
    return needAPerson(carried.needAPerson());
  }

  static String needAPerson(long rows) {
    return rows == 1 ? "1 row needs a person" : Show.number(rows) + " rows need a person";
  }

  /** What capture saw is there; what still differs, no client wrote. */
  static boolean allCameBack(Facts.CarriedBack carried) {
    return switch (carried.verdict()) {
      case EQUAL -> true;
      case NOT_VERIFIED -> false;
      case DIFFERENT -> carried.needAPerson() > 0 && !carried.clientsMayHaveWritten();
    };
  }

  /** Over all shards. */
  long needAPerson() {
    return carried().stream()
        .filter(carried -> !allCameBack(carried))
        .mapToLong(Facts.CarriedBack::needAPerson)
        .sum();
  }

  private List<Facts.CarriedBack> carried() {
    return material.shards().stream()
        .map(
            shard ->
                material
                    .book()
                    .last(Book.Kind.ROLLBACK, Facts.RolledBack.class, shard)
                    .flatMap(Found::fact)
                    .flatMap(Facts.RolledBack::carriedBack)
                    .orElse(null))
        .filter(Objects::nonNull)
        .toList();
  }

  /** Over all shards, once the run is back and each shard has its number. */
  String sentence() {
    long rows = needAPerson();
    return rows > 0
        ? "Returned; %s: which, and where both versions are, is said below."
            .formatted(needAPerson(rows))
        : "Not verified: for at least one shard it is not proven what is lost.";
  }
}
