package io.plimsoll.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.common.Epoch;
import io.plimsoll.common.ObjectName;
import io.plimsoll.common.RunId;
import io.plimsoll.common.ShardId;
import io.plimsoll.run.Runs;
import io.plimsoll.run.StaleRunException;
import io.plimsoll.store.Chunk;
import io.plimsoll.store.Fingerprint;
import io.plimsoll.testing.SettableClock;
import io.plimsoll.transfer.ChunkLedger.Copied;
import io.plimsoll.transfer.ChunkLedger.Line;
import io.plimsoll.transfer.ChunkLedger.Progress;
import io.plimsoll.transfer.ChunkLedger.Scope;
import io.plimsoll.transfer.ChunkLedger.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every implementation of {@link ChunkLedger} does. */
public abstract class ChunkLedgerContract {
  private static final RunId RUN = new RunId("run-1");
  private static final Epoch FIRST = new Epoch(0);
  private static final ObjectName USERS = new ObjectName("public", "users");
  private static final ObjectName ODD = new ObjectName("App", "Odd \"Name\"");
  private static final Scope SCOPE = new Scope(RUN, Pass.COPY, new ShardId("s01"));
  private static final int MANY = 10_000;

  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T12:00:00Z"));
  private Runs runs;
  private ChunkLedger ledger;

  /** Opens a fresh place to keep both. */
  protected abstract void open(SettableClock clock);

  protected abstract Runs runs();

  protected abstract ChunkLedger ledger();

  @BeforeEach
  void begin() {
    open(clock);
    runs = runs();
    ledger = ledger();
    runs.create(RUN, "plan");
  }

  @Test
  void recordsTheChunksAsTheyWerePlanned() {
    List<Chunk> chunks =
        List.of(
            new Chunk(ODD, 0, Optional.empty(), Optional.of(List.of("a\"b", "é\n, [☎]"))),
            new Chunk(ODD, 1, Optional.of(List.of("a\"b", "é\n, [☎]")), Optional.empty()));

    List<Line> lines = ledger.plan(SCOPE, ODD, chunks);

    assertThat(lines).extracting(Line::chunk).isEqualTo(chunks);
    assertThat(lines)
        .allSatisfy(
            line -> {
              assertThat(line.state()).isEqualTo(State.PLANNED);
              assertThat(line.attempt()).isZero();
              assertThat(line.copied()).isEmpty();
              assertThat(line.target()).isEmpty();
            });
    assertThat(ledger.lines(SCOPE)).isEqualTo(lines);
  }

  @Test
  void keepsTheFirstPlanOfAnObject() {
    List<Line> first = ledger.plan(SCOPE, USERS, chunks(USERS, 3));

    assertThat(ledger.plan(SCOPE, USERS, List.of(Chunk.whole(USERS)))).isEqualTo(first);
    assertThat(ledger.lines(SCOPE)).isEqualTo(first);
  }

  @Test
  void keepsPassesAndShardsApart() {
    ledger.plan(SCOPE, USERS, chunks(USERS, 3));
    var other = new Scope(RUN, Pass.SNAPSHOT, SCOPE.shard());
    ledger.plan(other, USERS, chunks(USERS, 2));

    assertThat(ledger.lines(SCOPE)).hasSize(3);
    assertThat(ledger.lines(other)).hasSize(2);
    assertThat(ledger.lines(new Scope(RUN, Pass.COPY, new ShardId("s02")))).isEmpty();
  }

  @Test
  void walksAChunkFromPlannedToVerified() {
    Instant begun = clock.instant();
    long id = one();

    Line line = ledger.begin(id, FIRST);
    assertThat(line.state()).isEqualTo(State.COPYING);
    assertThat(line.attempt()).isEqualTo(1);
    assertThat(line.confirmed()).isFalse();

    Copied copied = copied(1204);
    ledger.copied(id, copied);
    assertThat(only().state()).isEqualTo(State.COPIED);
    assertThat(only().copied()).contains(copied);
    assertThat(only().copiedAt()).contains(begun);
    assertThat(only().confirmed()).isFalse();

    ledger.confirm(List.of(id));
    assertThat(only().state()).isEqualTo(State.CONFIRMED);

    clock.advance(Duration.ofMinutes(1));
    var target = new Fingerprint(1204, Long.MIN_VALUE, -1, "exact/1");
    ledger.verified(id, target);
    assertThat(only().state()).isEqualTo(State.VERIFIED);
    assertThat(only().target()).contains(target);
    assertThat(only().copied()).contains(copied);
    assertThat(only().verifiedAt()).contains(clock.instant());
  }

  @Test
  void forgetsTheEarlierAttemptWhenItBeginsAgain() {
    long id = one();
    ledger.begin(id, FIRST);
    ledger.copied(id, copied(5));

    Line again = ledger.begin(id, FIRST);

    assertThat(again.attempt()).isEqualTo(2);
    assertThat(again.state()).isEqualTo(State.COPYING);
    assertThat(again.copied()).isEmpty();
    assertThat(again.copiedAt()).isEmpty();
  }

