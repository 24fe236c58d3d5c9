package io.plimsoll.control;

import io.plimsoll.audit.Actor;
import io.plimsoll.audit.AuditEvent;
import io.plimsoll.audit.AuditException;
import io.plimsoll.audit.AuditListener;
import io.plimsoll.audit.AuditLog;
import io.plimsoll.audit.AuditRecord;
import io.plimsoll.audit.ConsistencyProof;
import io.plimsoll.audit.EventTypes;
import io.plimsoll.audit.Frontier;
import io.plimsoll.audit.Head;
import io.plimsoll.audit.InclusionProof;
import io.plimsoll.audit.KeyRotation;
import io.plimsoll.audit.Payload;
import io.plimsoll.audit.Proofs;
import io.plimsoll.audit.SigningKey;
import io.plimsoll.audit.VerifierKey;
import io.plimsoll.common.Digest;
import io.plimsoll.common.RunId;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.RowView;

/**
 * The audit log in the control database. An event that records a change of that database is
 * appended in the change's own transaction: both are there, or neither.
 */
final class JdbiAuditLog implements AuditLog {
  private static final int PAGE = 500;

  private final Transactions transactions;
  private final Clock clock;
  private final String origin;
  private final ControlFiles files;
  private volatile AuditListener listener = AuditListener.NONE;

  JdbiAuditLog(Transactions transactions, Clock clock, String origin, ControlFiles files) {
    this.transactions = transactions;
    this.clock = clock;
    this.origin = origin;
    this.files = files;
  }

  boolean started() {
    return transactions.read(
        handle ->
            handle
                    .createQuery("select event_count from audit_head where only_row = 1")
                    .mapTo(Long.class)
                    .one()
                > 0);
  }

  /** Writes the first event of a log that has none. Only to be called alone. */
  void start(VerifierKey key, Actor by) {
    transactions.run(
        handle -> {
          if (lock(handle).size() == 0) {
            var payload = Payload.of(Map.of("origin", origin, "key", key.text()));
            append(
                handle,
                new AuditEvent.Draft(EventTypes.LOG_STARTED, Optional.empty(), by, payload));
            name(handle, key);
          }
        });
  }

  private static void name(Handle handle, VerifierKey key) {
    handle
        .createUpdate("update audit_head set signing_key = :key where only_row = 1")
        .bind("key", key.text())
        .execute();
  }

  /**
   * Appends within a transaction of somebody else's; who calls this says {@link #appended} once it
   * has committed. The row of the head is locked until then, so that numbers have no gaps: take it
   * last, after every other lock.
   */
  AuditEvent append(Handle handle, AuditEvent.Draft draft) {
    Frontier tree = lock(handle);
    AuditEvent event = draft.at(tree.size(), clock.instant());
    String json = event.json();
    Digest leaf = event.leafHash();
    handle
        .createUpdate(
            "insert into audit_event (sequence, event, hash) values (:sequence, :event, :hash)")
        .bind("sequence", event.sequence())
        .bind("event", json)
        .bind("hash", leaf.hex())
        .execute();
    Frontier grown = tree.plus(leaf);
    handle
        .createUpdate(
            """
            update audit_head set event_count = :count, frontier = :frontier where only_row = 1
            """)
        .bind("count", grown.size())
        .bind("frontier", grown.text())
        .execute();
    return event;
  }

  private static Frontier lock(Handle handle) {
    return handle
        .createQuery("select event_count, frontier from audit_head where only_row = 1 for update")
        .map(JdbiAuditLog::tree)
        .one();
  }

  private static Frontier tree(RowView row) {
    return Frontier.of(
        row.getColumn("event_count", Long.class), row.getColumn("frontier", String.class));
  }

  /** Tells whoever listens, once the event's transaction has committed. */
  void appended(AuditEvent event) {
    listener.appended(event);
  }

  /** The same for the event with which a run ended. */
  void ended(AuditEvent event) {
    listener.ended(event);
  }

  @Override
  public AuditEvent append(AuditEvent.Draft draft) {
    AuditEvent event = transactions.call(handle -> append(handle, draft));
    appended(event);
    return event;
  }

