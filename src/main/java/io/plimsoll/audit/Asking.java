package io.plimsoll.audit;

import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * Who asks for what happens on this thread, so that the log names them: whoever a server answers,
 * the user of a command line that is logged in, or else the process itself.
 */
public final class Asking implements Supplier<Actor> {
  private final ThreadLocal<Actor> here = new ThreadLocal<>();
  private volatile Actor otherwise;

  /**
   * @param otherwise who it is as long as nobody is known
   */
  public Asking(Actor otherwise) {
    this.otherwise = otherwise;
  }

  @Override
  public Actor get() {
    Actor known = here.get();
    return known == null ? otherwise : known;
  }

  /** For a process with one user: from now on it is this one who asks. */
  public void fromNowOn(Actor who) {
    otherwise = who;
  }

  /** Does the work in somebody's name. */
  public <T> T as(Actor who, Callable<T> work) throws Exception {
    here.set(who);
    try {
      return work.call();
    } finally {
      here.remove();
    }
  }
}
