package io.plimsoll.sidekick;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.testing.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class PhonesTest {
  private final long seed = Long.getLong("phones.seed", ThreadLocalRandom.current().nextInt());

  @TempDir Path folder;
  private PhoneStand stand;

  @BeforeEach
  void load() {
    stand = new PhoneStand(new SidekickSample(5, 60, List.of("s00", "s01")), seed, folder);
  }

  private Phones start(double rate, int phones) {
    return Phones.start(stand.request(rate, phones, PhoneGuard.all()));
  }

  private static void writes(Phones phones, long more) {
    long before = phones.now().acknowledged();
    Await.until(
        "phones write", () -> phones.now().acknowledged() >= before + more || phones.ended());
  }

  @Test
  void leavesEveryAcknowledgedWriteBehindOnce() {
    Phones phones = start(500, 100);
    writes(phones, 400);
    phones.batteryOut(0.5);
    writes(phones, 400);

    PhonesResult result = phones.stop();

    assertThat(result.troubles()).isEmpty();
    assertThat(result.takenOver().refills()).isGreaterThan(60);
    assertThat(result.acknowledged()).isGreaterThanOrEqualTo(800);
    stand.requireClean();
    assertThat(stand.audit().records().written().orElseThrow())
        .isEqualTo(new AuditResult.Written(result.acknowledged(), 0));
  }

  @Test
  void goesOnThroughACutOverAndKilledConnections() {
    var random = new Random(seed);
    Phones phones = start(500, 60);
    for (int kill = 0; kill < 10; kill++) {
      writes(phones, 1 + random.nextInt(40));
      stand.disconnect(stand.shards.get("s0" + random.nextInt(2)));
    }
    Database old = stand.shards.get("s00");
    stand.fence("s00");
    long retries = phones.now().writes().retries();
    Await.until("phones try again", () -> phones.now().writes().retries() > retries + 5);
    Database fresh = stand.copy("s00");
    PhoneStand.unfence(fresh);
    stand.send("s00", fresh);
    writes(phones, 300);

    PhonesResult result = phones.stop();

    assertThat(result.longestBlocks().get("s00")).isPositive();
    assertThat(old.url()).isNotEqualTo(fresh.url());
    stand.requireClean();
    assertThat(result.takenOver().alarms()).isZero();
  }

  @Test
  void writesOnceWhenTheReplyOfACommitIsLost() throws Exception {
    Database real = stand.shards.get("s00");
    int port = Integer.parseInt(real.url().replaceAll(".*:([0-9]+)/.*", "$1"));
    try (var proxy = new LosingProxy(port, seed)) {
      stand.send("s00", real.at(real.url().replace(":" + port, ":" + proxy.port())));
      Phones phones = start(300, 60);
      Await.until("replies are lost", () -> proxy.lost() >= 60 || phones.ended());
      stand.send("s00", real);
      writes(phones, 100);

      PhonesResult result = phones.stop();

      assertThat(result.writes().retries()).isGreaterThanOrEqualTo(60);
      stand.requireClean();
      assertThat(stand.audit().records().written().orElseThrow().unanswered()).isZero();
    }
  }

  @Test
  void measuresABlockFromTheFirstRefusedWriteToTheFirstAcceptedOne() {
    Phones phones = start(300, 60);
    writes(phones, 150);
    Duration before = phones.now().longestBlocks().get("s00");
    stand.fence("s00");
    Await.until(
        "the block lasts",
        () -> phones.now().longestBlocks().get("s00").compareTo(before.plusMillis(400)) > 0);
    PhoneStand.unfence(stand.shards.get("s00"));
    writes(phones, 100);

    PhonesResult result = phones.stop();

    assertThat(result.longestBlock()).isGreaterThan(Duration.ofMillis(400));
    stand.requireClean();
  }

  @Test
  void mergesWhatSeveralPhonesOfAnAccountEdit() {
    Phones phones = start(500, 240);
    writes(phones, 1_500);

    PhonesResult result = phones.stop();

    assertThat(result.scores()).isNotEmpty();
    stand.requireClean();
  }

  @Test
  void continuesALedgerThatACrashCutOff() throws Exception {
    Phones first = start(300, 60);
    writes(first, 100);
    long acknowledged = first.stop().acknowledged();
    Files.writeString(stand.ledger, "INTENT\t999999\t12345\ts00\tcont", StandardOpenOption.APPEND);

    Phones second = start(300, 60);
    writes(second, 100);
    acknowledged += second.stop().acknowledged();

    assertThat(stand.audit().records().written().orElseThrow().acknowledged())
        .isEqualTo(acknowledged);
    stand.requireClean();
  }

  @Test
  void endsByItselfWhenTheDurationIsOver() {
    PhonesRequest request = stand.request(200, 60, PhoneGuard.all());
    var load = new PhonesRequest.Load(60, 200, 2, Optional.of(Duration.ofMillis(300)));
    Phones phones = Phones.start(request.with(load));

    Await.until("the phones end", phones::ended);

    assertThat(phones.stop().acknowledged()).isPositive();
    stand.requireClean();
  }

  @Test
  void refusesLoadsThatCannotBeMeant() {
    assertThatThrownBy(() -> stand.request(0, 1, PhoneGuard.all()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("writes per second");
    assertThatThrownBy(() -> stand.request(1, 0, PhoneGuard.all())).hasMessageContaining("phones");
  }
}
