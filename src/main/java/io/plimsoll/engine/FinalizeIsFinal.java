package io.plimsoll.engine;

import io.plimsoll.common.Finding;
import io.plimsoll.gate.EvidenceBook;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunState;
import java.util.Optional;

/** Once a target was opened by finalize, nothing carries its writes back: the run cannot return. */
public final class FinalizeIsFinal implements Engine.PointOfNoReturn {
  private final EvidenceBook book;

  public FinalizeIsFinal(EvidenceBook book) {
    this.book = book;
  }

  @Override
  public Optional<Finding> of(Run run) {
    boolean opened =
        run.state() == RunState.FINALIZED
            || book.current(run.id()).stream().anyMatch(e -> e.name().equals("finalized"));
    return opened
        ? Optional.of(
            Finding.blocking(
                "point-of-no-return",
                run.id().value(),
                "is past the point of no return: clients write to the targets",
                "'plimsoll resume %s' finishes it; to move back, plan a new move the other way"
                    .formatted(run.id())))
        : Optional.empty();
  }
}
