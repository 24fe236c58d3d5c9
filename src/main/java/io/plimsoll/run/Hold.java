package io.plimsoll.run;

import java.util.Objects;

/**
 * Why a run does not go on by itself.
 *
 * @param reason stable, for machines
 * @param text for people: what happened, and what to do
 */
public record Hold(Reason reason, String text) {
  public Hold {
    Objects.requireNonNull(reason);
    Objects.requireNonNull(text);
  }

  public enum Reason {
    /** Preflight found something; nothing was changed. */
    REFUSED,
    /** A gate where persons decide: {@code hold}, a quorum, or {@code --hold-before}. */
    GATE,
    /** The next step changes something, and the plan's windows are closed; it goes on in one. */
    WINDOW,
    /** Nobody decided at a gate in time, or an approval was not used in time. */
    EXPIRED,
    /** A stage failed after its retries. */
    FAILED,
    /** A check could not be completed; that is no verdict. */
    INCONCLUSIVE,
    /** A person asked for it. */
    PAUSED,
    /** Divergence where going back by itself could lose data. */
    DIVERGED,
    /** A store is out of reach or its sides are in a state that needs a person. */
    BROKEN
  }
}
