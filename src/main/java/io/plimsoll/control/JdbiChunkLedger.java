package io.plimsoll.control;

import io.plimsoll.common.Epoch;
import io.plimsoll.common.ObjectName;
import io.plimsoll.common.RunId;
import io.plimsoll.run.StaleRunException;
import io.plimsoll.store.Chunk;
import io.plimsoll.store.Fingerprint;
import io.plimsoll.transfer.ChunkLedger;
import io.plimsoll.transfer.Pass;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.SqlStatement;

/** The ledger: every step is refused unless the chunk took the step before it. */
final class JdbiChunkLedger implements ChunkLedger {
  private static final int ROWS_PER_BATCH = 1_000;

  private final Transactions transactions;
  private final Clock clock;

  JdbiChunkLedger(Transactions transactions, Clock clock) {
    this.transactions = transactions;
    this.clock = clock;
  }

  @Override
  public List<Line> plan(Scope scope, ObjectName object, List<Chunk> chunks) {
    return transactions.call(
        handle -> {
          // The run's lock stands between two first writers of the same object.
          RunRows.lock(handle, scope.run());
          List<Line> recorded = lines(handle, scope, object);
          if (!recorded.isEmpty()) {
            return recorded;
          }
          insert(handle, scope, object, chunks);
          return lines(handle, scope, object);
        });
  }

  private static void insert(Handle handle, Scope scope, ObjectName object, List<Chunk> chunks) {
    for (int from = 0; from < chunks.size(); from += ROWS_PER_BATCH) {
      var part = chunks.subList(from, Math.min(chunks.size(), from + ROWS_PER_BATCH));
      try (PreparedBatch batch =
          handle.prepareBatch(
              """
              insert into chunk (run_id, pass, shard, schema_name, object_name, chunk_number,
                                 lower_bound, upper_bound, state, attempt, epoch)
              values (:run, :pass, :shard, :schema, :object, :number, :lower, :upper,
                      'PLANNED', 0, 0)
              """)) {
        part.forEach(chunk -> add(batch, scope, object, chunk));
        batch.execute();
      }
    }
  }

  private static void add(PreparedBatch batch, Scope scope, ObjectName object, Chunk chunk) {
    if (!chunk.object().equals(object)) {
      throw new IllegalStateException("a chunk of " + chunk.object() + " given for " + object);
    }
    bindObject(bindScope(batch, scope), object)
        .bind("number", chunk.number())
        .bind("lower", chunk.lower().map(ChunkRows::json).orElse(null))
        .bind("upper", chunk.upper().map(ChunkRows::json).orElse(null))
        .add();
  }

  @Override
  public List<Line> lines(Scope scope) {
    return transactions.read(
        handle ->
            bindScope(
                    handle.createQuery(
                        """
                        select * from chunk
                        where run_id = :run and pass = :pass and shard = :shard
                        order by schema_name, object_name, chunk_number
                        """),
                    scope)
                .map(ChunkRows::line)
                .list());
  }

  private static List<Line> lines(Handle handle, Scope scope, ObjectName object) {
    var query =
        handle.createQuery(
            """
            select * from chunk
            where run_id = :run and pass = :pass and shard = :shard
              and schema_name = :schema and object_name = :object
            order by chunk_number
            """);
    return bindObject(bindScope(query, scope), object).map(ChunkRows::line).list();
  }

  @Override
  public Line begin(long id, Epoch epoch) {
    return transactions.call(
        handle -> {
          Epoch current = RunRows.lock(handle, runOf(handle, id));
          if (epoch.compareTo(current) < 0) {
            throw new StaleRunException(
                "chunk %d: epoch %s is over, the run is at %s".formatted(id, epoch, current));
          }
          requireOne(
              id,
              "begin",
              handle
                  .createUpdate(
                      """
                      update chunk
                      set state = 'COPYING', attempt = attempt + 1, epoch = :epoch,
                          byte_count = null, source_position = null, reference = null,
                          source_rows = null, source_high = null, source_low = null,
                          source_encoding = null, target_rows = null, target_high = null,
                          target_low = null, target_encoding = null,
                          copied_at = null, verified_at = null
                      where id = :id
                      """)
                  .bind("epoch", epoch.value())
                  .bind("id", id)
                  .execute());
          return line(handle, id).orElseThrow();
        });
  }

