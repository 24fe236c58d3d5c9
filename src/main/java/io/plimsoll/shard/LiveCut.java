package io.plimsoll.shard;

import io.plimsoll.common.Digest;
import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.store.Fence;
import io.plimsoll.store.SideState;
import io.plimsoll.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Closes a source while its clients write, within the plan's budget, as often as the plan allows.
 * Whoever holds the tables is named and left alone: an attempt that cannot have the locks in time
 * lets the clients through and comes back later.
 */
final class LiveCut {
  private static final Duration FIRST_BACK_OFF = Duration.ofMillis(250);
  private static final Duration LONGEST_BACK_OFF = Duration.ofSeconds(5);

  private final ShardTools tools;
  private final ShardEnds ends;
  private final Errand errand;
  private final Diary diary;
  private final Supplier<LiveReplay> forward;
  private Optional<Digest> pinned = Optional.empty();
  private Optional<BlockProbe> probe = Optional.empty();
  private Optional<Instant> closing = Optional.empty();
  private Duration total = Duration.ZERO;
  private Duration seen = Duration.ZERO;
  private int attempts;
  private String last = "";

  LiveCut(ShardTools tools, ShardEnds ends, Errand errand, Supplier<LiveReplay> forward) {
    this.forward = forward;
    this.tools = tools;
    this.ends = ends;
    this.errand = errand;
    this.diary = new Diary(tools, ends.shard(), errand);
  }

  void pinnedTo(Digest digest) {
    pinned = Optional.of(digest);
  }

  /**
   * @param attempt the one the source has now
   * @return why it was not closed in as many attempts as the plan has; empty when it is closed
   */
  Optional<String> attempt(int attempt) {
    if (attempts > 0 && last.isEmpty()) {
      last = "the last tick and the sequences took longer than what was left of the budget";
    }
    while (attempts < errand.cutOver().attempts()) {
      if (attempts > 0) {
        backOff();
      }
      attempts++;
      Optional<String> failed = once(attempt);
      if (failed.isEmpty()) {
        return Optional.empty();
      }
      last = failed.get();
    }
    return Optional.of(
        "%s could not be cut over in %d attempts within %d ms each: %s"
            .formatted(ends.shard(), attempts, errand.cutOver().budget().toMillis(), last));
  }

  private Optional<String> once(int attempt) {
    Optional<String> notYet = guards();
    if (notYet.isPresent()) {
      return notYet;
    }
    watch();
    closing = Optional.of(now());
    try {
      new Pause(tools, ends, errand).begin();
      close(attempt);
      last = "";
      return Optional.empty();
    } catch (StoreException.Blocked e) {
      clientsMayWrite();
      return Optional.of(e.getMessage());
    } catch (RuntimeException e) {
      clientsMayWrite();
      throw e;
    }
  }

  /** Everything that can be known before clients have to wait for it. */
  private Optional<String> guards() {
    List<Finding> changed =
        tools.guards().check(GuardId.F28, () -> SchemaWatch.changed(ends, pinned.orElseThrow()));
    if (!changed.isEmpty()) {
      throw new DivergedException(ShardWay.texts(changed));
    }
    forward.get().proveAlive();
    long keys = forward.get().catchUp();
    return keys <= LiveReplay.SMALL
        ? Optional.empty()
        : Optional.of(
            "replay does not keep up: %d keys changed since the tick before".formatted(keys));
  }

  private void close(int attempt) {
    Instant until = ends.source().fence().now().plus(errand.cutOver().budget());
    diary.perform(
        "fence.close",
        ends.source().name(),
        "OPEN to CUT until " + until,
        "CUT to OPEN; it lapses by itself at " + until,
        () ->
            ends.source()
                .fence()
                .close(
                    errand.authority(),
                    new Fence.Move(SideState.OPEN, SideState.CUT, attempt),
                    ends.objects(),
                    until,
                    errand.lockBound()),
        side -> "%s, attempt %d".formatted(side.state(), side.attempt()));
  }

  private void watch() {
    if (probe.isEmpty() && !ends.objects().isEmpty()) {
      probe = Optional.of(new BlockProbe(ends));
    }
  }

  /** Ends the block that is under way, and says so to a route that made clients wait. */
  void clientsMayWrite() {
    new Pause(tools, ends, errand).end();
    closing.ifPresent(since -> total = total.plus(Duration.between(since, now())));
    closing = Optional.empty();
    stopWatching();
  }

  void stopWatching() {
    probe.ifPresent(BlockProbe::close);
    seen = probe.map(BlockProbe::longest).filter(d -> d.compareTo(seen) > 0).orElse(seen);
    probe = Optional.empty();
  }

  Blocked blocked() {
    return new Blocked(attempts, total, seen);
  }

  private Instant now() {
    return tools.clock().instant();
  }

  private void backOff() {
    Duration wait = FIRST_BACK_OFF.multipliedBy(1L << Math.min(attempts, 10));
    try {
      Thread.sleep(
          wait.compareTo(LONGEST_BACK_OFF) < 0 ? wait.toMillis() : LONGEST_BACK_OFF.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(ends.shard() + ": interrupted between two cut-overs", false, e);
    }
  }
}
