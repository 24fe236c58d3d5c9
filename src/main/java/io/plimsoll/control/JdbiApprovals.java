package io.plimsoll.control;

import io.plimsoll.audit.AuditEvent;
import io.plimsoll.common.RunId;
import io.plimsoll.gate.Approvals;
import io.plimsoll.gate.Decision;
import io.plimsoll.gate.Gate;
import io.plimsoll.gate.GateDecision;
import io.plimsoll.gate.GateEvent;
import io.plimsoll.gate.GateLifecycle;
import io.plimsoll.gate.GateLifecycle.Transition;
import io.plimsoll.gate.GateState;
import io.plimsoll.gate.StaleGateException;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunEvent;
import io.plimsoll.run.StaleRunException;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * The gates. Each writer locks the run's row first, so that gate and run move one after another.
 */
final class JdbiApprovals implements Approvals {
  /** Moves that lead into the stage; a way back that was asked for goes first. */
  private static final Set<RunEvent> FORWARD = Set.of(RunEvent.APPROVED, RunEvent.RESUME);

  private final Transactions transactions;
  private final Clock clock;
  private final RunMoves moves;
  private final JdbiAuditLog audit;

  JdbiApprovals(Transactions transactions, Clock clock, RunMoves moves, JdbiAuditLog audit) {
    this.transactions = transactions;
    this.clock = clock;
    this.moves = moves;
    this.audit = audit;
  }

  @Override
  public Optional<Gate> current(RunId run, StageName stage) {
    return transactions.read(handle -> current(handle, run, stage));
  }

  private static Optional<Gate> current(Handle handle, RunId run, StageName stage) {
    return handle
        .createQuery(
            """
            select * from gate_round where run_id = :run and stage = :stage
            order by round desc limit 1
            """)
        .bind("run", run.value())
        .bind("stage", stage.name())
        .map(row -> GateRows.gate(handle, row))
        .findOne();
  }

  @Override
  public List<Gate> all(RunId run) {
    return transactions.read(
        handle ->
            handle
                .createQuery(
                    """
                    select g.* from gate_round g
                    join (select stage, max(round) as newest from gate_round
                          where run_id = :run group by stage) n
                      on n.stage = g.stage and n.newest = g.round
                    where g.run_id = :run
                    """)
                .bind("run", run.value())
                .map(row -> GateRows.gate(handle, row))
                .list()
                .stream()
                .sorted(Comparator.comparing(Gate::stage))
                .toList());
  }

  @Override
  public List<Gate> rounds(RunId run) {
    return transactions.read(
        handle ->
            handle
                .createQuery("select * from gate_round where run_id = :run")
                .bind("run", run.value())
                .map(row -> GateRows.gate(handle, row))
                .list()
                .stream()
                .sorted(Comparator.comparing(Gate::stage).thenComparing(Gate::round))
                .toList());
  }

  @Override
  public Gate open(RunId run, StageName stage, Optional<Gate> after) {
    return transactions.call(
        handle -> {
          RunRows.lock(handle, run);
          Optional<Gate> newest = current(handle, run, stage);
          boolean asSeen =
              newest.map(Gate::round).equals(after.map(Gate::round))
                  && newest.map(Gate::version).equals(after.map(Gate::version));
          if (!asSeen) {
            throw GateWrites.stale(run, stage);
          }
          handle
              .createUpdate(
                  """
                  insert into gate_round (run_id, stage, round, state, version, reason, changed)
                  values (:run, :stage, :round, :state, 0, '', :changed)
                  """)
              .bind("run", run.value())
              .bind("stage", stage.name())
              .bind("round", after.map(Gate::round).orElse(0) + 1)
              .bind("state", GateState.COLLECTING.name())
              .bind("changed", after.map(gate -> GateRows.text(gate.changed())).orElse(""))
              .execute();
          return current(handle, run, stage).orElseThrow();
        });
  }

