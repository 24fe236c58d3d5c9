package io.plimsoll.stage;

import io.plimsoll.capture.Replayer.Strangers;
import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.ShardId;
import io.plimsoll.plan.Plan.ShardPlan;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.ShardState;
import io.plimsoll.shard.DivergedException;
import io.plimsoll.shard.LiveReplay;
import io.plimsoll.shard.ShardEnds;
import io.plimsoll.store.ChangeFeed;
import io.plimsoll.store.ChangeFeed.Purpose;
import io.plimsoll.store.StoreException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;

/**
 * Keeps every shard of a live run replayed while its stages are busy with others or wait: whoever
 * cuts over or goes back then has little left to do. It judges nothing but what a tick finds.
 */
public final class Replays implements AutoCloseable {
  private static final Set<ShardState> FORWARD = EnumSet.of(ShardState.COPIED, ShardState.VERIFIED);

  /** Not once it is done: finalize takes the target's capture away, there is no way back. */
  private static final Set<ShardState> REVERSE =
      EnumSet.of(ShardState.CUT_OVER, ShardState.SOAKING);

  private final StageContext context;
  private final Map<ShardId, Open> open = new HashMap<>();

  public Replays(StageContext context) {
    this.context = context;
  }

  private record Open(Purpose purpose, ShardEnds ends, LiveReplay replay) implements AutoCloseable {
    @Override
    public void close() {
      try (ends) {
        replay.close();
      }
    }
  }

  /**
   * One tick of every shard that nobody else is at.
   *
   * @return why the run must go back, when a tick found that
   */
  public Optional<Outcome> round() {
    for (ShardPlan shard : context.shards()) {
      Lock turn = context.tools().turns().of(context.run().id(), shard.name());
      if (turn.tryLock()) {
        try {
          Optional<Outcome> found = once(shard);
          if (found.isPresent()) {
            return found;
          }
        } finally {
          turn.unlock();
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Outcome> once(ShardPlan shard) {
    try {
      ShardState state = context.state(shard);
      Optional<Purpose> purpose = purpose(state);
      if (purpose.isEmpty()) {
        forget(shard);
        return state == ShardState.COPYING ? harm(shard) : Optional.empty();
      }
      at(shard, purpose.get()).replay().tick(Strangers.REFUSE);
      return Optional.empty();
    } catch (DivergedException e) {
      return Optional.of(diverged(shard, e));
    } catch (StoreException e) {
      // A store that does not answer is the stages' to deal with; here the next round tries again.
      forget(shard);
      return Optional.empty();
    }
  }

  /** After the cut-over both sides are compared once more, so that the verdict names the rows. */
  private Outcome diverged(ShardPlan shard, DivergedException why) {
    Outcome known = Outcome.diverged(why.getMessage());
    if (purpose(context.state(shard)).equals(Optional.of(Purpose.FORWARD))) {
      return known;
    }
    forget(shard);
    try {
      Outcome compared = new ShardSteps(context, StageName.SOAK).readBack(shard);
      return compared.is(Outcome.Kind.DIVERGED) ? compared : known;
    } catch (Exception e) {
      return known;
    }
  }

  private static Optional<Purpose> purpose(ShardState state) {
    if (FORWARD.contains(state)) {
      return Optional.of(Purpose.FORWARD);
    }
    return REVERSE.contains(state) ? Optional.of(Purpose.REVERSE) : Optional.empty();
  }

  /**
   * F47: keys pile up on the source while its rows are copied; beyond the plan's limit that ends.
   */
  private Optional<Outcome> harm(ShardPlan shard) {
    try (ShardEnds ends = Bindings.open(context, shard)) {
      ChangeFeed feed = ends.source().changes();
      long most = context.plan().spec().capture().maxBacklog();
      List<Finding> found =
          context
              .tools()
              .guards()
              .check(
                  GuardId.F47,
                  () -> feed.backlog(most + 1) <= most ? List.of() : List.of(tooMuch(ends, most)));
      return found.stream().findFirst().map(f -> Outcome.diverged(f.text()));
    }
  }

  private static Finding tooMuch(ShardEnds ends, long most) {
    return Finding.blocking(
        GuardId.F47,
        "backlog-too-large",
        ends.shard() + " " + ends.source().name(),
        "more than %d changed keys wait on the source while it is copied".formatted(most),
        "copy at a quieter time, or raise capture.maxBacklog if the source has room for it");
  }

  private Open at(ShardPlan shard, Purpose purpose) {
    Open known = open.get(shard.name());
    if (known != null && known.purpose() == purpose) {
      return known;
    }
    forget(shard);
    ShardEnds ends = Bindings.open(context, shard);
    try {
      var errand = Bindings.errand(context, StageName.COPY);
      var fresh = new Open(purpose, ends, new LiveReplay(context.tools(), ends, errand, purpose));
      open.put(shard.name(), fresh);
      return fresh;
    } catch (RuntimeException e) {
      ends.close();
      throw e;
    }
  }

  private void forget(ShardPlan shard) {
    Open old = open.remove(shard.name());
    if (old != null) {
      old.close();
    }
  }

  @Override
  public void close() {
    context.shards().forEach(this::forget);
  }
}
