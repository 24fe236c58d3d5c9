package io.plimsoll.control;

import io.plimsoll.common.ObjectName;
import io.plimsoll.common.RunId;
import io.plimsoll.common.ShardId;
import io.plimsoll.run.RunPage;
import io.plimsoll.run.ShardProgress;
import io.plimsoll.run.ShardState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.RowView;

/** Many runs at a glance: one query per question. */
final class RunBoard {
  private RunBoard() {}

  /** Asks for one more than the page holds, to know whether there is another. */
  static RunPage page(Handle handle, RunPage.Asked asked) {
    List<Numbered> found =
        handle
            .createQuery(
                """
                select seq, id, state, hold_reason, hold_text, outcome, diverged, request, version,
                       started_at, changed_at, ended_at
                from run
                where seq <= :from and (cast(:state as varchar) is null or state = :state)
                order by seq desc limit :limit
                """)
            .bind("from", asked.from().orElse(Long.MAX_VALUE))
            .bind("state", asked.state().map(Enum::name).orElse(null))
            .bind("limit", asked.limit() + 1)
            .map((RowView row) -> new Numbered(row.getColumn("seq", Long.class), RunRows.line(row)))
            .list();
    OptionalLong next =
        found.size() > asked.limit()
            ? OptionalLong.of(found.get(asked.limit()).seq())
            : OptionalLong.empty();
    return new RunPage(found.stream().limit(asked.limit()).map(Numbered::line).toList(), next);
  }

  private record Numbered(long seq, RunPage.Line line) {}

  static List<ShardProgress> shards(Handle handle, RunId id) {
    return handle
        .createQuery(
            """
            select s.shard, s.state, c.schema_name, c.object_name,
                   cast(count(c.id) as integer) as chunks,
                   cast(coalesce(sum(case when c.state in ('CONFIRMED', 'VERIFIED') then 1 else 0
                                     end), 0) as integer) as copied,
                   cast(coalesce(sum(case when c.state = 'VERIFIED' then 1 else 0 end), 0)
                        as integer) as verified,
                   cast(coalesce(sum(c.source_rows), 0) as bigint) as row_sum,
                   cast(coalesce(sum(c.byte_count), 0) as bigint) as byte_sum
            from shard s
            left join chunk c on c.run_id = s.run_id and c.pass = 'COPY' and c.shard = s.shard
            where s.run_id = :run
            group by s.shard, s.state, c.schema_name, c.object_name
            order by s.shard, c.schema_name, c.object_name
            """)
        .bind("run", id.value())
        .reduceRows(
            new LinkedHashMap<ShardId, ShardProgress>(),
            (shards, row) -> {
              var shard = new ShardId(row.getColumn("shard", String.class));
              var state = ShardState.valueOf(row.getColumn("state", String.class));
              var objects = new ArrayList<ShardProgress.OfObject>();
              if (shards.containsKey(shard)) {
                objects.addAll(shards.get(shard).objects());
              }
              if (row.getColumn("schema_name", String.class) != null) {
                objects.add(object(row));
              }
              shards.put(shard, new ShardProgress(shard, state, objects));
              return shards;
            })
        .values()
        .stream()
        .toList();
  }

  private static ShardProgress.OfObject object(RowView row) {
    return new ShardProgress.OfObject(
        new ObjectName(
            row.getColumn("schema_name", String.class), row.getColumn("object_name", String.class)),
        row.getColumn("chunks", Integer.class),
        row.getColumn("copied", Integer.class),
        row.getColumn("verified", Integer.class),
        row.getColumn("row_sum", Long.class),
        row.getColumn("byte_sum", Long.class));
  }

  /** The run's lock stands between two who start it at once. */
  static boolean start(Handle handle, RunId id, Instant now) {
    RunRows.lock(handle, id);
    if (started(handle, id)) {
      return false;
    }
    handle
        .createUpdate("insert into run_start (run_id, started_at) values (:run, :now)")
        .bind("run", id.value())
        .bind("now", now)
        .execute();
    return true;
  }

  /** An epoch above zero: somebody has held it, so it was begun from a command line. */
  static boolean started(Handle handle, RunId id) {
    return handle
            .createQuery(
                """
                select count(*) from run r
                where r.id = :run
                  and (r.epoch > 0 or exists (select 1 from run_start s where s.run_id = r.id))
                """)
            .bind("run", id.value())
            .mapTo(Integer.class)
            .one()
        > 0;
  }

  static List<RunId> due(Handle handle, Instant now, int limit) {
    return handle
        .createQuery(
            """
            select r.id from run r
            where r.state not in ('FINALIZED', 'ROLLED_BACK')
              and (r.request is not null
                   or (r.state <> 'ROLLBACK_FAILED'
                       and (r.hold_reason is null or r.hold_reason = 'WINDOW')
                       and (r.epoch > 0
                            or exists (select 1 from run_start s where s.run_id = r.id))))
              and (r.lease_node is null or r.lease_until <= :now)
            order by case when r.hold_reason is null then 0 else 1 end, r.seq
            limit :limit
            """)
        .bind("now", now)
        .bind("limit", limit)
        .mapTo(String.class)
        .map(RunId::new)
        .list();
  }
}
