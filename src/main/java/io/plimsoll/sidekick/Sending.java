package io.plimsoll.sidekick;

import io.plimsoll.sidekick.LedgerLine.Content;
import io.plimsoll.sidekick.LedgerLine.Operation;
import io.plimsoll.sidekick.LedgerLine.Place;
import io.plimsoll.sidekick.LedgerLine.Step;
import java.sql.SQLException;
import java.util.Optional;

/**
 * One attempt at a write. It first looks under the account's lock whether an earlier attempt has
 * happened, so that a write whose reply was lost happens once; the ledger knows of it before the
 * database does.
 */
final class Sending {
  private final PhoneKit kit;
  private final ServiceSession session;
  private final Write write;

  Sending(PhoneKit kit, ServiceSession session, Write write) {
    this.kit = kit;
    this.session = session;
    this.write = write;
  }

  /** False when the service does not hold what the phone believed; then nothing was written. */
  boolean attempt(Cache cache) throws SQLException {
    Service service = session.begin(write.mine().account());
    Optional<Entry> theirs = read(service);
    theirs.ifPresent(entry -> cache.saw(entry.version()));
    if (hasHappened(theirs)) {
      session.rollback();
      acknowledge(theirs.orElse(write.mine()), cache);
      return true;
    }
    write.settled();
    if (!fits(theirs)) {
      session.rollback();
      withdraw();
      return false;
    }
    Entry result = result(theirs);
    write.intended(result);
    kit.ledger().write(Step.INTENT, write.number(), place(result), content());
    Entry stored = store(service, result);
    write.committing();
    session.commit();
    acknowledge(stored, cache);
    return true;
  }

  /** Takes the intent back: the write is known not to have happened. */
  void withdraw() {
    if (write.form() != null && !write.uncertain()) {
      kit.ledger().write(Step.WITHDRAWN, write.number(), place(write.form()), content());
    }
  }

  private Optional<Entry> read(Service service) throws SQLException {
    Entry mine = write.mine();
    if (mine.key() != null) {
      return service.find(mine.table(), mine.key());
    }
    return write.uncertain() ? service.findMarked(mine.table(), mine.mark()) : Optional.empty();
  }

  private boolean hasHappened(Optional<Entry> theirs) {
    return write.operation() == Operation.DELETE
        ? write.uncertain() && theirs.isEmpty()
        : theirs.isPresent() && theirs.get().mark().equals(write.mark());
  }

  /** A deletion does not hit a record that somebody edited in the meantime. */
  private boolean fits(Optional<Entry> theirs) {
    return switch (write.operation()) {
      case ADD -> theirs.isEmpty();
      case EDIT -> theirs.isPresent();
      case DELETE -> theirs.isPresent() && theirs.get().mark().equals(write.base().mark());
    };
  }

  private Entry result(Optional<Entry> theirs) {
    if (write.operation() != Operation.EDIT || !kit.has(PhoneGuard.F57)) {
      return write.mine();
    }
    Merge merged = Merge.of(write.base(), write.mine(), theirs.orElseThrow());
    if (merged.score().taken() + merged.score().conflicts() > 0) {
      kit.score(write.mine().account(), merged.score());
    }
    return Draft.stamped(merged.result(), write.mark(), kit.clock().instant());
  }

  private Entry store(Service service, Entry result) throws SQLException {
    int rows = 1;
    Entry stored = result;
    switch (write.operation()) {
      case ADD -> stored = result.withKey(service.insert(result));
      case EDIT -> rows = service.update(result);
      case DELETE -> rows = service.delete(result.table(), result.key());
    }
    if (rows != 1) {
      throw new SQLException("%d rows instead of one: %s".formatted(rows, place(result)), "25000");
    }
    return stored;
  }

  private void acknowledge(Entry stored, Cache cache) {
    Entry form = write.form().withKey(stored.key());
    kit.acknowledge(write.number(), place(form), content());
    if (write.operation() == Operation.DELETE) {
      cache.remove(form.id());
    } else {
      cache.agree(form);
    }
  }

  private Place place(Entry entry) {
    String key = entry.key() == null ? "" : entry.key();
    return new Place(session.shard(), entry.table().table(), entry.account(), key);
  }

  private Content content() {
    boolean deletes = write.operation() == Operation.DELETE;
    return new Content(
        write.operation(), write.mark().version(), deletes ? 0 : write.form().digest());
  }
}
