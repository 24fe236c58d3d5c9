package io.plimsoll.control;

import io.plimsoll.people.LoginAttempts;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Failed attempts to log in, a row per name or address that had one lately. */
final class JdbiLoginAttempts implements LoginAttempts {
  private final Transactions transactions;

  JdbiLoginAttempts(Transactions transactions) {
    this.transactions = transactions;
  }

  private record Count(int failures, Instant since, Optional<Instant> lockedUntil) {
    /** Begins anew when the window or the lock-out is over. */
    Count startingAnewWhenOver(Limit limit, Instant now) {
      Instant end = lockedUntil.orElse(since.plus(limit.window()));
      return now.isBefore(end) ? this : new Count(0, now, Optional.empty());
    }

    Count plusOne(Limit limit, Instant now) {
      boolean last = failures + 1 >= limit.most();
      return new Count(
          failures + 1, since, last ? Optional.of(now.plus(limit.lockOut())) : Optional.empty());
    }
  }

  @Override
  public Optional<Instant> admit(List<Limit> limits, Instant now) {
    return transactions.call(
        handle -> {
          PeopleLock.take(handle);
          Optional<Instant> lockedUntil =
              limits.stream()
                  .map(limit -> count(handle, limit, now))
                  .flatMap(count -> count.lockedUntil().stream())
                  .max(Comparator.naturalOrder());
          if (lockedUntil.isEmpty()) {
            limits.forEach(
                limit -> write(handle, limit, count(handle, limit, now).plusOne(limit, now), now));
          }
          return lockedUntil;
        });
  }

  @Override
  public void succeeded(List<Limit> limits) {
    transactions.run(
        handle -> {
          PeopleLock.take(handle);
          forget(handle, limits.get(0));
          limits.subList(1, limits.size()).forEach(limit -> takeBack(handle, limit));
        });
  }

  private static void forget(Handle handle, Limit limit) {
    handle
        .createUpdate("delete from login_attempt where subject = :subject")
        .bind("subject", limit.subject().hex())
        .execute();
  }

  /** One right password must not wipe out the failures of others from the same address. */
  private static void takeBack(Handle handle, Limit limit) {
    handle
        .createUpdate(
            """
            update login_attempt
            set failures = failures - 1,
                locked_until = case when failures - 1 < :most then null else locked_until end
            where subject = :subject and failures > 0
            """)
        .bind("subject", limit.subject().hex())
        .bind("most", limit.most())
        .execute();
  }

  private static Count count(Handle handle, Limit limit, Instant now) {
    return handle
        .createQuery(
            "select failures, since, locked_until from login_attempt where subject = :subject")
        .bind("subject", limit.subject().hex())
        .map(
            row ->
                new Count(
                    row.getColumn("failures", Integer.class),
                    row.getColumn("since", Instant.class),
                    Optional.ofNullable(row.getColumn("locked_until", Instant.class))))
        .findOne()
        .map(found -> found.startingAnewWhenOver(limit, now))
        .orElseGet(() -> new Count(0, now, Optional.empty()));
  }

  private static void write(Handle handle, Limit limit, Count count, Instant now) {
    int updated =
        handle
            .createUpdate(
                """
                update login_attempt
                set failures = :failures, since = :since, locked_until = :lockedUntil
                where subject = :subject
                """)
            .bind("failures", count.failures())
            .bind("since", count.since())
            .bind("lockedUntil", count.lockedUntil().orElse(null))
            .bind("subject", limit.subject().hex())
            .execute();
    if (updated == 0) {
      makeRoom(handle, limit, now);
      handle
          .createUpdate(
              """
              insert into login_attempt (subject, failures, since, locked_until)
              values (:subject, :failures, :since, :lockedUntil)
              """)
          .bind("subject", limit.subject().hex())
          .bind("failures", count.failures())
          .bind("since", count.since())
          .bind("lockedUntil", count.lockedUntil().orElse(null))
          .execute();
    }
  }

  /** What is over goes first: old lock-outs must not push out counts that are under way. */
  private static void makeRoom(Handle handle, Limit limit, Instant now) {
    long kept = handle.createQuery("select count(*) from login_attempt").mapTo(Long.class).one();
    if (kept < MOST) {
      return;
    }
    handle
        .createUpdate(
            """
            delete from login_attempt
            where locked_until <= :now or (locked_until is null and since <= :windowStart)
            """)
        .bind("now", now)
        .bind("windowStart", now.minus(limit.window()))
        .execute();
    handle
        .createUpdate(
            """
            delete from login_attempt where subject in (
              select subject from login_attempt
              order by case when locked_until is null then 1 else 0 end, since desc, subject
              offset :kept rows)
            """)
        .bind("kept", MOST - 1)
        .execute();
  }
}
