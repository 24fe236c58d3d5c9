package io.plimsoll.control;

import io.plimsoll.common.Epoch;
import io.plimsoll.common.RunId;
import io.plimsoll.common.ShardId;
import io.plimsoll.run.Journal;
import io.plimsoll.run.StaleRunException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.RowView;

/** The journal: rows are added and confirmed once, never changed otherwise, never removed. */
final class JdbiJournal implements Journal {
  private final Transactions transactions;
  private final Clock clock;

  JdbiJournal(Transactions transactions, Clock clock) {
    this.transactions = transactions;
    this.clock = clock;
  }

  @Override
  public long intend(Intent intent) {
    return transactions.call(
        handle -> {
          Epoch current = RunRows.lock(handle, intent.run());
          if (!current.equals(intent.epoch())) {
            throw new StaleRunException(
                "run %s is at epoch %s, so epoch %s may not begin '%s' on %s"
                    .formatted(
                        intent.run(), current, intent.epoch(), intent.action(), intent.on()));
          }
          return insert(handle, intent);
        });
  }

  private long insert(Handle handle, Intent intent) {
    return handle
        .createUpdate(
            """
            insert into journal (run_id, epoch, shard, stage, action, on_identity, arguments, undo,
                                 intended_at)
            values (:run, :epoch, :shard, :stage, :action, :on, :arguments, :undo, :now)
            """)
        .bind("run", intent.run().value())
        .bind("epoch", intent.epoch().value())
        .bind("shard", intent.shard().map(ShardId::value).orElse(null))
        .bind("stage", intent.stage())
        .bind("action", intent.action())
        .bind("on", intent.on())
        .bind("arguments", intent.arguments())
        .bind("undo", intent.undo())
        .bind("now", clock.instant())
        .executeAndReturnGeneratedKeys("id")
        .mapTo(Long.class)
        .one();
  }

  @Override
  public void confirm(long intent, String observed) {
    transactions.run(
        handle -> {
          int confirmed =
              handle
                  .createUpdate(
                      """
                      update journal set confirmed_at = :now, observed = :observed
                      where id = :id and confirmed_at is null
                      """)
                  .bind("now", clock.instant())
                  .bind("observed", observed)
                  .bind("id", intent)
                  .execute();
          if (confirmed != 1) {
            requireSame(handle, intent, observed);
          }
        });
  }

  private static void requireSame(Handle handle, long intent, String observed) {
    String before =
        handle
            .createQuery("select observed from journal where id = :id")
            .bind("id", intent)
            .mapTo(String.class)
            .findOne()
            .orElseThrow(() -> new IllegalStateException("there is no intent " + intent));
    if (!before.equals(observed)) {
      throw new IllegalStateException(
          "intent %d was confirmed with '%s' and cannot be confirmed with '%s'"
              .formatted(intent, before, observed));
    }
  }

  @Override
  public List<Entry> unsettled(RunId run) {
    return transactions.read(
        handle ->
            handle
                .createQuery(
                    """
                    select * from journal
                    where run_id = :run and confirmed_at is null order by id
                    """)
                .bind("run", run.value())
                .map(JdbiJournal::entry)
                .list());
  }

  @Override
  public List<Entry> entries(RunId run) {
    return transactions.read(
        handle ->
            handle
                .createQuery("select * from journal where run_id = :run order by id")
                .bind("run", run.value())
                .map(JdbiJournal::entry)
                .list());
  }

  private static Entry entry(RowView row) {
    return new Entry(
        row.getColumn("id", Long.class),
        new Intent(
            new RunId(row.getColumn("run_id", String.class)),
            new Epoch(row.getColumn("epoch", Long.class)),
            Optional.ofNullable(row.getColumn("shard", String.class)).map(ShardId::new),
            row.getColumn("stage", String.class),
            row.getColumn("action", String.class),
            row.getColumn("on_identity", String.class),
            row.getColumn("arguments", String.class),
            row.getColumn("undo", String.class)),
        row.getColumn("intended_at", Instant.class),
        Optional.ofNullable(row.getColumn("confirmed_at", Instant.class)),
        Optional.ofNullable(row.getColumn("observed", String.class)));
  }
}
