package io.plimsoll.engine;

import io.plimsoll.common.RunId;
import io.plimsoll.run.Run;
import io.plimsoll.transfer.TransferListener;

/** Hears of boundaries and of data moving; must return quickly. */
public interface EngineListener extends TransferListener {
  /** A stage begins; {@code run.state()} says which. */
  void began(Run run);

  /** Something worth a line: {@code s00: cut over, clients go to new/s00}. */
  void said(RunId run, String line);

  /** The run moved, waits or ended. */
  void moved(Run run);

  /** Who hears of the data that moves in one run; the same listener, unless it tells runs apart. */
  default TransferListener of(RunId run) {
    return this;
  }
}
