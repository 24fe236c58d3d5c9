package io.plimsoll.control;

import io.plimsoll.common.Epoch;
import io.plimsoll.common.RunId;
import io.plimsoll.run.Lifecycle;
import io.plimsoll.run.Lifecycle.Transition;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunEvent;
import io.plimsoll.run.RunPage;
import io.plimsoll.run.RunState;
import io.plimsoll.run.Runs;
import io.plimsoll.run.ShardProgress;
import io.plimsoll.run.StaleRunException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The runs, their history and requests; who holds one is in {@link Leases}. */
final class JdbiRuns implements Runs {
  private final Transactions transactions;
  private final Clock clock;
  private final Leases leases;

  JdbiRuns(Transactions transactions, Clock clock, Duration lease) {
    this.transactions = transactions;
    this.clock = clock;
    leases = new Leases(clock, lease);
  }

  @Override
  public Run create(RunId id, String planText) {
    return transactions.call(
        handle -> {
          if (find(handle, id).isPresent()) {
            throw new IllegalStateException("there is a run " + id + " already");
          }
          handle
              .createUpdate(
                  """
                  insert into run (id, plan_text, state, outcome, diverged, epoch, version,
                                   started_at, changed_at)
                  values (:id, :planText, :state, '', false, 0, 0, :now, :now)
                  """)
              .bind("id", id.value())
              .bind("planText", planText)
              .bind("state", RunState.PREFLIGHT.name())
              .bind("now", clock.instant())
              .execute();
          return existing(handle, id);
        });
  }

  @Override
  public Optional<Run> find(RunId id) {
    return transactions.read(handle -> find(handle, id));
  }

  @Override
  public List<Run> list(int limit) {
    return transactions.read(
        handle ->
            handle
                .createQuery("select * from run order by seq desc limit :limit")
                .bind("limit", limit)
                .map(RunRows::run)
                .list());
  }

  @Override
  public Run move(Run seen, RunEvent event, Note note) {
    Transition transition =
        Lifecycle.next(seen.state(), event)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "run %s: %s cannot happen in %s"
                            .formatted(seen.id(), event, seen.state())));
    Instant now = clock.instant();
    return transactions.call(
        handle -> {
          write(handle, seen, transition, note, now);
          remember(handle, seen.id(), transition, note.text(), now);
          return existing(handle, seen.id());
        });
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

  @Override
  public void request(RunId id, Run.Request request) {
    transactions.run(
        handle -> {
          existing(handle, id);
          handle
              .createUpdate(
                  """
                  update run set request = :request
                  where id = :id and (request is null or request <> 'ABORT')
                  """)
              .bind("request", request.name())
              .bind("id", id.value())
              .execute();
        });
  }

  @Override
  public void obeyed(RunId id, Run.Request request) {
    transactions.run(
        handle ->
            handle
                .createUpdate("update run set request = null where id = :id and request = :request")
                .bind("id", id.value())
                .bind("request", request.name())
                .execute());
  }

  @Override
  public List<HistoryLine> history(RunId id) {
    return transactions.read(
        handle ->
            handle
                .createQuery(
                    """
                    select at, state, event, next_state, text
                    from run_history where run_id = :run order by id
                    """)
                .bind("run", id.value())
                .map(RunRows::historyLine)
                .list());
  }

  @Override
  public Optional<Lease> acquire(RunId id, String node, Epoch atLeast) {
    return transactions.call(handle -> leases.acquire(handle, id, node, atLeast));
  }

  @Override
  public boolean renew(Lease lease) {
    return transactions.call(handle -> leases.renew(handle, lease));
  }

  @Override
  public void release(Lease lease) {
    transactions.run(handle -> leases.release(handle, lease));
  }

  @Override
  public Optional<Lease> holder(RunId id) {
    return transactions.read(handle -> leases.holder(handle, id));
  }

  @Override
  public RunPage page(RunPage.Asked asked) {
    return transactions.read(handle -> RunBoard.page(handle, asked));
  }

  @Override
  public List<ShardProgress> shards(RunId id) {
    return transactions.read(handle -> RunBoard.shards(handle, id));
  }

  @Override
  public boolean start(RunId id) {
    return transactions.call(handle -> RunBoard.start(handle, id, clock.instant()));
  }

  @Override
  public boolean started(RunId id) {
    return transactions.read(handle -> RunBoard.started(handle, id));
  }

  @Override
  public List<RunId> due(int limit) {
    return transactions.read(handle -> RunBoard.due(handle, clock.instant(), limit));
  }

  private static Optional<Run> find(Handle handle, RunId id) {
    return handle
        .createQuery("select * from run where id = :id")
        .bind("id", id.value())
        .map(RunRows::run)
        .findOne();
  }

  private static Run existing(Handle handle, RunId id) {
    return find(handle, id).orElseThrow(() -> RunRows.unknown(id));
  }
}
