package io.plimsoll.report;

import static io.plimsoll.report.Scenarios.divergedAndRolledBack;
import static io.plimsoll.report.Scenarios.finalized;
import static io.plimsoll.report.Scenarios.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportFilesTest {
  @TempDir Path dir;

  @Test
  void writesBothFilesAndLeavesNothingElse() throws Exception {
    ReportFiles.Paths paths = ReportFiles.write(finalized(plan(2)).report(), dir.resolve("a/b"));

    assertThat(paths.json()).content().contains("\"verdict\" : \"EQUAL\"");
    assertThat(paths.html()).content().startsWith("<!DOCTYPE html>");
    try (var files = Files.list(dir.resolve("a/b"))) {
      assertThat(files).containsExactlyInAnyOrder(paths.json(), paths.html());
    }
  }

  @Test
  void writesTheSameBytesForTheSameRun() throws Exception {
    var one = ReportFiles.write(finalized(plan(2)).report(), dir.resolve("one"));
    var two = ReportFiles.write(finalized(plan(2)).report(), dir.resolve("two"));

    assertThat(one.json()).hasSameBinaryContentAs(two.json());
    assertThat(one.html()).hasSameBinaryContentAs(two.html());
  }

  @Test
  void replacesAnOlderReport() {
    ReportFiles.write(finalized(plan(2)).report(), dir);
    var paths = ReportFiles.write(divergedAndRolledBack(plan(2)).report(), dir);

    assertThat(paths.json()).content().contains("\"verdict\" : \"DIFFERENT\"");
  }

  @Test
  void saysWhereItCouldNotWrite() throws Exception {
    Path file = Files.writeString(dir.resolve("taken"), "");

    assertThatThrownBy(() -> ReportFiles.write(finalized(plan(1)).report(), file))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void summarisesTheRunForMachines() {
    Report report = divergedAndRolledBack(plan(2)).report();
    JsonNode json =
        JsonMapper.builder().build().readTree(RunSummary.of(report, Path.of("report.html")).json());

    assertThat(json.get("run").stringValue()).isEqualTo("sidekick-k3f9ax");
    assertThat(json.get("state").stringValue()).isEqualTo("ROLLED_BACK");
    assertThat(json.get("verdict").stringValue()).isEqualTo("DIFFERENT");
    assertThat(json.get("rolledBack").booleanValue()).isTrue();
    assertThat(json.get("report").stringValue()).isEqualTo("report.html");
    JsonNode users = json.get("objects").get(4);
    assertThat(users.get("shard").stringValue()).isEqualTo("s00");
    assertThat(users.get("object").stringValue()).isEqualTo("public.users");
    assertThat(users.get("sourceRows").longValue()).isEqualTo(301);
    assertThat(users.get("targetRows").longValue()).isEqualTo(301);
    assertThat(users.get("rowsDiffering").longValue()).isEqualTo(1);
  }

  @Test
  void saysNullForRowsThatWereNotMeasured() {
    JsonNode json =
        JsonMapper.builder()
            .build()
            .readTree(RunSummary.of(Scenarios.refused(plan(1)).report(), Path.of("r.html")).json());

    assertThat(json.get("objects").get(0).get("targetRows").isNull()).isTrue();
    assertThat(json.get("recordsLost").longValue()).as("nothing was touched").isZero();
  }
}
