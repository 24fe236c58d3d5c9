package io.plimsoll.control;

import io.plimsoll.common.RunId;
import io.plimsoll.common.ShardId;
import io.plimsoll.gate.Evidence;
import io.plimsoll.gate.EvidenceBook;
import io.plimsoll.plan.StageName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.result.RowView;

/** The evidence of the runs: rows are added, never changed and never removed. */
final class JdbiEvidenceBook implements EvidenceBook {
  private final Transactions transactions;

  JdbiEvidenceBook(Transactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public void record(RunId run, Evidence evidence) {
    transactions.run(
        handle ->
            handle
                .createUpdate(
                    """
                    insert into evidence (run_id, stage, shard, name, status, measured_by,
                                          measured_at, json)
                    values (:run, :stage, :shard, :name, :status, :measuredBy, :measuredAt, :json)
                    """)
                .bind("run", run.value())
                .bind("stage", evidence.stage().name())
                .bind("shard", evidence.shard().map(ShardId::value).orElse(null))
                .bind("name", evidence.name())
                .bind("status", evidence.status().name())
                .bind("measuredBy", evidence.measuredBy())
                .bind("measuredAt", evidence.measuredAt())
                .bind("json", evidence.json())
                .execute());
  }

  @Override
  public List<Evidence> current(RunId run) {
    return transactions.read(
        handle ->
            handle
                .createQuery(
                    """
                    select e.* from evidence e
                    join (select min(id) as first_id, max(id) as last_id
                          from evidence where run_id = :run
                          group by stage, shard, name) newest
                      on newest.last_id = e.id
                    order by newest.first_id
                    """)
                .bind("run", run.value())
                .map(JdbiEvidenceBook::evidence)
                .list());
  }

  private static Evidence evidence(RowView row) {
    return new Evidence(
        StageName.valueOf(row.getColumn("stage", String.class)),
        Optional.ofNullable(row.getColumn("shard", String.class)).map(ShardId::new),
        row.getColumn("name", String.class),
        Evidence.Status.valueOf(row.getColumn("status", String.class)),
        row.getColumn("measured_by", String.class),
        row.getColumn("measured_at", Instant.class),
        row.getColumn("json", String.class));
  }
}
