package io.plimsoll.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.common.ObjectName;
import io.plimsoll.common.ShardId;
import io.plimsoll.plan.Plan.SchemaMode;
import io.plimsoll.plan.Plan.ShardPlan;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanReaderTest {

  @Test
  void readsTheSidekickSample() {
    Plan plan = new PlanReader(Samples.CLOCK).read(Path.of("migrations/sidekick/plan.yaml"));

    assertThat(plan.name()).isEqualTo("sidekick");
    assertThat(plan.metadata().labels()).containsEntry("team", "storage").hasSize(1);
    assertThat(plan.spec().change().ticket()).isEqualTo("OPS-1042");
    assertThat(plan.spec().shards())
        .hasSize(4)
        .startsWith(new ShardPlan(new ShardId("s00"), "old", "new"))
        .endsWith(new ShardPlan(new ShardId("s03"), "old", "new"));
    assertThat(plan.spec().objects().include()).containsExactly(ObjectPattern.parse("public.*"));
    assertThat(plan.spec().objects().expected()).isEmpty();
    assertThat(plan.spec().schema()).isEqualTo(SchemaMode.MIRROR);
    assertThat(plan.spec().snapshot())
        .isEqualTo(new Plan.SnapshotPolicy("vault", 2, Duration.ofHours(24)));
    assertThat(plan.spec().dryRun().scratch()).isEqualTo("scratch");
    assertThat(plan.spec().canary().shards()).containsExactly(new ShardId("s00"));
    assertThat(plan.spec().canary().soak()).isEqualTo(Duration.ofSeconds(1));
    assertThat(plan.spec().capture().live()).isTrue();
    assertThat(plan.spec().capture().outage()).isEmpty();
    assertThat(plan.spec().capture().acceptLoss()).isEmpty();
    assertThat(plan.spec().soak().every()).isEqualTo(Duration.ofSeconds(1));
    assertThat(plan.spec().gates().before(StageName.CUT_OVER)).isEqualTo(GateRule.AUTOMATIC);
    assertThat(plan.digest())
        .isEqualTo(new PlanReader(Samples.CLOCK).read("x", plan.text()).digest());
  }

  @Test
  void readsTheChinookSampleWithTheTwoDefaultsThatExist() {
    Plan plan = new PlanReader(Samples.CLOCK).read(Path.of("migrations/chinook/plan.yaml"));

    assertThat(plan.spec().shards())
        .containsExactly(new ShardPlan(new ShardId("chinook"), "old", "new"));
    assertThat(plan.spec().canary().shards()).isEmpty();
    assertThat(plan.spec().objects().expected()).contains(11);
    assertThat(plan.spec().cutOver().budget()).isEqualTo(Duration.ofSeconds(2));
    assertThat(plan.spec().cutOver().attempts()).isEqualTo(5);
    assertThat(plan.spec().dryRun().restoreWithin()).contains(Duration.ofMinutes(30));
  }

  @Test
  void readsExclusionsAcceptancesAndTheWaiver() {
    Plan plan =
        Samples.read(
            Samples.with(
                    "objects: {include: [\"public.*\"]}",
                    """
                    objects:
                        include: ["public.*", 'app."Weird.Name"']
                        exclude: [{object: public.tmp_import, reason: scratch, until: 2026-11-23}]
                        accept: [{object: view public.active_users, reason: recreated}]
                        expected: 6""")
                .replace("outage: 2h", "outage: 2h, acceptLossOnRollback: can be imported again")
                .replace("finalize: automatic", "finalize: hold"));

    assertThat(plan.spec().objects().include().get(1).matches(new ObjectName("app", "Weird.Name")))
        .isTrue();
    assertThat(plan.spec().objects().exclude().get(0).until()).contains(LocalDate.of(2026, 11, 23));
    assertThat(plan.spec().objects().accept().get(0).object())
        .isEqualTo("view public.active_users");
    assertThat(plan.spec().objects().expected()).contains(6);
    assertThat(plan.spec().capture().acceptLoss()).contains("can be imported again");
    assertThat(plan.spec().gates().before(StageName.FINALIZE)).isEqualTo(GateRule.HOLD);
  }

  @Test
  void refusesAnExclusionOnTheDayAfterItsLast() {
    String exclusion =
        "objects: {include: [\"public.*\"], exclude: [{object: public.t, reason: x, until: %s}]}";
    String old = "objects: {include: [\"public.*\"]}";

    assertThat(Samples.messages(Samples.with(old, exclusion.formatted("2026-11-22"))))
        .singleElement()
        .asString()
        .contains("spec.objects.exclude[0].until", "2026-11-22", "has passed", "2026-11-23");
    assertThat(Samples.messages(Samples.with(old, exclusion.formatted("2026-02-30"))))
        .singleElement()
        .asString()
        .contains("a day of the calendar");
    assertThat(Samples.messages(Samples.with(old, exclusion.formatted("2026-11-23")))).isEmpty();
  }

  @Test
  void readsFilesAsOtherSystemsSaveThem() {
    String sample = Samples.sidekick();

    assertThat(Samples.read("\uFEFF" + sample.replace("\n", "\r\n")).spec())
        .isEqualTo(Samples.read(sample).spec());
  }

  @Test
  void namesAFileThatCannotBeRead(@TempDir Path folder) throws Exception {
    var reader = new PlanReader(Samples.CLOCK);
    Path latin = folder.resolve("latin.yaml");
    Files.write(latin, "name: é".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> reader.read(folder.resolve("absent.yaml")))
        .isInstanceOf(InvalidFileException.class)
        .hasMessageContainingAll("absent.yaml", "no such file");
    assertThatThrownBy(() -> reader.read(folder)).hasMessageContaining("found a directory");
    assertThatThrownBy(() -> reader.read(latin)).hasMessageContaining("UTF-8");
  }

  @Test
  void allowsNoSoakButNoOtherLengthOfZero() {
    assertThat(Samples.messages(Samples.with("soak: {duration: 2s,", "soak: {duration: 0s,")))
        .isEmpty();
    assertThat(Samples.messages(Samples.with("soak: 1s", "soak: 0s"))).isEmpty();
    for (String zero : new String[] {"maxAge: 24h", "outage: 2h", "budget: 2s", "every: 1s"}) {
      String key = zero.substring(0, zero.indexOf(':'));
      assertThat(Samples.messages(Samples.with(zero, key + ": 0s")))
          .singleElement()
          .asString()
          .contains("." + key + ": found '0s', expected a duration longer than zero");
    }
  }

  @Test
  void refusesToSoakLessOftenThanOnce() {
    assertThat(Samples.messages(Samples.with("every: 1s", "every: 3s")))
        .singleElement()
        .asString()
        .contains("spec.soak.every: found '3s', expected at most soak.duration, which is 2s");
  }

  @Test
  void makesTheCanaryFitTheShardsAndItsGate() {
    assertThat(Samples.messages(Samples.with("shards: [s00]", "shards: [s0O]")))
        .singleElement()
        .asString()
        .contains("spec.canary.shards[0]: found 's0O'", "did you mean 's00'?");
    assertThat(Samples.messages(Samples.with("shards: [s00]", "shards: [s00, s00]")))
        .singleElement()
        .asString()
        .contains("'s00' a second time");
    assertThat(Samples.messages(Samples.with("shards: [s00]", "shards: [s00, s01, s02, s03]")))
        .singleElement()
        .asString()
        .contains("found every shard");
    assertThat(Samples.messages(Samples.with("canary: {shards: [s00], soak: 1s}", "canary: none")))
        .singleElement()
        .asString()
        .contains("spec.gates.canary", "canary: none");
  }

  @Test
  void refusesShardsTwiceAndOntoThemselves() {
    assertThat(Samples.messages(Samples.with("s{00..03}", "s{00..03}, s02")))
        .singleElement()
        .asString()
        .contains("spec.shards.names: found 's02' a second time");
    assertThat(Samples.messages(Samples.with("target: new", "target: old")))
        .singleElement()
        .asString()
        .contains("F33", "spec.shards.target", "the source itself");
    assertThat(Samples.messages(Samples.with("s{00..03}", "s{0..99999999}")).get(0))
        .contains("at most 10000 shards");
    assertThat(Samples.messages(Samples.with("s{00..03}", "s{0 0..3}")).get(0))
        .contains("numbers on both sides of '..'");
  }
}
