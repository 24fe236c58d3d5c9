package io.plimsoll.control;

import io.plimsoll.run.RequestKeys;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.RowView;

/** The keys of repeated requests, for a day. */
final class JdbiRequestKeys implements RequestKeys {
  private static final Duration KEPT = Duration.ofDays(1);

  private final Transactions transactions;
  private final Clock clock;

  JdbiRequestKeys(Transactions transactions, Clock clock) {
    this.transactions = transactions;
    this.clock = clock;
  }

  @Override
  public Known take(Key key) {
    try {
      return transactions.call(handle -> take(handle, key));
    } catch (ControlException e) {
      // Another process was faster by less than a transaction: the primary key has refused us.
      return transactions.read(handle -> find(handle, key)).orElseThrow(() -> e);
    }
  }

  private Known take(Handle handle, Key key) {
    Instant now = clock.instant();
    handle
        .createUpdate("delete from idempotency where at < :old")
        .bind("old", now.minus(KEPT))
        .execute();
    Optional<Known> known = find(handle, key);
    if (known.isPresent()) {
      return known.get();
    }
    handle
        .createUpdate(
            """
            insert into idempotency (account_id, key_digest, request_digest, at)
            values (:caller, :key, :request, :now)
            """)
        .bind("caller", key.caller())
        .bind("key", key.key().hex())
        .bind("request", key.request().hex())
        .bind("now", now)
        .execute();
    return new Known(Kind.FRESH, Optional.empty(), now);
  }

  private static Optional<Known> find(Handle handle, Key key) {
    return handle
        .createQuery(
            """
            select request_digest, at, status, answer
            from idempotency where account_id = :caller and key_digest = :key
            """)
        .bind("caller", key.caller())
        .bind("key", key.key().hex())
        .map((RowView row) -> known(row, key))
        .findOne();
  }

  private static Known known(RowView row, Key key) {
    Instant since = row.getColumn("at", Instant.class);
    if (!row.getColumn("request_digest", String.class).equals(key.request().hex())) {
      return new Known(Kind.OTHER, Optional.empty(), since);
    }
    Integer status = row.getColumn("status", Integer.class);
    return status == null
        ? new Known(Kind.OPEN, Optional.empty(), since)
        : new Known(
            Kind.ANSWERED,
            Optional.of(new Answer(status, row.getColumn("answer", String.class))),
            since);
  }

  @Override
  public void answered(Key key, Answer answer) {
    transactions.run(
        handle ->
            handle
                .createUpdate(
                    """
                    update idempotency set status = :status, answer = :answer
                    where account_id = :caller and key_digest = :key
                    """)
                .bind("status", answer.status())
                .bind("answer", answer.text())
                .bind("caller", key.caller())
                .bind("key", key.key().hex())
                .execute());
  }

  @Override
  public void free(Key key) {
    transactions.run(
        handle ->
            handle
                .createUpdate(
                    """
                    delete from idempotency
                    where account_id = :caller and key_digest = :key and status is null
                    """)
                .bind("caller", key.caller())
                .bind("key", key.key().hex())
                .execute());
  }
}