  @Override
  public Head head() {
    return transactions.read(
        handle ->
            handle
                .createQuery("select * from audit_head where only_row = 1")
                .map(
                    row ->
                        new Head(
                            origin,
                            tree(row),
                            new VerifierKey(row.getColumn("signing_key", String.class))))
                .one());
  }

  @Override
  public List<AuditEvent> read(long from, int limit) {
    return lines(from, limit).stream().map(row -> AuditEvent.parse(row.event())).toList();
  }

  @Override
  public List<AuditEvent> newest(Optional<RunId> run, int limit) {
    // The event alone says which run it is about: a column beside it could be changed unseen.
    String pattern = run.map(id -> "%\"run\":\"" + id.value() + "\",\"sequence\":%").orElse("%");
    return transactions.read(
        handle ->
            handle
                .createQuery(
                    """
                    select event from audit_event where event like :pattern
                    order by sequence desc limit :limit
                    """)
                .bind("pattern", pattern)
                .bind("limit", limit)
                .mapTo(String.class)
                .map(AuditEvent::parse)
                .filter(event -> run.isEmpty() || event.run().equals(run))
                .list());
  }

  @Override
  public InclusionProof inclusion(long sequence, long size) {
    return Proofs.inclusion(sequence, hashes(size));
  }

  @Override
  public ConsistencyProof consistency(long smaller, long larger) {
    return Proofs.consistency(smaller, hashes(larger));
  }

  private List<Digest> hashes(long size) {
    List<Digest> hashes =
        transactions.read(
            handle ->
                handle
                    .createQuery(
                        "select hash from audit_event where sequence < :size order by sequence")
                    .bind("size", size)
                    .mapTo(String.class)
                    .map(Digest::new)
                    .list());
    if (hashes.size() != size) {
      throw new AuditException(
          "the log has %d of the %d events asked for".formatted(hashes.size(), size));
    }
    return hashes;
  }

  @Override
  public VerifierKey rotateKey(Actor by) {
    try {
      return files.alone(() -> rotateAlone(by));
    } catch (RuntimeException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AuditException("the key was not replaced: interrupted", e);
    } catch (Exception e) {
      throw new AuditException("the key was not replaced: " + e, e);
    }
  }

  private VerifierKey rotateAlone(Actor by) {
    var keys = new AuditKeys(files);
    SigningKey old = keys.signingAs(head().key());
    SigningKey next = keys.prepareNext(origin);
    AuditEvent event =
        transactions.call(
            handle -> {
              AuditEvent appended = append(handle, KeyRotation.event(old, next.verifier(), by));
              name(handle, next.verifier());
              return appended;
            });
    keys.signingAs(next.verifier());
    appended(event);
    return next.verifier();
  }

  @Override
  public AuditRecord record() {
    return new AuditRecord() {
      @Override
      public void read(Consumer<Line> each) {
        long from = Long.MIN_VALUE;
        List<Row> page;
        do {
          page = lines(from, PAGE);
          page.forEach(row -> each.accept(row.line()));
          from = page.isEmpty() ? from : page.get(page.size() - 1).sequence() + 1;
        } while (page.size() == PAGE);
      }

      @Override
      public Optional<Head> head() {
        return Optional.of(JdbiAuditLog.this.head());
      }
    };
  }

  private record Row(long sequence, String event, String hash) {
    AuditRecord.Line line() {
      return new AuditRecord.Line("control database, event row " + sequence, event, hash);
    }
  }

  private List<Row> lines(long from, int limit) {
    return transactions.read(
        handle ->
            handle
                .createQuery(
                    """
                    select sequence, event, hash from audit_event
                    where sequence >= :from order by sequence limit :limit
                    """)
                .bind("from", from)
                .bind("limit", limit)
                .map(
                    row ->
                        new Row(
                            row.getColumn("sequence", Long.class),
                            row.getColumn("event", String.class),
                            row.getColumn("hash", String.class)))
                .list());
  }

  @Override
  public void listen(AuditListener other) {
    listener = other;
  }
}
