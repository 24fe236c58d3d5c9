package io.plimsoll.stage;

import io.plimsoll.common.Digest;
import io.plimsoll.common.ShardId;
import io.plimsoll.common.Verdict;
import io.plimsoll.gate.Evidence;
import io.plimsoll.gate.Facts;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.Plan.ShardPlan;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.ShardState;
import io.plimsoll.shard.Compared;
import io.plimsoll.shard.ShardEnds;
import io.plimsoll.shard.ShardWay;
import io.plimsoll.store.SideState;
import io.plimsoll.store.Store;
import io.plimsoll.transfer.ChunkLedger;
import io.plimsoll.transfer.Copier;
import io.plimsoll.transfer.Differences;
import io.plimsoll.transfer.Pass;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The steps several stages take with a shard: copy, verify, cut over, one soak pass, open. Each
 * records its evidence and says how it ended.
 */
final class ShardSteps {
  private final StageContext context;
  private final StageName stage;

  /**
   * @param stage in whose name the steps are journaled and their evidence is kept
   */
  ShardSteps(StageContext context, StageName stage) {
    this.context = context;
    this.stage = stage;
  }

  private interface Step {
    Outcome go(ShardWay way) throws Exception;
  }

  private Outcome with(ShardPlan shard, Step step) throws Exception {
    try (ShardEnds ends = Bindings.open(context, shard);
        var way = new ShardWay(context.tools(), ends, Bindings.errand(context, stage))) {
      return step.go(way);
    }
  }

  /** Everything that is left until the shard is cut over, from wherever it is. */
  Outcome upToCutOver(ShardPlan shard) throws Exception {
    if (context.state(shard) == ShardState.UNDONE) {
      Outcome anew = startAnew(shard);
      if (!anew.is(Outcome.Kind.PASSED)) {
        return anew;
      }
    }
    for (Way way :
        new Way[] {
          new Way(ShardState.COPIED, this::copy),
          new Way(ShardState.VERIFIED, this::verify),
          new Way(ShardState.CUT_OVER, this::cutOver)
        }) {
      if (context.state(shard).compareTo(way.reaches()) < 0) {
        Outcome outcome = way.work().on(shard);
        if (!outcome.is(Outcome.Kind.PASSED)) {
          return outcome;
        }
      }
    }
    return Outcome.passed(shard.name() + ": cut over");
  }

  private record Way(ShardState reaches, ShardTasks.ShardWork work) {}

  /**
   * A shard that went back alone took in writes since: it needs a new fence, snapshot and proof.
   */
  private Outcome startAnew(ShardPlan shard) throws Exception {
    context
        .tools()
        .ledger()
        .reset(new ChunkLedger.Scope(context.run().id(), Pass.COPY, shard.name()));
    Outcome taken = new ShardSnapshot(context).take(shard);
    if (!taken.is(Outcome.Kind.PASSED)) {
      return taken;
    }
    Outcome proven = new ShardProof(context).prove(shard);
    if (proven.is(Outcome.Kind.PASSED)) {
      context.tools().ports().shards().set(context.run().id(), shard.name(), ShardState.PENDING);
    }
    return proven;
  }

  Outcome copy(ShardPlan shard) throws Exception {
    // The run's first change is the canary's; a canary may soak for longer than a backup stays
    // young.
    boolean first = stage == StageName.CANARY || context.canaryShards().isEmpty();
    new ProofGuard(context).before(shard.name(), "copy", first);
    Facts.SnapshotTaken snapshot = Bindings.snapshot(context, shard.name());
    return with(
        shard,
        way -> {
          Instant began = context.now();
          Copier.Copy copy =
              way.copy(context.plan().spec().schema(), snapshot.rows(), context::stopping);
          if (!copy.complete()) {
            return Outcome.stopped(shard.name() + ": stopped at a chunk boundary");
          }
          long millis = Duration.between(began, context.now()).toMillis();
          var done = copy.throughput();
          record(
              shard,
              new Facts.Copied(snapshot.rows(), done.bytes(), done.chunks(), millis),
              Evidence.Status.PASS);
          return Outcome.passed("%s: %d rows copied".formatted(shard.name(), snapshot.rows()));
        });
  }

  Outcome verify(ShardPlan shard) throws Exception {
    return with(shard, way -> judge(shard, way.verify()));
  }

  Outcome cutOver(ShardPlan shard) throws Exception {
    new ProofGuard(context).before(shard.name(), "cut-over", false);
    whenQuiet(shard);
    return with(
        shard,
        way -> {
          ShardWay.Arrived arrived = way.cutOver(pinned(shard));
          record(shard, cutOverDone(arrived), Evidence.Status.PASS);
          told(shard, arrived);
          pairBefore(shard).ifPresent(pair -> record(shard, pair, Evidence.Status.PASS));
          return Outcome.passed(
              "%s: cut over, clients are sent to %s"
                  .formatted(shard.name(), arrived.routeAddress()));
        });
  }

  /**
   * Frozen clients are refused since the snapshot. What has been sealed by a cut-over that was
   * interrupted is finished at once, however busy its server is.
   */
  private void whenQuiet(ShardPlan shard) throws InterruptedException {
    if (!context.plan().spec().capture().live()) {
      return;
    }
    try (Store source = context.tools().stores().open(shard.source(), shard.name())) {
      boolean open =
          source.fence().observe().filter(side -> side.state() != SideState.OPEN).isEmpty();
      if (open) {
        new LoadProbe(context).before(shard.name(), "cut-over", source);
      }
    }
  }

  private void told(ShardPlan shard, ShardWay.Arrived arrived) {
    if (context.plan().spec().capture().live()) {
      context.tools().conditions().listener().cutOver(shard.name(), arrived.blocked().seen());
    }
  }

