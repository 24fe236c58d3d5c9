package io.plimsoll.cli;

import io.plimsoll.engine.EngineListener;
import java.util.Set;

/** Plays the demo on embedded servers; implemented by {@code app.demo}. */
public interface DemoRunner {

  /**
   * Plays the acts in order.
   *
   * @param acts their numbers; empty means those that belong to the main job
   * @return the exit code: 0 only when every act ended as it must
   */
  int run(Set<Integer> acts, Audience audience);

  /** Who watches. Safe to call from several threads. */
  interface Audience {
    /** Talk: what is going on. */
    void say(String line);

    /** Data: the result, on standard output. */
    void print(String line);

    /** Shows progress of runs as {@code run} does; attach it to each orchestrator. */
    EngineListener progress();
  }
}
