package io.plimsoll.gate;

import io.plimsoll.common.RunId;
import io.plimsoll.plan.StageName;

/**
 * Calls somebody at once. What a page says is durable elsewhere already: one that is lost hides
 * nothing. It returns quickly and does not throw.
 */
public interface Pager {
  void page(Page page);

  /** Why somebody is called. */
  enum Cause {
    /** One of two keys is turned: the other may follow at any moment. */
    KEY_TURNED,
    /** A gate is open although its quorum never agreed. */
    GLASS_BROKEN
  }

  /**
   * @param text one sentence that needs no other to be understood
   */
  record Page(Cause cause, RunId run, StageName stage, String text) {}
}
