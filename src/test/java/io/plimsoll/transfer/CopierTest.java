package io.plimsoll.transfer;

import static io.plimsoll.transfer.TransferFixture.ALL;
import static io.plimsoll.transfer.TransferFixture.CHUNK;
import static io.plimsoll.transfer.TransferFixture.USERS;
import static io.plimsoll.transfer.TransferFixture.content;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.common.Epoch;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.ObjectName;
import io.plimsoll.common.Verdict;
import io.plimsoll.store.StoreException;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class CopierTest {
  private final TransferFixture it = new TransferFixture().filled();

  private static final class Killed extends RuntimeException {
    Killed(String point) {
      super(point);
    }
  }

  @Test
  void copiesEveryRowOnceAndConfirmsEveryChunk() {
    Copier.Copy copy = it.copy();

    assertThat(copy.complete()).isTrue();
    assertThat(copy.throughput().rows()).isEqualTo(300);
    assertSameContent();
    assertThat(it.ledger.lines(it.passage(Pass.COPY).scope()))
        .allMatch(ChunkLedger.Line::confirmed)
        .hasSizeGreaterThan(8);
  }

  @Test
  void copiesNothingTwiceWhenAskedAgain() {
    it.copy();

    Copier.Copy again = it.copy();

    assertThat(again.throughput().chunks()).isZero();
    assertThat(again.complete()).isTrue();
    assertSameContent();
  }

  @Test
  void endsLikeAnUninterruptedCopyWhereverItIsKilled() {
    long seed = new Random().nextLong();
    System.out.println("CopierTest kill seed " + seed);
    var random = new Random(seed);
    int kills = 0;
    for (int round = 0; round < 60; round++) {
      var one = new TransferFixture().filled();
      one.streams = 1 + random.nextInt(4);
      one.target.hiccup(operation -> random.nextInt(40) == 0);
      int lives = 0;
      while (!survives(one, random)) {
        kills++;
        if (random.nextInt(3) == 0) {
          one.target.crash();
        }
        assertThat(++lives).as("seed %d round %d", seed, round).isLessThan(500);
      }
      for (ObjectName object : ALL) {
        assertThat(content(one.target, object))
            .as("seed %d round %d", seed, round)
            .isEqualTo(content(one.source, object));
      }
      one.target.hiccup(operation -> false);
      assertThat(one.verify().verdict()).isEqualTo(Verdict.EQUAL);
      one.target.crash();
      assertThat(one.verify().verdict())
          .as("what is confirmed survives a crash of the server")
          .isEqualTo(Verdict.EQUAL);
    }
    assertThat(kills).isGreaterThan(50);
  }

  /** One life of the process; dies at a random point with every effect up to there done. */
  private static boolean survives(TransferFixture one, Random random) {
    var left = new AtomicInteger(random.nextInt(60));
    one.crash =
        point -> {
          if (left.getAndDecrement() <= 0) {
            throw new Killed(point);
          }
        };
    try {
      return one.copy().complete();
    } catch (Killed e) {
      return false;
    } catch (StoreException e) {
      return false;
    }
  }

  @Test
  void diesAndResumesAtEveryNamedPoint() {
    for (String point :
        new String[] {
          "copy.plan.after",
          "copy.begin.before",
          "copy.load.before",
          "copy.commit.before",
          "copy.load.after",
          "copy.copied.after",
          "copy.flush.before",
          "copy.flush.after",
          "copy.confirm.after"
        }) {
      var one = new TransferFixture().filled();
      one.crash =
          reached -> {
            if (reached.equals(point)) {
              throw new Killed(point);
            }
          };
      assertThatThrownBy(one::copy).as(point).isInstanceOf(Killed.class);
      one.crash = reached -> {};

      one.copy();

      assertThat(content(one.target, USERS)).as(point).isEqualTo(content(one.source, USERS));
      assertThat(one.verify().verdict()).as(point).isEqualTo(Verdict.EQUAL);
    }
  }

  @Test
  void stopsAtAChunkBoundaryAndGoesOnLater() {
    var asked = new AtomicInteger();
    it.streams = 1;

    Copier.Copy first =
        new Copier(it.passage(Pass.COPY))
            .copy(
                it.view(it.source),
                it.writer(it.target),
                new Copier.Work(ALL, CHUNK, 300),
                () -> asked.incrementAndGet() > 3);

    assertThat(first.complete()).isFalse();
    assertThat(first.throughput().chunks()).isEqualTo(3);
    assertThat(it.copy().complete()).isTrue();
    assertSameContent();
  }

  @Test
  void triesAgainWhenTheStoreSaysItMayHelp() {
    var failures = new AtomicInteger(3);
    it.target.hiccup(operation -> operation.equals("reply") && failures.getAndDecrement() > 0);
    it.streams = 1;

    it.copy();

    assertSameContent();
    assertThat(it.ledger.lines(it.passage(Pass.COPY).scope()))
        .filteredOn(line -> line.attempt() == 2)
        .hasSize(3);
  }

  @Test
  void givesUpAtOnceWhenAnotherNodeTookOver() {
    it.target.raise(new Epoch(2));

    assertThatThrownBy(it::copy).isInstanceOf(StoreException.Fenced.class);

    assertThat(it.target.rows(USERS)).isEmpty();
  }

  @Test
  @Tag("F29")
  void failsTheChunkOfAnUnreadableRow() {
    it.source.unreadable(row -> row.get(0).equals("17"));

    assertThatThrownBy(it::copy).isInstanceOf(StoreException.class).hasMessageContaining("row 17");

    assertThat(it.ledger.lines(it.passage(Pass.COPY).scope()))
        .filteredOn(line -> !line.confirmed())
        .isNotEmpty();
    assertThat(it.verify().verdict()).isEqualTo(Verdict.NOT_VERIFIED);
  }

  @Test
  @Tag("F29")
  void failsTheChunkOfARowTheTargetDrops() {
    it.target.dropRowsOnLoad(row -> row.get(0).equals("17"));

    assertThatThrownBy(it::copy)
        .isInstanceOf(TransferException.class)
        .hasMessageContaining("F29 s00")
        .hasMessageContaining("rows were read, the target took");
  }

  @Test
  @Tag("F29")
  void wouldTakeASkippedRowForCopiedWithoutTheGuard() {
    it.guards = TransferFixture.without(GuardId.F29);
    it.target.dropRowsOnLoad(row -> row.get(0).equals("17"));

    assertThat(it.copy().complete()).isTrue();

    assertThat(content(it.target, USERS)).hasSize(99);
  }

  private void assertSameContent() {
    for (ObjectName object : ALL) {
      assertThat(content(it.target, object)).isEqualTo(content(it.source, object));
    }
  }
}
