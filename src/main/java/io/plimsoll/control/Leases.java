package io.plimsoll.control;

import io.plimsoll.common.Epoch;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.Guards;
import io.plimsoll.common.RunId;
import io.plimsoll.run.Runs.Lease;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.RowView;

/**
 * Who holds a run, until when, and under which epoch. The epoch of a run rises with every holder
 * and never falls.
 */
final class Leases {
  private final Clock clock;
  private final Duration duration;
  private final Guards guards;

  Leases(Clock clock, Duration duration, Guards guards) {
    this.clock = clock;
    this.duration = duration;
    this.guards = guards;
  }

  Optional<Lease> acquire(Handle handle, RunId id, String node, Epoch atLeast) {
    Epoch stored = RunRows.lock(handle, id);
    Instant now = clock.instant();
    if (holder(handle, id, now).isPresent()) {
      return Optional.empty();
    }
    Epoch epoch = after(stored.compareTo(atLeast) > 0 ? stored : atLeast);
    Instant until = until(now);
    handle
        .createUpdate(
            """
            update run set epoch = :epoch, lease_node = :node, lease_until = :until
            where id = :id
            """)
        .bind("epoch", epoch.value())
        .bind("node", node)
        .bind("until", until)
        .bind("id", id.value())
        .execute();
    return Optional.of(new Lease(id, node, epoch, until));
  }

  /** F42: whoever held the run before is known by its older epoch, and refused. */
  private Epoch after(Epoch known) {
    return guards.has(GuardId.F42) || known.value() == 0 ? known.next() : known;
  }

  /** A lapsed lease may be renewed as long as nobody else took the run: its epoch is still good. */
  boolean renew(Handle handle, Lease lease) {
    return handle
            .createUpdate(
                """
                update run set lease_until = :until
                where id = :id and epoch = :epoch and lease_node = :node
                """)
            .bind("until", until(clock.instant()))
            .bind("id", lease.run().value())
            .bind("epoch", lease.epoch().value())
            .bind("node", lease.node())
            .execute()
        == 1;
  }

  void release(Handle handle, Lease lease) {
    handle
        .createUpdate(
            """
            update run set lease_node = null, lease_until = null
            where id = :id and epoch = :epoch and lease_node = :node
            """)
        .bind("id", lease.run().value())
        .bind("epoch", lease.epoch().value())
        .bind("node", lease.node())
        .execute();
  }

  Optional<Lease> holder(Handle handle, RunId id) {
    return holder(handle, id, clock.instant());
  }

  private static Optional<Lease> holder(Handle handle, RunId id, Instant now) {
    return handle
        .createQuery(
            """
            select id, lease_node, epoch, lease_until
            from run where id = :id and lease_node is not null
            """)
        .bind("id", id.value())
        .map(Leases::lease)
        .findOne()
        .filter(lease -> now.isBefore(lease.until()) && !ProcessName.gone(lease.node()));
  }

  private static Lease lease(RowView row) {
    return new Lease(
        new RunId(row.getColumn("id", String.class)),
        row.getColumn("lease_node", String.class),
        new Epoch(row.getColumn("epoch", Long.class)),
        row.getColumn("lease_until", Instant.class));
  }

  private Instant until(Instant now) {
    return now.plus(duration).truncatedTo(ChronoUnit.MICROS);
  }
}
