package io.plimsoll.transfer;

import io.plimsoll.common.Retry;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.StoreWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Stands between "committed" and "confirmed": chunks are confirmed in batches, and only after the
 * target said that each of them is on its disk.
 */
final class FlushBarrier {
  private static final int MAX_CHUNKS = 32;
  private static final Duration MAX_WAIT = Duration.ofSeconds(5);

  private final Passage passage;
  private final StoreWriter target;
  private final List<Long> waiting = new ArrayList<>();
  private Instant lastFlush;

  FlushBarrier(Passage passage, StoreWriter target) {
    this.passage = passage;
    this.target = target;
    this.lastFlush = passage.around().clock().instant();
  }

  /** Takes a committed chunk; flushes and confirms when enough of them wait. */
  void add(long id) throws Exception {
    confirm(addAndTakeIfDue(id));
  }

  /** Flushes and confirms whatever still waits. */
  void finish() throws Exception {
    confirm(take());
  }

  private synchronized List<Long> addAndTakeIfDue(long id) {
    waiting.add(id);
    Instant now = passage.around().clock().instant();
    boolean due =
        waiting.size() >= MAX_CHUNKS || Duration.between(lastFlush, now).compareTo(MAX_WAIT) >= 0;
    return due ? take() : List.of();
  }

  private synchronized List<Long> take() {
    List<Long> batch = List.copyOf(waiting);
    waiting.clear();
    lastFlush = passage.around().clock().instant();
    return batch;
  }

  private void confirm(List<Long> batch) throws Exception {
    if (batch.isEmpty()) {
      return;
    }
    passage.reached("flush.before");
    Retry retry = passage.around().retry();
    retry.call(
        () -> {
          target.flush(batch);
          return batch.size();
        },
        e -> e instanceof StoreException store && store.worthAnotherTry());
    passage.reached("flush.after");
    passage.ledger().confirm(batch);
    passage.reached("confirm.after");
  }
}
