package io.plimsoll.control;

import io.plimsoll.audit.AuditEvent;
import io.plimsoll.common.Epoch;
import io.plimsoll.common.RunId;
import io.plimsoll.gate.Parties.Part;
import io.plimsoll.gate.Parties.Party;
import io.plimsoll.gate.PersonId;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunEvent;
import io.plimsoll.run.RunPage;
import io.plimsoll.run.RunState;
import io.plimsoll.run.Runs;
import io.plimsoll.run.ShardProgress;
import io.plimsoll.run.StaleRunException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The runs, their history and requests; who holds one is in {@link Leases}. */
final class JdbiRuns implements Runs {
  private final Transactions transactions;
  private final Clock clock;
  private final Leases leases;
  private final JdbiAuditLog audit;
  private final RunEvents events;
  private final RunMoves moves;

  JdbiRuns(
      Transactions transactions, Clock clock, Leases leases, JdbiAuditLog audit, RunEvents events) {
    this.transactions = transactions;
    this.clock = clock;
    this.leases = leases;
    this.audit = audit;
    this.events = events;
    this.moves = new RunMoves(audit, events);
  }

  @Override
  public Run create(RunId id, String planText, Optional<Requester> requester) {
    RunMoves.Recorded created =
        transactions.call(
            handle -> {
              RunMoves.Recorded run = create(handle, id, planText);
              requester.ifPresent(who -> add(handle, id, who));
              return run;
            });
    moves.told(created);
    return created.run();
  }

  private void add(Handle handle, RunId run, Requester who) {
    var person = new PersonId(who.person());
    JdbiParties.add(handle, run, new Party(Part.REQUESTER, person, who.name()), clock.instant());
  }

  private RunMoves.Recorded create(Handle handle, RunId id, String planText) {
    if (RunRows.find(handle, id).isPresent()) {
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
    Run run = RunRows.existing(handle, id);
    return new RunMoves.Recorded(run, audit.append(handle, events.created(run)));
  }

  @Override
  public Optional<Run> find(RunId id) {
    return transactions.read(handle -> RunRows.find(handle, id));
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
    Instant now = clock.instant();
    RunMoves.Recorded moved =
        transactions.call(handle -> moves.move(handle, seen, event, note, now));
    moves.told(moved);
    return moved.run();
  }

  @Override
  public void request(RunId id, Run.Request request) {
    AuditEvent event =
        transactions.call(handle -> request(handle, RunRows.existing(handle, id), request));
    audit.appended(event);
  }

  @Override
  public void request(Run seen, Run.Request request) {
    AuditEvent event =
        transactions.call(
            handle -> {
              RunRows.lock(handle, seen.id());
              Run now = RunRows.existing(handle, seen.id());
              // Who holds it is no matter: under another epoch it is as it was seen all the same.
              if (now.version() != seen.version()) {
                throw new StaleRunException(
                    "run %s is no longer at version %d: another node or person moved it"
                        .formatted(seen.id(), seen.version()));
              }
              return request(handle, now, request);
            });
    audit.appended(event);
  }

  private AuditEvent request(Handle handle, Run run, Run.Request request) {
    int taken =
        handle
            .createUpdate(
                """
                update run set request = :request
                where id = :id and (request is null or request <> 'ABORT')
                """)
            .bind("request", request.name())
            .bind("id", run.id().value())
            .execute();
    return audit.append(handle, events.requested(run, request, taken == 1));
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
}
