package io.plimsoll.control;

import io.plimsoll.common.Epoch;
import io.plimsoll.common.RunId;
import io.plimsoll.run.Hold;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunEvent;
import io.plimsoll.run.RunPage;
import io.plimsoll.run.RunState;
import io.plimsoll.run.Runs;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.RowView;

/** How the rows of a run become its records, and the lock other tables' writers take on it. */
final class RunRows {
  private RunRows() {}

  static Run run(RowView row) {
    return new Run(
        new RunId(row.getColumn("id", String.class)),
        row.getColumn("plan_text", String.class),
        RunState.valueOf(row.getColumn("state", String.class)),
        hold(row),
        row.getColumn("outcome", String.class),
        row.getColumn("diverged", Boolean.class),
        Optional.ofNullable(row.getColumn("request", String.class)).map(Run.Request::valueOf),
        new Epoch(row.getColumn("epoch", Long.class)),
        row.getColumn("version", Long.class),
        times(row));
  }

  static RunPage.Line line(RowView row) {
    return new RunPage.Line(
        new RunId(row.getColumn("id", String.class)),
        RunState.valueOf(row.getColumn("state", String.class)),
        hold(row),
        row.getColumn("outcome", String.class),
        row.getColumn("diverged", Boolean.class),
        Optional.ofNullable(row.getColumn("request", String.class)).map(Run.Request::valueOf),
        row.getColumn("version", Long.class),
        times(row));
  }

  private static Run.Times times(RowView row) {
    return new Run.Times(
        row.getColumn("started_at", Instant.class),
        row.getColumn("changed_at", Instant.class),
        Optional.ofNullable(row.getColumn("ended_at", Instant.class)));
  }

  private static Optional<Hold> hold(RowView row) {
    return Optional.ofNullable(row.getColumn("hold_reason", String.class))
        .map(
            reason ->
                new Hold(Hold.Reason.valueOf(reason), row.getColumn("hold_text", String.class)));
  }

  static Runs.HistoryLine historyLine(RowView row) {
    return new Runs.HistoryLine(
        row.getColumn("at", Instant.class),
        RunState.valueOf(row.getColumn("state", String.class)),
        RunEvent.valueOf(row.getColumn("event", String.class)),
        RunState.valueOf(row.getColumn("next_state", String.class)),
        row.getColumn("text", String.class));
  }

  /**
   * Locks the run until the transaction ends and returns its epoch: whoever takes the run over
   * waits for the writer, and then sees what it wrote.
   */
  static Epoch lock(Handle handle, RunId id) {
    return handle
        .createQuery("select epoch from run where id = :id for update")
        .bind("id", id.value())
        .mapTo(Long.class)
        .findOne()
        .map(Epoch::new)
        .orElseThrow(() -> unknown(id));
  }

  static Optional<Run> find(Handle handle, RunId id) {
    return handle
        .createQuery("select * from run where id = :id")
        .bind("id", id.value())
        .map(RunRows::run)
        .findOne();
  }

  static Run existing(Handle handle, RunId id) {
    return find(handle, id).orElseThrow(() -> unknown(id));
  }

  static IllegalStateException unknown(RunId id) {
    return new IllegalStateException("there is no run " + id);
  }
}
