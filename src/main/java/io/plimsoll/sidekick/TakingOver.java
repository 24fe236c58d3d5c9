package io.plimsoll.sidekick;

import io.plimsoll.sidekick.LedgerLine.Content;
import io.plimsoll.sidekick.LedgerLine.Operation;
import io.plimsoll.sidekick.LedgerLine.Place;
import io.plimsoll.sidekick.LedgerLine.Step;
import java.sql.SQLException;
import java.util.Optional;

/**
 * One attempt to take the service's state over. It raises the account's client epoch in the same
 * transaction, so only a store that takes writes is believed.
 */
final class TakingOver {
  private final PhoneKit kit;
  private final ServiceSession session;
  private final long account;

  TakingOver(PhoneKit kit, ServiceSession session, long account) {
    this.kit = kit;
    this.session = session;
    this.account = account;
  }

  /**
   * @param cache of a phone that has something to lose
   * @return empty when the answer must not be taken over
   */
  Optional<Answer> attempt(Optional<Cache> cache) throws SQLException {
    Service service = session.begin(account);
    service.mustTakeWrites();
    Answer answer = service.readAll();
    if (cache.isPresent() && kit.has(PhoneGuard.F56)) {
      Optional<String> alarm =
          Breaker.alarm(cache.get().agreed().keySet(), cache.get().epoch(), answer);
      if (alarm.isPresent()) {
        session.rollback();
        kit.alarms.increment();
        kit.trouble("F56 account %d on %s: %s".formatted(account, session.shard(), alarm.get()));
        return Optional.empty();
      }
    }
    if (answer.account().isEmpty()) {
      session.rollback();
      return Optional.of(answer);
    }
    return Optional.of(raise(service, answer));
  }

  private Answer raise(Service service, Answer answer) throws SQLException {
    AccountEntry raised = answer.account().orElseThrow().withEpoch(answer.epoch() + 1);
    long number = kit.ledger().nextNumber();
    var place = new Place(session.shard(), Table.ACCOUNTS, account, String.valueOf(account));
    var content = new Content(Operation.EDIT, raised.epoch(), raised.digest());
    kit.ledger().write(Step.INTENT, number, place, content);
    try {
      service.update(raised);
    } catch (SQLException e) {
      kit.ledger().write(Step.WITHDRAWN, number, place, content);
      throw e;
    }
    session.commit();
    kit.acknowledge(number, place, content);
    return new Answer(Optional.of(raised), answer.records());
  }
}
