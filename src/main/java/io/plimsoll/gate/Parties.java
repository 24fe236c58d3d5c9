package io.plimsoll.gate;

import io.plimsoll.common.RunId;
import java.util.List;

/** Keeps who had a hand in a run; they do not decide about it. */
public interface Parties {
  /** Adds a party; repeating is harmless, and nobody is ever removed. */
  void add(RunId run, Part part, PersonId person, String name);

  List<Party> of(RunId run);

  enum Part {
    /** Asked for the run. */
    REQUESTER,
    /** Wrote or changed its plan. */
    EDITOR,
    /** Started it. */
    STARTER
  }

  record Party(Part part, PersonId person, String name) {}
}
