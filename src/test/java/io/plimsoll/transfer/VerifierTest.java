package io.plimsoll.transfer;

import static io.plimsoll.transfer.TransferFixture.ALL;
import static io.plimsoll.transfer.TransferFixture.CHUNK;
import static io.plimsoll.transfer.TransferFixture.LOG;
import static io.plimsoll.transfer.TransferFixture.SEED;
import static io.plimsoll.transfer.TransferFixture.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.Verdict;
import io.plimsoll.store.Chunk;
import io.plimsoll.store.Fingerprint;
import io.plimsoll.testing.MemoryStore;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class VerifierTest {
  private final TransferFixture it = new TransferFixture().filled();

  @BeforeEach
  void copy() {
    it.copy();
  }

  @Test
  void callsAFaithfulCopyEqualAndCoversAllOfIt() {
    Verification result = it.verify();

    assertThat(result.findings()).isEmpty();
    assertThat(result.verdict()).isEqualTo(Verdict.EQUAL);
    assertThat(result.coveragePercent()).isEqualTo(100.0);
    assertThat(result.objects()).allMatch(o -> o.sourceRows() == 100 && o.targetRows() == 100);
    assertThat(it.ledger.lines(it.passage(Pass.COPY).scope()))
        .allMatch(line -> line.state() == ChunkLedger.State.VERIFIED);
  }

  @Test
  @Tag("F15")
  void findsAChangedCellThatCountsCannotSee() {
    it.target.rows(USERS).get(40).set(1, "Name 41");

    Verification result = it.verify();

    assertThat(result.verdict()).isEqualTo(Verdict.DIFFERENT);
    assertThat(result.differing()).hasSize(1);
    assertThat(countsAgree(result)).as("counting alone would pass this").isTrue();
  }

  @Test
  @Tag("F15")
  void findsTwoRowsWithSwappedValues() {
    List<List<String>> rows = it.target.rows(USERS);
    String first = rows.get(0).get(1);
    rows.get(0).set(1, rows.get(1).get(1));
    rows.get(1).set(1, first);

    assertThat(it.verify().verdict()).isEqualTo(Verdict.DIFFERENT);
  }

  @Test
  @Tag("F16")
  void findsOneRowLostAndOneDuplicated() {
    List<List<String>> rows = it.target.rows(LOG);
    rows.set(3, List.copyOf(rows.get(60)));

    Verification result = it.verify();

    assertThat(result.verdict()).isEqualTo(Verdict.DIFFERENT);
    assertThat(countsAgree(result)).as("counting alone would pass this").isTrue();
  }

  @Test
  @Tag("F16")
  void findsAPairOfDuplicatesThatExclusiveOrWouldCancel() {
    it.target.rows(LOG).add(List.of("x", "twice"));
    it.target.rows(LOG).add(List.of("x", "twice"));

    assertThat(it.verify().verdict()).isEqualTo(Verdict.DIFFERENT);
  }

  @Test
  void findsRowsBeyondEveryKeyOfTheSource() {
    it.target.insert(USERS, "-5", "below", null);
    it.target.insert(USERS, "100000", "above", null);

    assertThat(it.verify().differing()).hasSize(2);
  }

  @Test
  @Tag("F17")
  void readsTheTargetAgainInsteadOfTrustingTheCopier() {
    var one = new TransferFixture().filled();
    one.target.rotAfterCommit(
        row -> row.get(0).equals("17") && row.get(1).startsWith("name") ? rotten(row) : row);
    one.copy();

    assertThat(one.verify().verdict()).isEqualTo(Verdict.DIFFERENT);
    assertThat(trustingTheCopier(one)).as("what a copier's own opinion is worth").isTrue();
  }

  private static List<String> rotten(List<String> row) {
    row.set(1, "nbme 17");
    return row;
  }

  /** The copier's counts and confirmations, all that there is without reading again. */
  private static boolean trustingTheCopier(TransferFixture one) {
    return one.ledger.lines(one.passage(Pass.COPY).scope()).stream()
        .allMatch(ChunkLedger.Line::confirmed);
  }

  private static boolean countsAgree(Verification result) {
    return result.objects().stream().allMatch(o -> o.sourceRows() == o.targetRows());
  }

  @Test
  @Tag("F31")
  void findsEveryErrorItInjectsIntoItself() {
    for (long seed = 0; seed < 20; seed++) {
      Verification result =
          new Verifier(it.passage(Pass.COPY), seed)
              .copied(it.source.identity(), it.end(it.target), ALL);

      assertThat(result.selfCheck())
          .isEqualTo(
              new Verification.SelfCheck(SeededErrors.INJECTED, SeededErrors.INJECTED, seed));
    }
  }

  @Test
  @Tag("F31")
  void provesItselfOnEmptyObjectsToo() {
    var empty = new TransferFixture();
    empty.copy();

    Verification result = empty.verify();

    assertThat(result.verdict()).isEqualTo(Verdict.EQUAL);
    assertThat(result.selfCheck().passed()).isTrue();
  }

  @Test
  @Tag("F31")
  void refusesToCompareAStoreWithItself() {
    Verification result =
        new Verifier(it.passage(Pass.COPY), 1).copied(it.source.identity(), it.end(it.source), ALL);

    assertThat(result.verdict()).isEqualTo(Verdict.NOT_VERIFIED);
    assertThat(result.findings().get(0).text()).startsWith("F31 s00: both ends are the same");
  }

  @Test
  @Tag("F31")
  void wouldCallAStoreEqualToItselfWithoutTheGuard() {
    it.guards = TransferFixture.without(GuardId.F31);

    Verification result =
        new Verifier(it.passage(Pass.COPY), 1).copied(it.source.identity(), it.end(it.source), ALL);

    assertThat(result.verdict()).isEqualTo(Verdict.EQUAL);
  }

  @Test
  void isNotVerifiedWhileAChunkIsNotConfirmed() {
    ChunkLedger.Line line = it.ledger.lines(it.passage(Pass.COPY).scope()).get(2);
    it.ledger.begin(line.id(), it.epoch);

    Verification result = it.verify();

    assertThat(result.verdict()).isEqualTo(Verdict.NOT_VERIFIED);
    assertThat(result.coveragePercent()).isLessThan(100.0);
    assertThat(result.findings()).extracting(Finding::message).anyMatch(m -> m.contains("chunk 2"));
  }

  @Test
  void isNotVerifiedWhenRowsCannotBeRead() {
    it.target.unreadable(row -> row.get(0).equals("50"));

    Verification result = it.verify();

    assertThat(result.verdict()).isEqualTo(Verdict.NOT_VERIFIED);
    assertThat(result.findings())
        .extracting(Finding::message)
        .anyMatch(m -> m.contains("invalid page in block 17"));
  }

  @Test
  void isNotVerifiedWhenTheEncodingsDiffer() {
    Verification result =
        new Verifier(it.passage(Pass.COPY), 1)
            .copied(
                it.source.identity(),
                new Verifier.End(it.target.identity(), it.target.openView(ALL, SEED + 1)),
                ALL);

    assertThat(result.verdict()).isEqualTo(Verdict.NOT_VERIFIED);
    assertThat(result.findings())
        .extracting(Finding::message)
        .anyMatch(m -> m.contains("encodings differ"));
  }

  @Test
  void isNotVerifiedWhenAnObjectHasNoChunk() {
    var one = new TransferFixture().filled();

    Verification result = one.verify();

    assertThat(result.verdict()).isEqualTo(Verdict.NOT_VERIFIED);
    assertThat(result.coveragePercent()).isZero();
  }

  @Test
  void isNotVerifiedWithoutAnyObject() {
    var result =
        new Verifier(it.passage(Pass.COPY), 1)
            .copied(it.source.identity(), it.end(it.target), List.of());

    assertThat(result.verdict()).isEqualTo(Verdict.NOT_VERIFIED);
  }

  @Test
  void comparesTwoLiveMoments() {
    MemoryStore other = it.target;
    var verifier = new Verifier(it.passage(Pass.COPY), 1);
    assertThat(verifier.views(it.end(it.source), it.end(other), ALL, CHUNK).verdict())
        .isEqualTo(Verdict.EQUAL);

    other.rows(LOG).remove(0);

    assertThat(verifier.views(it.end(it.source), it.end(other), ALL, CHUNK).verdict())
        .isEqualTo(Verdict.DIFFERENT);
  }

  @Test
  void distrustsChunksThatLeaveAGap() {
    Fingerprint some = new Fingerprint(1, 1, 1, "e");
    var pairs =
        List.of(
            pair(new Chunk(USERS, 0, Optional.empty(), Optional.of(List.of("10"))), some),
            pair(new Chunk(USERS, 1, Optional.of(List.of("20")), Optional.empty()), some));

    var comparison = new Comparison(USERS, pairs, Comparison.Counts.NONE);

    assertThat(comparison.result().verdict()).isEqualTo(Verdict.NOT_VERIFIED);
    assertThat(comparison.gaps()).hasSize(1);
  }

  private static ChunkPair pair(Chunk chunk, Fingerprint fingerprint) {
    return new ChunkPair(chunk, Optional.of(fingerprint), Optional.of(fingerprint), "");
  }
}
