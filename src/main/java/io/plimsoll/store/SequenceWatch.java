package io.plimsoll.store;

import java.util.List;

/**
 * Sequences looked up ahead of time, so that asking how far they are takes a moment only: clients
 * wait for the answer.
 */
public interface SequenceWatch {

  /**
   * How far each is now. The extreme of a column without an index is the one that was found ahead
   * of time; such a column cannot be unique.
   */
  List<SequenceState> now();
}
