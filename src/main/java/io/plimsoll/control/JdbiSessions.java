package io.plimsoll.control;

import io.plimsoll.common.Digest;
import io.plimsoll.people.AccountId;
import io.plimsoll.people.Method;
import io.plimsoll.people.Session;
import io.plimsoll.people.Sessions;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.RowView;

/** Open sessions. Ending one deletes it: nothing can bring it back. */
final class JdbiSessions implements Sessions {
  private final Transactions transactions;

  JdbiSessions(Transactions transactions) {
    this.transactions = transactions;
  }

  @Override
  public void open(Session session, Digest secret, int most) {
    transactions.run(
        handle -> {
          PeopleLock.take(handle);
          makeRoom(handle, session, most);
          handle
              .createUpdate(
                  """
                  insert into login_session (secret_digest, id, account_id, method, opened_at,
                                             used_at, expires_at)
                  values (:secret, :id, :account, :method, :opened, :used, :expires)
                  """)
              .bind("secret", secret.hex())
              .bind("id", session.id())
              .bind("account", session.account().value())
              .bind("method", session.method().name())
              .bind("opened", session.times().opened())
              .bind("used", session.times().used())
              .bind("expires", session.times().expires())
              .execute();
        });
  }

  private static void makeRoom(Handle handle, Session next, int most) {
    handle
        .createUpdate("delete from login_session where expires_at <= :now")
        .bind("now", next.times().opened())
        .execute();
    handle
        .createUpdate(
            """
            delete from login_session where id in (
              select id from login_session where account_id = :account
              order by used_at desc, opened_at desc, id offset :kept rows)
            """)
        .bind("account", next.account().value())
        .bind("kept", most - 1)
        .execute();
  }

  @Override
  public Optional<Session> find(Digest secret) {
    return transactions.read(
        handle ->
            handle
                .createQuery("select * from login_session where secret_digest = :secret")
                .bind("secret", secret.hex())
                .map(JdbiSessions::session)
                .findOne());
  }

  @Override
  public void used(Digest secret, Instant at) {
    transactions.run(
        handle ->
            handle
                .createUpdate(
                    "update login_session set used_at = :at where secret_digest = :secret")
                .bind("at", at)
                .bind("secret", secret.hex())
                .execute());
  }

  @Override
  public boolean end(Digest secret) {
    return transactions.call(
        handle ->
            handle
                    .createUpdate("delete from login_session where secret_digest = :secret")
                    .bind("secret", secret.hex())
                    .execute()
                == 1);
  }

  @Override
  public void endAll(AccountId account) {
    transactions.run(
        handle ->
            handle
                .createUpdate("delete from login_session where account_id = :account")
                .bind("account", account.value())
                .execute());
  }

  private static Session session(RowView row) {
    return new Session(
        row.getColumn("id", String.class),
        new AccountId(row.getColumn("account_id", String.class)),
        Method.valueOf(row.getColumn("method", String.class)),
        new Session.Times(
            row.getColumn("opened_at", Instant.class),
            row.getColumn("used_at", Instant.class),
            row.getColumn("expires_at", Instant.class)));
  }
}
