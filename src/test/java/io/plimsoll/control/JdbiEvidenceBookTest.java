package io.plimsoll.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.RunId;
import io.plimsoll.common.ShardId;
import io.plimsoll.gate.Evidence;
import io.plimsoll.gate.Evidence.Status;
import io.plimsoll.gate.EvidenceBook;
import io.plimsoll.plan.StageName;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdbiEvidenceBookTest {
  private static final RunId RUN = new RunId("run-1");
  private static final Optional<ShardId> SHARD = Optional.of(new ShardId("s01"));

  @TempDir Path home;
  private ControlDatabase database;
  private EvidenceBook book;

  @BeforeEach
  void open() {
    database = ControlDatabase.open(home, Clock.systemUTC());
    database.runs(Duration.ofSeconds(30)).create(RUN, "plan");
    book = database.evidence();
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void countsTheNewestOfAName() {
    Evidence failed = evidence("restore-proof", SHARD, Status.FAIL, "{\"rows\":1}");
    Evidence passed = evidence("restore-proof", SHARD, Status.PASS, "{\"rows\":2}");
    book.record(RUN, failed);
    book.record(RUN, passed);

    assertThat(book.current(RUN)).containsExactly(passed);
    assertThat(book.find(RUN, StageName.DRY_RUN, SHARD, "restore-proof")).contains(passed);
  }

  @Test
  void countsTheNewestEvenWhenItIsWorse() {
    book.record(RUN, evidence("restore-proof", SHARD, Status.PASS, "{}"));
    Evidence worse = evidence("restore-proof", SHARD, Status.UNVERIFIED, "{}");
    book.record(RUN, worse);

    assertThat(book.current(RUN)).containsExactly(worse);
  }

  @Test
  void keepsNamesShardsAndRunsApartInTheirFirstOrder() {
    Evidence whole = evidence("catalogue", Optional.empty(), Status.PASS, "{}");
    Evidence shard = evidence("catalogue", SHARD, Status.WAIVED, "{}");
    Evidence newerWhole = evidence("catalogue", Optional.empty(), Status.FAIL, "{}");
    book.record(RUN, whole);
    book.record(RUN, shard);
    book.record(RUN, newerWhole);
    RunId other = new RunId("run-2");
    database.runs(Duration.ofSeconds(30)).create(other, "plan");

    assertThat(book.current(RUN)).containsExactly(newerWhole, shard);
    assertThat(book.current(other)).isEmpty();
  }

  @Test
  void keepsALongMeasurement() {
    Evidence big =
        evidence("differences", SHARD, Status.FAIL, "{\"x\":\"" + "é".repeat(2_000_000) + "\"}");
    book.record(RUN, big);

    assertThat(book.current(RUN)).containsExactly(big);
  }

  private static Evidence evidence(
      String name, Optional<ShardId> shard, Status status, String json) {
    return new Evidence(
        StageName.DRY_RUN,
        shard,
        name,
        status,
        "RestoreProof",
        Instant.parse("2026-11-23T12:00:00.123456Z"),
        json);
  }
}
