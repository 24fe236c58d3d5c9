package io.plimsoll.stage;

import io.plimsoll.common.Digest;
import io.plimsoll.common.GuardId;
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
import io.plimsoll.shard.SyntheticWriter;
import io.plimsoll.shard.WayBack;
import io.plimsoll.store.Practice;
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
    var problems = new ArrayList<String>();
    // Not the production source's: what the plan accepts as left out is not in the scratch copy.
    Digest restored = ends.source().schemaDigest(ends.objects());
    Instant outageEnds =
        ends.source().fence().now().plus(context.plan().spec().capture().outage().orElseThrow());

    Instant began = context.now();
    boolean refused;
    Instant copied;
    Instant verified;
    try (var way = new ShardWay(context.tools(), ends, errand)) {
      way.fence(outageEnds);
      if (!way.copy(SchemaMode.MIRROR, manifest.rows(), context::stopping).complete()) {
        return stopped(ends);
      }
      copied = context.now();
      Compared compared = way.verify();
      verified = context.now();
      refused = compared.equal();
      if (compared.equal()) {
        way.cutOver(restored);
        refused = refusesEveryone(ends);
      } else {
        problems.add(FactsOf.sentence(compared));
      }
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
            Optional.empty(),
            problems);
    return conclude(ends.shard(), fact, problems);
  }

  /**
   * The same with live capture: a client writes from before the copy until clients are back, and
   * every write it was told of must then be on the source.
   *
   * @param ends with the practised object among their objects
   */
  Outcome rehearseLive(Manifest manifest, ShardEnds ends, Practice source, Practice target) {
    var problems = new ArrayList<String>();
    Instant began = context.now();
    Instant copied;
    Instant verified;
    ShardWay.Arrived arrived;
    WayBack.Returned back;
    Instant cutOver;
    Instant rolledBack;
    try (var way = new ShardWay(context.tools(), ends, errand);
        var writer = new SyntheticWriter(ends, source, target)) {
      way.claim();
      if (!way.copy(SchemaMode.MIRROR, manifest.rows(), context::stopping).complete()) {
        return stopped(ends);
      }
      copied = context.now();
      Compared compared = way.verify();
      verified = context.now();
      if (!compared.equal()) {
        problems.add(FactsOf.sentence(compared));
      }
      arrived = way.cutOver(ends.source().schemaDigest(ends.objects()));
      cutOver = context.now();
      writer.awaitMore();
      Compared soaked = way.soak();
      if (!soaked.equal()) {
        problems.add("after the cut-over " + FactsOf.sentence(soaked));
      }
      Instant goingBack = context.now();
      back = new WayBack(context.tools(), ends, errand).returnToSource(Optional.empty());
      rolledBack = cutOver.plus(Duration.between(goingBack, context.now()));
      writer.awaitMore();
      writer.stop();
      problems.addAll(afterwards(back, writer, source));
      var fact =
          new Facts.Rehearsal(
              problems.isEmpty() ? Verdict.EQUAL : Verdict.DIFFERENT,
              millis(began, copied),
              millis(copied, verified),
              millis(verified, cutOver),
              millis(cutOver, rolledBack),
              manifest.rows(),
              true,
              back.writable(),
              Optional.of(
                  new Facts.Practised(
                      writer.acknowledged(),
                      arrived.blocked().seen().toMillis(),
                      writer.allOn(source))),
              problems);
      return conclude(ends.shard(), fact, problems);
    }
  }

  private static List<String> afterwards(
      WayBack.Returned back, SyntheticWriter writer, Practice source) {
    var problems = new ArrayList<String>();
    if (!back.writable()) {
      problems.add("after the rehearsed rollback the source was not open");
    }
    if (back.carriedBack().filter(b -> b.compared().equal()).isEmpty()) {
      problems.add("after the rehearsed rollback both sides were not equal");
    }
    if (!writer.allOn(source)) {
      problems.add("after the rehearsed rollback the source lacks writes, or has others");
    }
    return problems;
  }

  private static Outcome stopped(ShardEnds ends) {
    return Outcome.stopped(ends.shard() + ": the rehearsal stopped at a chunk boundary");
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

  /** F54: a way back that failed here would fail in earnest. */
  private Outcome conclude(ShardId shard, Facts.Rehearsal fact, List<String> problems) {
    boolean good = problems.isEmpty() || !context.tools().guards().has(GuardId.F54);
    context.record(
        StageName.DRY_RUN,
        Optional.of(shard),
        fact,
        good ? Evidence.Status.PASS : Evidence.Status.FAIL,
        ShardRehearsal.class);
    return good
        ? Outcome.passed(
            "%s: restored, equal, rehearsed; a rollback takes %d ms"
                .formatted(shard, fact.rollbackMillis()))
        : Outcome.failed(
            Hold.Reason.FAILED,
            "%s: F54 the rehearsal failed: %s".formatted(shard, String.join("; ", problems)));
  }

  private static long millis(Instant from, Instant to) {
    return Duration.between(from, to).toMillis();
  }
}
