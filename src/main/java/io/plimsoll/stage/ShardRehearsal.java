package io.plimsoll.stage;

import io.plimsoll.common.Digest;
import io.plimsoll.common.ShardId;
import io.plimsoll.common.Verdict;
import io.plimsoll.gate.Evidence;
import io.plimsoll.gate.Facts;
import io.plimsoll.plan.Plan.SchemaMode;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Hold;
import io.plimsoll.shard.CaptureMode;
import io.plimsoll.shard.Compared;
import io.plimsoll.shard.Errand;
import io.plimsoll.shard.ShardEnds;
import io.plimsoll.shard.ShardWay;
import io.plimsoll.shard.WayBack;
import io.plimsoll.transfer.Manifest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Walks the real steps once between two scratch databases: fence, copy, verify, cut over, roll
 * back, with a writer that must be refused while fenced and let through afterwards.
 */
final class ShardRehearsal {
  private final StageContext context;
  private final Errand errand;

  ShardRehearsal(StageContext context, Errand errand) {
    this.context = context;
    this.errand = errand;
  }

  Outcome rehearse(Manifest manifest, ShardEnds ends) {
    var way = new ShardWay(context.tools(), ends, errand);
    var problems = new ArrayList<String>();
    Instant outageEnds =
        ends.source().fence().now().plus(context.plan().spec().capture().outage().orElseThrow());

    Instant began = context.now();
    way.fence(outageEnds);
    if (!way.copy(SchemaMode.MIRROR, manifest.rows(), context::stopping).complete()) {
      return Outcome.stopped(ends.shard() + ": the rehearsal stopped at a chunk boundary");
    }
    Instant copied = context.now();
    Compared compared = way.verify();
    Instant verified = context.now();
    boolean refused = compared.equal();
    if (compared.equal()) {
      way.cutOver(new Digest(manifest.origin().schemaDigest().hex()));
      refused = refusesEveryone(ends);
    } else {
      problems.add(FactsOf.sentence(compared));
    }
    Instant cutOver = context.now();
    WayBack.Returned back =
        new WayBack(context.tools(), ends, errand).returnToSource(Optional.of(manifest));
    Instant rolledBack = context.now();
    if (!refused) {
      problems.add("a write was let through while the shard was fenced");
    }
    if (!back.writable() || back.equalsSnapshot() != Verdict.EQUAL) {
      problems.add("after the rehearsed rollback the source was not open and equal");
    }
    var fact =
        new Facts.Rehearsal(
            problems.isEmpty() ? Verdict.EQUAL : Verdict.DIFFERENT,
            millis(began, copied),
            millis(copied, verified),
            millis(verified, cutOver),
            millis(cutOver, rolledBack),
            manifest.rows(),
            refused,
            back.writable(),
            problems);
    return conclude(ends.shard(), fact, problems);
  }

  /** The synthetic writer: on every object, on each side that must be closed now. */
  private boolean refusesEveryone(ShardEnds ends) {
    boolean targetClosed = errand.mode() == CaptureMode.FROZEN;
    return ends.objects().stream()
        .noneMatch(
            o ->
                ends.source().fence().acceptsWrites(o)
                    || (targetClosed && ends.target().fence().acceptsWrites(o)));
  }

  private Outcome conclude(ShardId shard, Facts.Rehearsal fact, List<String> problems) {
    context.record(
        StageName.DRY_RUN,
        Optional.of(shard),
        fact,
        problems.isEmpty() ? Evidence.Status.PASS : Evidence.Status.FAIL,
        ShardRehearsal.class);
    return problems.isEmpty()
        ? Outcome.passed(
            "%s: restored, equal, rehearsed; a rollback takes %d ms"
                .formatted(shard, fact.rollbackMillis()))
        : Outcome.failed(
            Hold.Reason.FAILED,
            "%s: the rehearsal failed: %s".formatted(shard, String.join("; ", problems)));
  }

  private static long millis(Instant from, Instant to) {
    return Duration.between(from, to).toMillis();
  }
}