  @Test
  void refusesStepsThatSkipOne() {
    long id = one();

    assertThatThrownBy(() -> ledger.copied(id, copied(1)))
        .isInstanceOf(IllegalStateException.class);
    ledger.begin(id, FIRST);
    assertThatThrownBy(() -> ledger.confirm(List.of(id))).isInstanceOf(IllegalStateException.class);
    ledger.copied(id, copied(1));
    assertThatThrownBy(() -> ledger.verified(id, Fingerprint.empty("exact/1")))
        .isInstanceOf(IllegalStateException.class);
    assertThat(only().state()).isEqualTo(State.COPIED);
  }

  @Test
  void confirmsAllOrNone() {
    List<Line> lines = ledger.plan(SCOPE, USERS, chunks(USERS, 2));
    long copied = lines.get(0).id();
    ledger.begin(copied, FIRST);
    ledger.copied(copied, copied(1));

    assertThatThrownBy(() -> ledger.confirm(List.of(copied, lines.get(1).id())))
        .isInstanceOf(IllegalStateException.class);

    assertThat(ledger.lines(SCOPE)).noneMatch(Line::confirmed);
  }

  @Test
  void takesAConfirmationTwice() {
    long id = one();
    ledger.begin(id, FIRST);
    ledger.copied(id, copied(1));
    ledger.confirm(List.of(id));
    ledger.confirm(List.of(id));
    ledger.verified(id, Fingerprint.empty("exact/1"));
    ledger.confirm(List.of(id));

    assertThat(only().state()).isEqualTo(State.VERIFIED);
  }

  @Test
  void refusesToBeginUnderAnEpochThatIsOver() {
    long id = one();
    Epoch current = runs.acquire(RUN, "next node", FIRST).orElseThrow().epoch();

    assertThatThrownBy(() -> ledger.begin(id, FIRST)).isInstanceOf(StaleRunException.class);
    assertThat(only().attempt()).isZero();
    assertThat(ledger.begin(id, current).attempt()).isEqualTo(1);
  }

  @Test
  void forgetsTheChunksOfAScopeAndNeverUsesTheirIdsAgain() {
    long id = one();
    ledger.begin(id, FIRST);
    ledger.copied(id, copied(5));
    ledger.confirm(List.of(id));
    var other = new Scope(RUN, Pass.SNAPSHOT, SCOPE.shard());
    long kept = ledger.plan(other, USERS, chunks(USERS, 1)).get(0).id();
    ledger.begin(kept, FIRST);

    ledger.reset(SCOPE);

    assertThat(ledger.lines(SCOPE)).isEmpty();
    assertThat(ledger.lines(other).get(0).state()).isEqualTo(State.COPYING);
    assertThat(one()).isNotIn(id, kept);
    assertThat(only().state()).isEqualTo(State.PLANNED);
  }

  @Test
  void sumsThePassPerShardAndObject() {
    List<Line> users = ledger.plan(SCOPE, USERS, chunks(USERS, 3));
    var second = new Scope(RUN, Pass.COPY, new ShardId("s02"));
    ledger.plan(second, USERS, chunks(USERS, 2));
    for (Line line : users.subList(0, 2)) {
      ledger.begin(line.id(), FIRST);
      ledger.copied(line.id(), copied(100));
      ledger.confirm(List.of(line.id()));
    }
    ledger.verified(users.get(0).id(), Fingerprint.empty("exact/1"));

    assertThat(ledger.progress(RUN, Pass.COPY))
        .containsExactly(
            new Progress(SCOPE.shard(), USERS, 3, 2, 1, 200, 8_192),
            new Progress(second.shard(), USERS, 2, 0, 0, 0, 0));
    assertThat(ledger.progress(RUN, Pass.SNAPSHOT)).isEmpty();
  }

  @Test
  void carriesManyChunks() {
    List<Line> lines = ledger.plan(SCOPE, USERS, chunks(USERS, MANY));
    assertThat(lines).hasSize(MANY);
    List<Long> copied = new ArrayList<>();
    for (Line line : lines.subList(0, 1_500)) {
      ledger.begin(line.id(), FIRST);
      ledger.copied(line.id(), copied(1));
      copied.add(line.id());
    }

    ledger.confirm(copied);

    assertThat(ledger.progress(RUN, Pass.COPY))
        .containsExactly(new Progress(SCOPE.shard(), USERS, MANY, 1_500, 0, 1_500, 1_500 * 4_096L));
  }

  private long one() {
    return ledger.plan(SCOPE, USERS, chunks(USERS, 1)).get(0).id();
  }

  private Line only() {
    List<Line> lines = ledger.lines(SCOPE);
    assertThat(lines).hasSize(1);
    return lines.get(0);
  }

  private static Copied copied(long rows) {
    return new Copied(
        4_096,
        new Fingerprint(rows, -7, Long.MAX_VALUE, "exact/1"),
        "0/16B3748",
        Optional.of("users-0.zst " + "0".repeat(64)));
  }

  private static List<Chunk> chunks(ObjectName object, int count) {
    List<Chunk> chunks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      chunks.add(new Chunk(object, i, bound(i, 0), bound(i + 1, count)));
    }
    return chunks;
  }

  private static Optional<List<String>> bound(int number, int open) {
    return number == open ? Optional.empty() : Optional.of(List.of(Integer.toString(number)));
  }
}
