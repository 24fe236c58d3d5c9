package io.plimsoll.sidekick;

import io.plimsoll.sidekick.LedgerLine.Operation;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One simulated device. It goes on with a write until it knows how it ended, before it begins
 * another; takes the service's state over now and then; and writes nothing while the service looks
 * as if it were not whole. Used by one thread at a time.
 */
final class Phone {
  /** Turns between two takings over. */
  private static final int TURNS = 10;

  /** Of a hundred writes so many add, so many edit, the others delete. */
  private static final int HUNDRED = 100;

  private static final int ADDED = 35;
  private static final int EDITED = 40;

  private final PhoneKit kit;
  private final BlockMeter meter;
  private final long account;
  private final Draw draw;
  private final Draft draft;
  private final Cache cache = new Cache();
  private final Deque<Write> outbox = new ArrayDeque<>();
  private final AtomicBoolean batteryOut = new AtomicBoolean();
  private boolean filled;
  private boolean mustTakeOver = true;
  private int turns;

  Phone(PhoneKit kit, BlockMeter meter, long account, Draw draw) {
    this.kit = kit;
    this.meter = meter;
    this.account = account;
    this.draw = draw;
    this.draft = new Draft(draw, account);
  }

  long account() {
    return account;
  }

  Map<Entry.Id, Entry> shown() {
    return cache.shown();
  }

  /** Empties the phone before its next turn; may be called from any thread. */
  void batteryOut() {
    batteryOut.set(true);
  }

  /** An edit while out of reach; offered when the phone next takes over. */
  void editOffline(Entry entry) {
    Mark mark = Mark.of(cache.nextVersion(), draw);
    cache.edit(Draft.stamped(entry, mark, kit.clock().instant()));
    mustTakeOver = true;
  }

  /** Has nothing to send and nothing to ask. */
  boolean rests() {
    return outbox.isEmpty() && !mustTakeOver && !batteryOut.get();
  }

  void takeOverNext() {
    mustTakeOver = true;
  }

  /** What the phone does next; the same again, with {@link #attempt}, after a failure. */
  void begin() {
    if (batteryOut.compareAndSet(true, false)) {
      forget();
    }
    if (outbox.isEmpty() && !mustTakeOver) {
      mustTakeOver = ++turns % TURNS == 0;
      if (!mustTakeOver) {
        outbox.add(next());
      }
    }
    if (outbox.isEmpty() || outbox.peek().sendsFirst()) {
      meter.sent();
    }
  }

  /** Tries once. A failure leaves everything as it was, so that trying again is safe. */
  void attempt(ServiceSession session) throws SQLException {
    if (outbox.isEmpty()) {
      takeOver(session);
      return;
    }
    Write write = outbox.peek();
    if (new Sending(kit, session, write).attempt(cache)) {
      outbox.remove();
      meter.accepted();
    } else {
      stale();
    }
  }

  /** The service refused by its rules; nothing was written. */
  void refused(ServiceSession session) {
    if (outbox.isEmpty()) {
      meter.withdrawn();
    } else {
      new Sending(kit, session, outbox.peek()).withdraw();
      stale();
    }
  }

  /** What the phone believes of the service is wrong: it asks before it goes on. */
  private void stale() {
    if (!outbox.isEmpty()) {
      meter.withdrawn();
      outbox.clear();
    }
    mustTakeOver = true;
  }

  /** Its turn ends unanswered: a write waits on, a taking over begins anew. */
  void rest() {
    if (outbox.isEmpty()) {
      meter.forgotten();
    }
  }

  private void takeOver(ServiceSession session) throws SQLException {
    var takingOver = new TakingOver(kit, session, account);
    Optional<Answer> answer = takingOver.attempt(filled ? Optional.of(cache) : Optional.empty());
    if (answer.isEmpty()) {
      meter.withdrawn();
      return;
    }
    meter.accepted();
    (filled ? kit.takenOver : kit.refills).increment();
    Cache.Taken taken = cache.takeOver(answer.get(), kit);
    kit.score(account, taken.score());
    taken.offers().forEach(offer -> outbox.add(offered(offer)));
    filled = answer.get().account().isPresent();
    mustTakeOver = !filled;
  }

  private Write offered(Cache.Offer offer) {
    return write(offer.base() == null ? Operation.ADD : Operation.EDIT, offer.base(), offer.mine());
  }

  private void forget() {
    if (!outbox.isEmpty() && outbox.peek().wasSent()) {
      meter.forgotten();
    }
    outbox.clear();
    cache.forget();
    filled = false;
    mustTakeOver = true;
  }

  private Write next() {
    Map<Entry.Id, Entry> agreed = cache.agreed();
    int dice = draw.below(HUNDRED);
    if (agreed.isEmpty() || dice < ADDED) {
      return write(Operation.ADD, null, draft.fresh());
    }
    Entry base = draft.anyOf(agreed.values());
    return dice < ADDED + EDITED
        ? write(Operation.EDIT, base, draft.edited(base))
        : new Write(Operation.DELETE, base, base, kit.ledger().nextNumber());
  }

  private Write write(Operation operation, Entry base, Entry mine) {
    Mark mark = Mark.of(cache.nextVersion(), draw);
    Entry marked = Draft.stamped(mine, mark, kit.clock().instant());
    if (operation == Operation.EDIT) {
      cache.edit(marked);
    }
    return new Write(operation, base, marked, kit.ledger().nextNumber());
  }
}
