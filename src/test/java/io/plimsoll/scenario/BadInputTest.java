package io.plimsoll.scenario;

import static io.plimsoll.scenario.Scenario.content;
import static io.plimsoll.scenario.Scenario.fresh;
import static io.plimsoll.scenario.Scenario.leftovers;
import static io.plimsoll.scenario.Scenario.old;
import static io.plimsoll.scenario.Scenario.writable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.plimsoll.cli.ExitCode;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Hold;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunState;
import io.plimsoll.scenario.Scenario.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What people get wrong: each a clear finding, and nothing has changed. */
class BadInputTest {
  private static void refused(Scenario scenario, String... reasons) {
    List<String> source = content(old(), scenario.source("s00"));
    List<String> target = content(fresh(), scenario.target("s00"));
    Result result = scenario.run();
    assertThat(result.run().state()).as(result.text()).isEqualTo(RunState.PREFLIGHT);
    assertThat(result.run().hold().map(Hold::reason)).contains(Hold.Reason.REFUSED);
    assertThat(result.text()).contains("nothing was changed").contains(reasons);
    assertThat(ExitCode.of(result.run(), false).number()).isEqualTo(2);
    assertThat(content(old(), scenario.source("s00"))).isEqualTo(source);
    assertThat(content(fresh(), scenario.target("s00"))).isEqualTo(target);
    assertUntouched(scenario);
  }

  private static void assertUntouched(Scenario scenario) {
    assertThat(writable(old(), scenario.source("s00"), "users")).isTrue();
    assertThat(leftovers(old(), scenario.source("s00"))).isEmpty();
    assertThat(leftovers(fresh(), scenario.target("s00"))).isEmpty();
  }

  /** The role the source is opened as. */
  private static Scenario as(Scenario scenario, String role, String more) {
    String address = scenario.source("s00").replace("s00", "{shard}");
    return scenario.config(
        "/%s\n    user: postgres".formatted(address),
        "/%s\n    user: %s%s".formatted(address, role, more));
  }

  @Test
  void refusesAWrongPassword() throws IOException {
    String role = "asks_for_password";
    try (var scenario = new Scenario(1)) {
      old().execute("postgres", "create role asks_for_password login password 'right'");
      Path hba = Path.of(old().query("postgres", "show hba_file").get(0));
      String trusting = Files.readString(hba);
      Files.writeString(
          hba, "host all %s 127.0.0.1/32 scram-sha-256\n%s".formatted(role, trusting));
      try {
        old().execute("postgres", "select pg_reload_conf()");
        Path secret = Files.writeString(scenario.home().resolve("secret"), "wr0ng-passw0rd");
        as(scenario, role, "\n    password: {file: %s}".formatted(secret));
        Result result = waitForRefusal(scenario);
        assertThat(result.text())
            .contains("s00 source old", role, "password")
            .doesNotContain("wr0ng-passw0rd");
        assertThat(ExitCode.of(result.run(), false).number()).isEqualTo(2);
        assertUntouched(scenario);
      } finally {
        Files.writeString(hba, trusting);
        old().execute("postgres", "select pg_reload_conf()", "drop role asks_for_password");
      }
    }
  }

  private static Result waitForRefusal(Scenario scenario) {
    Result result = scenario.run();
    assertThat(result.run().state()).as(result.text()).isEqualTo(RunState.PREFLIGHT);
    assertThat(result.run().hold().map(Hold::reason)).contains(Hold.Reason.REFUSED);
    return result;
  }

  @Test
  void refusesAHostThatCannotBeReached() {
    try (var scenario = new Scenario(1)) {
      scenario.config(
          "127.0.0.1:%d/%s".formatted(fresh().port(), scenario.target("s00").replace("s00", "")),
          "127.0.0.1:1/" + scenario.target("s00").replace("s00", ""));
      refused(scenario, "s00 target new", "127.0.0.1:1", "check address");
    }
  }

  @Test
  void refusesAReadOnlyTarget() {
    try (var scenario = new Scenario(1)) {
      fresh()
          .execute(
              "postgres",
              "alter database \"%s\" set default_transaction_read_only = on"
                  .formatted(scenario.target("s00")));
      refused(scenario, "s00 target", "default_transaction_read_only is on");
    }
  }

  @Test
  void refusesARoleThatMayNotAndPrintsTheGrants() {
    try (var scenario = new Scenario(1)) {
      old().execute("postgres", "create role poor login");
      try {
        as(scenario, "poor", "");
        refused(
            scenario,
            "s00 source public.users: role poor may not read the table",
            "grant select on table public.users to poor");
      } finally {
        old().execute("postgres", "drop role poor");
      }
    }
  }

  @Test
  void refusesATargetThatIsNotEmpty() {
    try (var scenario = new Scenario(1)) {
      fresh().execute(scenario.target("s00"), "create table invoices (id int primary key)");
      refused(scenario, "F33 s00 target new/s00: is not empty: table public.invoices");
    }
  }

  @Test
  void refusesAVaultTooSmallAndSurvivesOneThatFillsUp() throws Exception {
    try (var scenario = new Scenario(1)) {
      Path disk = Files.createDirectories(scenario.vault());
      assumeTrue(
          run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString()),
          "skipped: no tmpfs can be mounted here");
      try {
        Path ballast = disk.resolve("ballast");
        Files.write(ballast, new byte[4_150_000]);
        refused(scenario, "F05 vault vault: has 0 MB free");
        Files.delete(ballast);
        fillsUp(scenario, ballast);
      } finally {
        assertThat(run("umount", disk.toString())).isTrue();
      }
    }
  }

  private static void fillsUp(Scenario scenario, Path ballast) throws IOException {
    List<String> before = content(old(), scenario.source("s00"));
    Result waiting = scenario.run(StageName.SNAPSHOT);
    assertThat(waiting.run().state()).as(waiting.text()).isEqualTo(RunState.SNAPSHOT);
    Files.write(ballast, new byte[4_190_000]);
    Result held = scenario.resume(waiting);
    assertThat(held.run().state()).as(held.text()).isEqualTo(RunState.SNAPSHOT);
    assertThat(held.text()).contains("vault");
    var orchestrator = held.workplace().orchestrator();
    orchestrator.requestRollback(held.run().id(), Run.Request.ABORT);
    Result back = scenario.drive(held.workplace(), held.run().id());
    assertThat(back.run().state()).as(back.text()).isEqualTo(RunState.ROLLED_BACK);
    assertThat(content(old(), scenario.source("s00"))).isEqualTo(before);
    assertUntouched(scenario);
  }

  private static boolean run(String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