  @Override
  public Gate move(Gate seen, GateEvent event, Change change) {
    Transition transition =
        GateLifecycle.next(seen.state(), event)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "gate before %s of %s: %s cannot happen in %s"
                            .formatted(seen.stage(), seen.run(), event, seen.state())));
    Instant now = clock.instant();
    Moved moved =
        transactions.call(
            handle -> {
              RunRows.lock(handle, seen.run());
              long round = GateWrites.move(handle, seen, transition, change);
              GateWrites.remember(handle, round, transition, change.text(), now);
              change.decision().ifPresent(decision -> GateWrites.keep(handle, round, decision));
              Gate gate = current(handle, seen.run(), seen.stage()).orElseThrow();
              AuditEvent recorded =
                  audit.append(handle, GateEvents.moved(gate, event, change.decision()));
              return new Moved(
                  gate, recorded, change.run().map(move -> moveRun(handle, move, now)));
            });
    audit.appended(moved.event());
    moved.run().ifPresent(moves::told);
    return moved.gate();
  }

  /** What one transaction wrote: the gate, the event of the audit log, and the run's move. */
  private record Moved(Gate gate, AuditEvent event, Optional<RunMoves.Recorded> run) {}

  @Override
  public void moveRun(Gate seen, RunMove move) {
    Instant now = clock.instant();
    RunMoves.Recorded moved =
        transactions.call(
            handle -> {
              RunRows.lock(handle, seen.run());
              GateWrites.touch(handle, seen);
              return moveRun(handle, move, now);
            });
    moves.told(moved);
  }

  private RunMoves.Recorded moveRun(Handle handle, RunMove move, Instant now) {
    RunId run = move.seen().id();
    if (FORWARD.contains(move.event()) && wayBackAsked(handle, run)) {
      throw new StaleGateException("the way back of run %s was asked for".formatted(run));
    }
    try {
      return moves.move(handle, move.seen(), move.event(), move.note(), now);
    } catch (StaleRunException e) {
      throw new StaleGateException(e.getMessage());
    }
  }

  private static boolean wayBackAsked(Handle handle, RunId run) {
    return handle
        .createQuery("select request from run where id = :run and request is not null")
        .bind("run", run.value())
        .mapTo(String.class)
        .findOne()
        .filter(request -> Run.Request.valueOf(request) != Run.Request.PAUSE)
        .isPresent();
  }

  @Override
  public List<HistoryLine> history(RunId run, StageName stage) {
    return transactions.read(
        handle ->
            handle
                .createQuery(
                    """
                    select h.at, g.round, h.state, h.event, h.next_state, h.text
                    from gate_history h join gate_round g on g.id = h.round_id
                    where g.run_id = :run and g.stage = :stage order by h.id
                    """)
                .bind("run", run.value())
                .bind("stage", stage.name())
                .map(GateRows::historyLine)
                .list());
  }

  @Override
  public List<Gate> reviewsDue() {
    return transactions.read(
        handle ->
            handle
                .createQuery(
                    """
                    select g.* from gate_round g where g.review_due is not null
                      and not exists (select 1 from gate_decision d
                                      where d.round_id = g.id and d.kind = :review)
                    order by g.review_due, g.id
                    """)
                .bind("review", GateDecision.Kind.REVIEW.name())
                .map(row -> GateRows.gate(handle, row))
                .list());
  }

  @Override
  public Gate settle(Gate broken, Decision review) {
    Settled settled =
        transactions.call(
            handle -> {
              RunRows.lock(handle, broken.run());
              long round = GateWrites.id(handle, broken);
              if (reviewed(handle, round)) {
                throw GateWrites.stale(broken.run(), broken.stage());
              }
              GateWrites.keep(handle, round, review);
              Gate gate =
                  handle
                      .createQuery("select * from gate_round where id = :round")
                      .bind("round", round)
                      .map(row -> GateRows.gate(handle, row))
                      .one();
              return new Settled(gate, audit.append(handle, GateEvents.decided(gate, review)));
            });
    audit.appended(settled.event());
    return settled.gate();
  }

  private record Settled(Gate gate, AuditEvent event) {}

  private static boolean reviewed(Handle handle, long round) {
    return handle
        .createQuery("select 1 from gate_decision where round_id = :round and kind = :review")
        .bind("round", round)
        .bind("review", GateDecision.Kind.REVIEW.name())
        .mapTo(Integer.class)
        .findFirst()
        .isPresent();
  }
}
