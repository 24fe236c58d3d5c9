package io.plimsoll.control;

import io.plimsoll.audit.AuditEvent;
import io.plimsoll.common.RunId;
import io.plimsoll.run.Lifecycle;
import io.plimsoll.run.Lifecycle.Transition;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunEvent;
import io.plimsoll.run.Runs.Note;
import io.plimsoll.run.StaleRunException;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/**
 * Moves a run within a transaction that may write more than this: the row, its history and the
 * event of the audit log, together or not at all.
 */
final class RunMoves {
  private final JdbiAuditLog audit;
  private final RunEvents events;

  RunMoves(JdbiAuditLog audit, RunEvents events) {
    this.audit = audit;
    this.events = events;
  }

  /** A change with the event that records it, written together. */
  record Recorded(Run run, AuditEvent event) {}

  /**
   * @throws StaleRunException when the run is no longer as it was seen
   * @throws IllegalStateException when the lifecycle has no such move
   */
  Recorded move(Handle handle, Run seen, RunEvent event, Note note, Instant now) {
    Transition transition =
        Lifecycle.next(seen.state(), event)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "run %s: %s cannot happen in %s"
                            .formatted(seen.id(), event, seen.state())));
    write(handle, seen, transition, note, now);
    remember(handle, seen.id(), transition, note.text(), now);
    return new Recorded(
        RunRows.existing(handle, seen.id()),
        audit.append(handle, events.moved(seen, transition, note)));
  }

  /** Tells whoever listens to the log, once the transaction has committed. */
  void told(Recorded recorded) {
    if (recorded.run().state().ended()) {
      audit.ended(recorded.event());
    } else {
      audit.appended(recorded.event());
    }
  }

  private static void write(
      Handle handle, Run seen, Transition transition, Note note, Instant now) {
    int updated =
        handle
            .createUpdate(
                """
                update run
                set state = :state, hold_reason = :holdReason, hold_text = :holdText,
                    outcome = :outcome, diverged = :diverged, version = version + 1,
                    changed_at = :now, ended_at = :endedAt
                where id = :id and version = :version and epoch = :epoch
                """)
            .bind("state", transition.next().name())
            .bind("holdReason", note.hold().map(hold -> hold.reason().name()).orElse(null))
            .bind("holdText", note.hold().map(hold -> hold.text()).orElse(null))
            .bind("outcome", outcome(seen, transition, note))
            .bind("diverged", seen.diverged() || transition.event() == RunEvent.DIVERGED)
            .bind("now", now)
            .bind("endedAt", transition.next().ended() ? now : null)
            .bind("id", seen.id().value())
            .bind("version", seen.version())
            .bind("epoch", seen.epoch().value())
            .execute();
    if (updated != 1) {
      throw new StaleRunException(
          "run %s is no longer at version %d, epoch %s: another node or person moved it"
              .formatted(seen.id(), seen.version(), seen.epoch()));
    }
  }

  /** The first sentence stays: why a run turned back matters more than that it arrived. */
  private static String outcome(Run seen, Transition transition, Note note) {
    return switch (transition.next()) {
      case FINALIZED, ROLLED_BACK -> seen.outcome().isEmpty() ? note.text() : seen.outcome();
      case ROLLING_BACK ->
          transition.stays() || !seen.outcome().isEmpty() ? seen.outcome() : note.text();
      case PREFLIGHT,
          SNAPSHOT,
          DRY_RUN,
          CANARY,
          COPY,
          VERIFY,
          CUT_OVER,
          SOAK,
          FINALIZE,
          ROLLBACK_FAILED ->
          seen.outcome();
    };
  }

  private static void remember(
      Handle handle, RunId id, Transition transition, String text, Instant now) {
    handle
        .createUpdate(
            """
            insert into run_history (run_id, at, state, event, next_state, text)
            values (:run, :at, :state, :event, :next, :text)
            """)
        .bind("run", id.value())
        .bind("at", now)
        .bind("state", transition.state().name())
        .bind("event", transition.event().name())
        .bind("next", transition.next().name())
        .bind("text", text)
        .execute();
  }
}
