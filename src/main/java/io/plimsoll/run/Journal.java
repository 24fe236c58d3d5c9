package io.plimsoll.run;

import io.plimsoll.common.Epoch;
import io.plimsoll.common.RunId;
import io.plimsoll.common.ShardId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * The diary of effects outside the control database: a durable intent before each, an observed
 * confirmation after. An intent without confirmation is settled by looking at the world.
 */
public interface Journal {

  /**
   * Writes the intent; it is durable when this returns.
   *
   * @throws StaleRunException when {@code intent.epoch} is no longer the run's
   */
  long intend(Intent intent);

  /** Confirms with what was observed; once per intent, repeating the same is harmless. */
  void confirm(long intent, String observed);

  /** Intents without confirmation, oldest first. */
  List<Entry> unsettled(RunId run);

  /** All entries, oldest first. */
  List<Entry> entries(RunId run);

  /** Does one effect between its intent and its confirmation. A failure leaves the intent open. */
  default <T> T perform(Intent intent, Callable<T> effect, Function<T, String> observed)
      throws Exception {
    long id = intend(intent);
    T result = effect.call();
    confirm(id, observed.apply(result));
    return result;
  }

  /**
   * @param stage the stage or {@code rollback} it belongs to
   * @param action stable verb: {@code fence.close}, {@code route.switch}
   * @param on the identity it works on
   * @param arguments what exactly; no secret
   * @param undo how it is taken back
   */
  record Intent(
      RunId run,
      Epoch epoch,
      Optional<ShardId> shard,
      String stage,
      String action,
      String on,
      String arguments,
      String undo) {}

  /**
   * @param observed empty until confirmed
   */
  record Entry(
      long id,
      Intent intent,
      Instant intendedAt,
      Optional<Instant> confirmedAt,
      Optional<String> observed) {}
}
