package io.plimsoll.control;

import io.plimsoll.common.RunId;
import io.plimsoll.gate.Approvals;
import io.plimsoll.gate.Decision;
import io.plimsoll.gate.Gate;
import io.plimsoll.gate.GateLifecycle.Transition;
import io.plimsoll.gate.SealedEvidence;
import io.plimsoll.gate.StaleGateException;
import io.plimsoll.plan.StageName;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * What is written of a gate: its rounds, their history, the decisions; in the caller's transaction.
 */
final class GateWrites {
  private GateWrites() {}

  /** The round is as it was seen, and whoever else saw it so comes too late. */
  static void touch(Handle handle, Gate seen) {
    int updated =
        handle
            .createUpdate(
                """
                update gate_round set version = version + 1
                where run_id = :run and stage = :stage and round = :round and version = :version
                """)
            .bind("run", seen.run().value())
            .bind("stage", seen.stage().name())
            .bind("round", seen.round())
            .bind("version", seen.version())
            .execute();
    if (updated != 1) {
      throw stale(seen.run(), seen.stage());
    }
  }

  /** Moves the round as it was seen. */
  static long move(Handle handle, Gate seen, Transition transition, Approvals.Change change) {
    Optional<SealedEvidence> evidence = change.evidence().or(seen::evidence);
    int updated =
        handle
            .createUpdate(
                """
                update gate_round
                set state = :state, version = version + 1, evidence_digest = :digest,
                    evidence = :evidence, sealed_at = :sealed, valid_from = :from,
                    valid_until = :until, consumed_at = :consumed, review_due = :reviewDue,
                    reason = :reason, changed = :changed
                where run_id = :run and stage = :stage and round = :round and version = :version
                """)
            .bind("state", transition.next().name())
            .bind("digest", evidence.map(e -> e.digest().hex()).orElse(null))
            .bind("evidence", evidence.map(SealedEvidence::json).orElse(null))
            .bind("sealed", change.times().sealed().orElse(null))
            .bind("from", change.times().from().orElse(null))
            .bind("until", change.times().until().orElse(null))
            .bind("consumed", change.times().consumed().orElse(null))
            .bind("reviewDue", change.times().reviewDue().orElse(null))
            .bind("reason", change.text())
            .bind(
                "changed",
                GateRows.text(change.changed().isEmpty() ? seen.changed() : change.changed()))
            .bind("run", seen.run().value())
            .bind("stage", seen.stage().name())
            .bind("round", seen.round())
            .bind("version", seen.version())
            .execute();
    if (updated != 1) {
      throw stale(seen.run(), seen.stage());
    }
    return id(handle, seen);
  }

  static long id(Handle handle, Gate seen) {
    return handle
        .createQuery(
            "select id from gate_round where run_id = :run and stage = :stage and round = :round")
        .bind("run", seen.run().value())
        .bind("stage", seen.stage().name())
        .bind("round", seen.round())
        .mapTo(Long.class)
        .one();
  }

  /** Writes the history down. */
  static void remember(Handle handle, long round, Transition transition, String text, Instant now) {
    handle
        .createUpdate(
            """
            insert into gate_history (round_id, at, state, event, next_state, text)
            values (:round, :at, :state, :event, :next, :text)
            """)
        .bind("round", round)
        .bind("at", now)
        .bind("state", transition.state().name())
        .bind("event", transition.event().name())
        .bind("next", transition.next().name())
        .bind("text", text)
        .execute();
  }

  /** Keeps a decision that counted. */
  static void keep(Handle handle, long round, Decision decision) {
    var made = decision.made();
    var by = made.by();
    handle
        .createUpdate(
            """
            insert into gate_decision (round_id, at, kind, person, name, roles, authentication,
                                       channel, address, shown, comment, incident, quorum,
                                       separation)
            values (:round, :at, :kind, :person, :name, :roles, :authentication, :channel,
                    :address, :shown, :comment, :incident, :quorum, :separation)
            """)
        .bind("round", round)
        .bind("at", decision.at())
        .bind("kind", made.kind().name())
        .bind("person", by.person().value())
        .bind("name", by.name())
        .bind("roles", GateRows.roles(by.roles()))
        .bind("authentication", by.authentication())
        .bind("channel", by.channel())
        .bind("address", by.address())
        .bind("shown", made.shown().hex())
        .bind("comment", made.comment())
        .bind("incident", made.incident().orElse(null))
        .bind("quorum", decision.quorum())
        .bind("separation", decision.separation())
        .execute();
  }

  static StaleGateException stale(RunId run, StageName stage) {
    return new StaleGateException(
        "the gate before %s of run %s is no longer as it was seen".formatted(stage, run));
  }
}
