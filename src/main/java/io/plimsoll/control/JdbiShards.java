package io.plimsoll.control;

import io.plimsoll.common.RunId;
import io.plimsoll.common.ShardId;
import io.plimsoll.run.ShardState;
import io.plimsoll.run.Shards;
import java.time.Clock;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/** Where each shard of a run is. */
final class JdbiShards implements Shards {
  private final Transactions transactions;
  private final Clock clock;

  JdbiShards(Transactions transactions, Clock clock) {
    this.transactions = transactions;
    this.clock = clock;
  }

  @Override
  public SortedMap<ShardId, ShardState> of(RunId run) {
    return transactions.read(
        handle -> {
          var rows =
              handle
                  .createQuery("select shard, state from shard where run_id = :run")
                  .bind("run", run.value());
          return rows.reduceRows(
              new TreeMap<ShardId, ShardState>(),
              (states, row) -> {
                states.put(
                    new ShardId(row.getColumn("shard", String.class)),
                    ShardState.valueOf(row.getColumn("state", String.class)));
                return states;
              });
        });
  }

  @Override
  public void set(RunId run, ShardId shard, ShardState state) {
    transactions.run(
        handle -> {
          // The run's lock stands between two first writers of the same shard.
          RunRows.lock(handle, run);
          if (update(handle, run, shard, state) == 0) {
            insert(handle, run, shard, state);
          }
        });
  }

  private int update(Handle handle, RunId run, ShardId shard, ShardState state) {
    return handle
        .createUpdate(
            """
            update shard set state = :state, changed_at = :now
            where run_id = :run and shard = :shard
            """)
        .bind("state", state.name())
        .bind("now", clock.instant())
        .bind("run", run.value())
        .bind("shard", shard.value())
        .execute();
  }

  private void insert(Handle handle, RunId run, ShardId shard, ShardState state) {
    handle
        .createUpdate(
            """
            insert into shard (run_id, shard, state, changed_at)
            values (:run, :shard, :state, :now)
            """)
        .bind("run", run.value())
        .bind("shard", shard.value())
        .bind("state", state.name())
        .bind("now", clock.instant())
        .execute();
  }
}
