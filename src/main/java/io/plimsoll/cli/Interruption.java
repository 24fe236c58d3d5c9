package io.plimsoll.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * Ctrl-C while a run is driven: the first lets the work stop at the next chunk, the second ends the
 * process at once; both leave a run that can be resumed. SIGTERM counts as Ctrl-C.
 */
final class Interruption implements AutoCloseable {
  private static final String OF_WORK =
      "stopping at the next chunk; Ctrl-C again ends the process at once";

  private final Voice voice;
  private final String words;
  private final Runnable stop;
  private final IntConsumer halt;
  private final CountDownLatch struck = new CountDownLatch(1);
  private final List<Runnable> restore = new ArrayList<>();

  Interruption(Voice voice, Runnable stop, IntConsumer halt) {
    this(voice, OF_WORK, stop, halt);
  }

  private Interruption(Voice voice, String words, Runnable stop, IntConsumer halt) {
    this.voice = voice;
    this.words = words;
    this.stop = stop;
    this.halt = halt;
  }

  /** Listens until closed. */
  static Interruption during(Voice voice, Runnable stop) {
    return during(voice, OF_WORK, stop);
  }

  /**
   * @param words what the first Ctrl-C is answered with
   */
  static Interruption during(Voice voice, String words, Runnable stop) {
    var interruption =
        new Interruption(voice, words, stop, code -> Runtime.getRuntime().halt(code));
    for (String signal : List.of("INT", "TERM")) {
      try {
        interruption.restore.add(Signals.on(signal, interruption::strike));
      } catch (UnsupportedOperationException e) {
        voice.say(e.getMessage() + ": Ctrl-C ends the process at once, 'resume' goes on");
      }
    }
    return interruption;
  }

  /** One Ctrl-C. */
  void strike() {
    boolean again;
    synchronized (this) {
      again = happened();
      struck.countDown();
    }
    if (again) {
      halt.accept(ExitCode.INTERRUPTED.number());
      return;
    }
    voice.complain(words);
    stop.run();
  }

  boolean happened() {
    return struck.getCount() == 0;
  }

  /** Waits, and returns early with true when interrupted. */
  boolean within(Duration wait) {
    try {
      return struck.await(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      struck.countDown();
      return true;
    }
  }

  @Override
  public void close() {
    restore.forEach(Runnable::run);
  }
}
