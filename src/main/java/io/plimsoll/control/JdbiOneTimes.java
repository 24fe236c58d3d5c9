package io.plimsoll.control;

import io.plimsoll.common.Digest;
import io.plimsoll.people.AccountId;
import io.plimsoll.people.OneTime;
import io.plimsoll.people.OneTimes;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.RowView;

/** What works once. */
final class JdbiOneTimes implements OneTimes {
  private final Transactions transactions;

  JdbiOneTimes(Transactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public void keep(Digest secret, OneTime what, Instant now) {
    transactions.run(
        handle -> {
          makeRoom(handle, what.purpose(), now);
          handle
              .createUpdate(
                  """
                  insert into one_time (secret_digest, purpose, account_id, payload, expires_at)
                  values (:secret, :purpose, :account, :payload, :expires)
                  """)
              .bind("secret", secret.hex())
              .bind("purpose", what.purpose().name())
              .bind("account", what.account().map(AccountId::value).orElse(null))
              .bind("payload", what.payload())
              .bind("expires", what.expires())
              .execute();
        });
  }

  private static void makeRoom(Handle handle, OneTime.Purpose purpose, Instant now) {
    handle.createUpdate("delete from one_time where expires_at <= :now").bind("now", now).execute();
    handle
        .createUpdate(
            """
            delete from one_time where seq in (
              select seq from one_time where purpose = :purpose
              order by seq desc offset :kept rows)
            """)
        .bind("purpose", purpose.name())
        .bind("kept", MOST - 1)
        .execute();
  }

  /** Whoever deletes the row has it; the others find nothing to delete. */
  @Override
  public Optional<OneTime> take(Digest secret, OneTime.Purpose purpose) {
    return transactions.call(
        handle -> {
          Optional<OneTime> found =
              handle
                  .createQuery(
                      """
                      select * from one_time
                      where secret_digest = :secret and purpose = :purpose
                      """)
                  .bind("secret", secret.hex())
                  .bind("purpose", purpose.name())
                  .map(JdbiOneTimes::oneTime)
                  .findOne();
          int deleted =
              handle
                  .createUpdate(
                      "delete from one_time where secret_digest = :secret and purpose = :purpose")
                  .bind("secret", secret.hex())
                  .bind("purpose", purpose.name())
                  .execute();
          return deleted == 1 ? found : Optional.empty();
        });
  }

  private static OneTime oneTime(RowView row) {
    return new OneTime(
        OneTime.Purpose.valueOf(row.getColumn("purpose", String.class)),
        Optional.ofNullable(row.getColumn("account_id", String.class)).map(AccountId::new),
        row.getColumn("payload", String.class),
        row.getColumn("expires_at", Instant.class));
  }
}
