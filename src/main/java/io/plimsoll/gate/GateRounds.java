package io.plimsoll.gate;

import io.plimsoll.common.RunId;
import java.util.List;

/** What became of the gates of a run, for whoever only looks back. */
public interface GateRounds {

  /** Every round of every gate the run came to, by stage and round. */
  List<Gate> rounds(RunId run);
}