  @Override
  public void copied(long id, Copied copied) {
    transactions.run(
        handle ->
            requireOne(
                id,
                "copied",
                bindFingerprint(
                        handle.createUpdate(
                            """
                            update chunk
                            set state = 'COPIED', byte_count = :bytes, source_rows = :rows,
                                source_high = :high, source_low = :low,
                                source_encoding = :encoding, source_position = :position,
                                reference = :reference, copied_at = :now
                            where id = :id and state in ('COPYING', 'COPIED')
                            """),
                        copied.source())
                    .bind("bytes", copied.bytes())
                    .bind("position", copied.position())
                    .bind("reference", copied.reference().orElse(null))
                    .bind("now", clock.instant())
                    .bind("id", id)
                    .execute()));
  }

  @Override
  public void confirm(List<Long> ids) {
    transactions.run(
        handle -> {
          for (int from = 0; from < ids.size(); from += ROWS_PER_BATCH) {
            confirm(handle, ids.subList(from, Math.min(ids.size(), from + ROWS_PER_BATCH)));
          }
        });
  }

  private static void confirm(Handle handle, List<Long> ids) {
    try (PreparedBatch batch =
        handle.prepareBatch(
            """
            update chunk set state = case state when 'VERIFIED' then state else 'CONFIRMED' end
            where id = :id and state in ('COPIED', 'CONFIRMED', 'VERIFIED')
            """)) {
      ids.forEach(id -> batch.bind("id", id).add());
      int[] updated = batch.execute();
      for (int i = 0; i < updated.length; i++) {
        requireOne(ids.get(i), "confirm", updated[i]);
      }
    }
  }

  @Override
  public void verified(long id, Fingerprint target) {
    transactions.run(
        handle ->
            requireOne(
                id,
                "verified",
                bindFingerprint(
                        handle.createUpdate(
                            """
                            update chunk
                            set state = 'VERIFIED', target_rows = :rows, target_high = :high,
                                target_low = :low, target_encoding = :encoding,
                                verified_at = :now
                            where id = :id and state in ('CONFIRMED', 'VERIFIED')
                            """),
                        target)
                    .bind("now", clock.instant())
                    .bind("id", id)
                    .execute()));
  }

  @Override
  public void reset(Scope scope) {
    transactions.run(
        handle ->
            bindScope(
                    handle.createUpdate(
                        """
                        delete from chunk
                        where run_id = :run and pass = :pass and shard = :shard
                        """),
                    scope)
                .execute());
  }

  @Override
  public List<Progress> progress(RunId run, Pass pass) {
    return transactions.read(
        handle ->
            handle
                .createQuery(
                    """
                    select shard, schema_name, object_name,
                           cast(count(*) as integer) as chunks,
                           cast(sum(case when state in ('CONFIRMED', 'VERIFIED') then 1 else 0 end)
                                as integer) as confirmed,
                           cast(sum(case when state = 'VERIFIED' then 1 else 0 end)
                                as integer) as verified,
                           cast(coalesce(sum(source_rows), 0) as bigint) as row_sum,
                           cast(coalesce(sum(byte_count), 0) as bigint) as byte_sum
                    from chunk where run_id = :run and pass = :pass
                    group by shard, schema_name, object_name
                    order by shard, schema_name, object_name
                    """)
                .bind("run", run.value())
                .bind("pass", pass.name())
                .map(ChunkRows::progress)
                .list());
  }

  private static Optional<Line> line(Handle handle, long id) {
    return handle
        .createQuery("select * from chunk where id = :id")
        .bind("id", id)
        .map(ChunkRows::line)
        .findOne();
  }

  private static RunId runOf(Handle handle, long id) {
    return handle
        .createQuery("select run_id from chunk where id = :id")
        .bind("id", id)
        .mapTo(String.class)
        .findOne()
        .map(RunId::new)
        .orElseThrow(() -> new IllegalStateException("there is no chunk " + id));
  }

  private static void requireOne(long id, String step, int updated) {
    if (updated != 1) {
      throw new IllegalStateException(
          "chunk %d cannot take the step '%s' from the state it is in".formatted(id, step));
    }
  }

  private static <S extends SqlStatement<S>> S bindScope(S statement, Scope scope) {
    return statement
        .bind("run", scope.run().value())
        .bind("pass", scope.pass().name())
        .bind("shard", scope.shard().value());
  }

  private static <S extends SqlStatement<S>> S bindObject(S statement, ObjectName object) {
    return statement.bind("schema", object.schema()).bind("object", object.name());
  }

  private static <S extends SqlStatement<S>> S bindFingerprint(
      S statement, Fingerprint fingerprint) {
    return statement
        .bind("rows", fingerprint.rows())
        .bind("high", fingerprint.high())
        .bind("low", fingerprint.low())
        .bind("encoding", fingerprint.encoding());
  }
}