  /** A canary's comparison is overwritten by those of its soak; what it was cut over on stays. */
  private Optional<Facts.AtTheFence> pairBefore(ShardPlan shard) {
    if (!context.plan().spec().capture().live()) {
      return Optional.empty();
    }
    Optional<ShardId> of = Optional.of(shard.name());
    return context
        .fact(stage, of, "verification", Facts.Verified.class)
        .or(() -> context.fact(StageName.VERIFY, of, "verification", Facts.Verified.class))
        .filter(verified -> verified.verdict() == Verdict.EQUAL)
        .map(verified -> new Facts.AtTheFence(verified.from(), verified.moment()));
  }

  private Facts.CutOverDone cutOverDone(ShardWay.Arrived arrived) {
    Plan.Capture capture = context.plan().spec().capture();
    Instant refused =
        capture.live()
            ? arrived.at().minus(arrived.blocked().total())
            : Outages.declared(context).orElseThrow().began();
    return new Facts.CutOverDone(
        arrived.attempt(),
        refused,
        arrived.at(),
        arrived.at(),
        arrived.routeVersion(),
        arrived.routeAddress(),
        Duration.between(refused, arrived.at()).toMillis(),
        capture.live() ? Optional.of(arrived.blocked().seen().toMillis()) : Optional.empty(),
        capture.live() || capture.acceptLoss().isPresent());
  }

  /** One comparison of both live sides; {@code again} until the soak has lasted. */
  Outcome soak(ShardPlan shard, Duration lasts, Duration every) throws Exception {
    return with(shard, way -> pass(shard, way.soak(), lasts, every));
  }

  private Outcome pass(ShardPlan shard, Compared compared, Duration lasts, Duration every) {
    Outcome judged = judge(shard, compared);
    Optional<Facts.SoakPass> last =
        context.fact(stage, Optional.of(shard.name()), "soak-pass", Facts.SoakPass.class);
    Instant now = context.now();
    var soak =
        new Facts.SoakPass(
            last.map(p -> p.number() + 1).orElse(1),
            last.map(Facts.SoakPass::began).orElse(now),
            compared.verdict(),
            now);
    record(shard, soak, FactsOf.status(compared.verdict()));
    if (!judged.is(Outcome.Kind.PASSED)) {
      return judged;
    }
    Instant end = soak.began().plus(lasts);
    if (!now.isBefore(end)) {
      return Outcome.passed("%s: soaked, %d passes equal".formatted(shard.name(), soak.number()));
    }
    Instant next = now.plus(every);
    return Outcome.again(
        next.isBefore(end) ? next : end,
        "%s: soak pass %d equal".formatted(shard.name(), soak.number()));
  }

  /**
   * Compares both sides a last time: everything is read back before the point of no return. Behind
   * it, after a crash, clients may have written already: there is nothing to compare any more.
   */
  Outcome readBack(ShardPlan shard) throws Exception {
    return with(
        shard,
        way ->
            !context.plan().spec().capture().live() && way.targetOpen()
                ? Outcome.passed(shard.name() + ": read back before it was opened")
                : judge(shard, way.soak()));
  }

  /** Opens the target; there is no way back by itself after this. */
  Outcome open(ShardPlan shard) throws Exception {
    new ProofGuard(context).before(shard.name(), "finalize", false);
    return with(
        shard,
        way -> {
          way.open(pinned(shard));
          record(
              shard,
              new Facts.Finalized(shard.source(), shard.target(), context.now()),
              Evidence.Status.PASS);
          return Outcome.passed(shard.name() + ": open, the source stays sealed");
        });
  }

  /** Removes what the run has on an open target; safe to repeat. */
  Outcome leave(ShardPlan shard) throws Exception {
    return with(
        shard,
        way -> {
          way.leaveTarget();
          return Outcome.passed("");
        });
  }

  private Outcome judge(ShardPlan shard, Compared compared) {
    if (writesAccepted(compared)) {
      return waived(shard, compared);
    }
    record(shard, FactsOf.verified(compared), FactsOf.status(compared.verdict()));
    String rows =
        "%s: %.0f %% of rows compared".formatted(shard.name(), compared.rows().coveragePercent());
    return switch (compared.verdict()) {
      case EQUAL -> Outcome.passed(rows + ", all equal");
      case DIFFERENT -> Outcome.diverged(shard.name() + " " + FactsOf.sentence(compared));
      case NOT_VERIFIED ->
          Outcome.inconclusive(rows + ", not verified: " + FactsOf.sentence(compared));
    };
  }

  /** The plan opened the target early: what clients write there differs, as it must. */
  private boolean writesAccepted(Compared compared) {
    boolean open = stage.compareTo(StageName.SOAK) >= 0 || stage == StageName.CANARY;
    return open
        && context.plan().spec().capture().acceptLoss().isPresent()
        && compared.rows().verdict() == Verdict.DIFFERENT
        && compared.metadata().isEmpty();
  }

  /** Writes and corruption cannot be told apart without a capture: said in red, not concluded. */
  private Outcome waived(ShardPlan shard, Compared compared) {
    record(shard, FactsOf.verified(compared).as(Verdict.NOT_VERIFIED), Evidence.Status.WAIVED);
    long rows = compared.differences().stream().mapToLong(Differences::total).sum();
    return Outcome.passed(
        "%s: %d rows differ since the target is open; the plan accepts that they are not verified"
            .formatted(shard.name(), rows));
  }

  private Digest pinned(ShardPlan shard) {
    return new Digest(Bindings.snapshot(context, shard.name()).schemaDigest());
  }

  private void record(ShardPlan shard, Facts.Fact fact, Evidence.Status status) {
    context.record(stage, Optional.of(shard.name()), fact, status, ShardSteps.class);
  }
}
