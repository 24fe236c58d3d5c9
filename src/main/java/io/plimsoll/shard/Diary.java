package io.plimsoll.shard;

import io.plimsoll.common.CrashPoints;
import io.plimsoll.common.ShardId;
import io.plimsoll.run.Journal;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;

/**
 * Writes one shard's effects into the journal: intent, crash point, effect, crash point, confirm.
 */
public final class Diary {
  private final Journal journal;
  private final CrashPoints crash;
  private final ShardId shard;
  private final Errand errand;

  public Diary(ShardTools tools, ShardId shard, Errand errand) {
    this.journal = tools.journal();
    this.crash = tools.crash();
    this.shard = shard;
    this.errand = errand;
  }

  /**
   * Does the effect between intent and confirmation.
   *
   * @param action stable verb: {@code fence.close}; names the crash points too
   * @param on what it works on
   * @param arguments what exactly; no secret
   * @param undo how it is taken back
   */
  public <T> T perform(
      String action,
      String on,
      String arguments,
      String undo,
      Callable<T> effect,
      Function<T, String> observed) {
    var intent =
        new Journal.Intent(
            errand.authority().run(),
            errand.authority().epoch(),
            Optional.of(shard),
            errand.stage(),
            action,
            on,
            arguments,
            undo);
    long id = journal.intend(intent);
    crash.reached(action + ".before");
    T result = call(effect);
    crash.reached(action + ".after");
    journal.confirm(id, observed.apply(result));
    return result;
  }

  private static <T> T call(Callable<T> effect) {
    try {
      return effect.call();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
