package io.plimsoll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.common.CrashPoints;
import io.plimsoll.common.Digest;
import io.plimsoll.common.Epoch;
import io.plimsoll.common.Guards;
import io.plimsoll.common.ObjectName;
import io.plimsoll.common.Retry;
import io.plimsoll.common.RunId;
import io.plimsoll.common.Secret;
import io.plimsoll.common.ShardId;
import io.plimsoll.plan.Configuration.PostgresConfig;
import io.plimsoll.plan.FailureDomain;
import io.plimsoll.store.Authority;
import io.plimsoll.store.Side;
import io.plimsoll.store.files.DirectoryVault;
import io.plimsoll.store.postgres.PostgresStore;
import io.plimsoll.testing.MemoryLedger;
import io.plimsoll.testing.Postgres;
import io.plimsoll.testing.VaultFiles;
import io.plimsoll.transfer.ChunkLedger;
import io.plimsoll.transfer.Pass;
import io.plimsoll.transfer.Passage;
import io.plimsoll.transfer.SnapshotRequest;
import io.plimsoll.transfer.Snapshotter;
import io.plimsoll.transfer.TransferListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A real snapshot in a real vault, restored into real databases. */
class SnapshotCommandsTest extends CliTestCase {
  private static final String SET = "sidekick/sidekick-1/s00";
  private static final ObjectName USERS = new ObjectName("public", "users");

  private final Postgres server = Postgres.one();
  private final String old = server.database("cli_old");
  private final String spare = server.database("cli_spare");

  @BeforeEach
  void snapshot() throws IOException {
    String site =
        """
        stores:
          old: {type: postgresql, url: "%s", user: postgres}
          spare: {type: postgresql, url: "%s", user: postgres}
          vault: {type: files, path: vault, domain: {site: reno}}
        """
            .formatted(server.url(old), server.url(spare));
    Files.writeString(folder.resolve("site.yaml"), site);
    server.execute(
        old,
        "create table users (id bigserial primary key, name text not null, mail text unique)",
        "insert into users (name, mail) select 'n' || i, 'm' || i from generate_series(1, 500) i");
    take();
  }

  private void take() {
    var config =
        new PostgresConfig(
            "old", server.url(old), "postgres", Optional.empty(), FailureDomain.UNKNOWN, "");
    var around =
        new Passage.Surroundings(
            TransferListener.NONE,
            CrashPoints.NONE,
            it.clock,
            Guards.all(),
            new Retry(1, Duration.ZERO, Duration.ZERO));
    var scope = new ChunkLedger.Scope(new RunId("sidekick-1"), Pass.SNAPSHOT, new ShardId("s00"));
    var passage = new Passage(new MemoryLedger(), scope, new Epoch(1), 2, around);
    try (var source = PostgresStore.open(config, new ShardId("s00"));
        var vault = vault();
        var view = source.openView(List.of(USERS), 42)) {
      var request =
          new SnapshotRequest(
              SET,
              new SnapshotRequest.PlanRef("sidekick", Digest.ofText("plan")),
              List.of(USERS),
              Set.of(),
              42,
              8_000);
      assertThat(
              new Snapshotter(passage, vault).take(source, view, request, () -> false).manifest())
          .isPresent();
    }
  }

  private DirectoryVault vault() {
    return new DirectoryVault("vault", folder.resolve("vault"), it.clock, Guards.all());
  }

  private CommandLineFixture.Seen restore(String store, String... more) {
    var args = new ArrayList<Object>();
    args.addAll(List.of("snapshot", "restore", SET, "--vault", "vault", "--to", store));
    args.addAll(List.of(more));
    return it.run(args.toArray());
  }

  private List<String> content(String database) {
    return server.query(database, "select * from users order by id");
  }

  @Test
  void listShowsWhatIsInTheVaultAndWhetherItIsProven() {
    assertThat(it.run("snapshot", "list").out())
        .containsPattern("vault +" + SET + " +s00 +2026-.* UTC +500 +[0-9.]+ kB +not proven");
    try (var vault = vault()) {
      vault.prove(SET, "{}");
    }
    var sets = json(it.run("snapshot", "list", "--output", "json").out());
    assertThat(sets.get(0).get("proven").asBoolean()).isTrue();
    assertThat(sets.get(0).get("rows").asLong()).isEqualTo(500);
  }

  @Test
  void listRefusesAVaultThatThereIsNot() {
    var seen = it.run("snapshot", "list", "--vault", "attic");

    assertThat(seen.code()).isEqualTo(2);
    assertThat(seen.err()).contains("'attic'").contains("vault");
  }

  @Test
  void listSaysWhichSetCannotBeRead() throws IOException {
    VaultFiles.unlock(folder.resolve("vault"));
    try (var files = Files.walk(folder.resolve("vault"))) {
      Path manifest = files.filter(f -> f.endsWith("manifest.json")).findFirst().orElseThrow();
      Files.writeString(manifest, Files.readString(manifest).replace("500", "501"));
    }

    var seen = it.run("snapshot", "list");

    assertThat(seen.code()).isEqualTo(1);
    assertThat(seen.err()).contains(SET);
  }

  @Test
  void restoresIntoAnEmptyDatabaseAndOpensItWhenEqual() {
    var seen = restore("spare", "--output", "json");

    assertThat(seen.err()).contains("restore: 500 rows in").contains("500 rows, all equal");
    assertThat(seen.code()).isZero();
    assertThat(json(seen.out()).get("verdict").asString()).isEqualTo("equal");
    assertThat(content(spare)).isEqualTo(content(old));
    server.execute(spare, "insert into users (name, mail) values ('new', 'new')");
    assertThat(server.query(spare, "select max(id) > 500 from users")).containsExactly("t");
    assertThat(server.query(spare, "select count(*) from pg_namespace where nspname = 'plimsoll'"))
        .containsExactly("0");
  }

  @Test
  void refusesADatabaseThatIsNotEmpty() {
    server.execute(spare, "create table precious (id int)", "insert into precious values (1)");

    var seen = restore("spare");

    assertThat(seen.code()).isEqualTo(2);
    assertThat(seen.err()).contains("table public.precious").contains("empty database");
    assertThat(server.query(spare, "select id from precious")).containsExactly("1");
    assertThat(server.query(spare, "select count(*) from pg_namespace where nspname = 'plimsoll'"))
        .containsExactly("0");
  }

  @Test
  void takesAwayWhatADamagedSnapshotLeft() throws IOException {
    VaultFiles.unlock(folder.resolve("vault"));
    try (var files = Files.walk(folder.resolve("vault"))) {
      Path last =
          files
              .filter(f -> f.toString().endsWith(".zst"))
              .sorted()
              .reduce((a, b) -> b)
              .orElseThrow();
      byte[] bytes = Files.readAllBytes(last);
      bytes[bytes.length / 2] ^= 1;
      Files.write(last, bytes);
    }

    var seen = restore("spare");

    assertThat(seen.code()).isEqualTo(1);
    assertThat(seen.err()).contains(".zst");
    assertThat(server.query(spare, "select count(*) from pg_tables where tablename = 'users'"))
        .containsExactly("0");
    assertThat(server.query(spare, "select count(*) from pg_namespace where nspname = 'plimsoll'"))
        .containsExactly("0");
  }

  @Test
  void restoresHomeOnceTheLossHasHappened() {
    server.execute(old, "drop table users");

    assertThat(restore("old").code()).isZero();
    assertThat(server.query(old, "select count(*) from users")).containsExactly("500");
  }

  @Test
  @Tag("F42")
  void refusesADatabaseThatAnotherRunHolds() {
    var config =
        new PostgresConfig(
            "spare", server.url(spare), "postgres", Optional.empty(), FailureDomain.UNKNOWN, "");
    try (var store = PostgresStore.open(config, new ShardId("s00"))) {
      var other =
          new Authority(
              new RunId("other-1"),
              "elsewhere",
              "node-9",
              new Epoch(1),
              new Secret("t", () -> "t"));
      store
          .fence()
          .claim(other, new ShardId("s00"), Side.Role.TARGET, List.of(), Duration.ofSeconds(5));
    }

    var seen = restore("spare");

    assertThat(seen.code()).isEqualTo(2);
    assertThat(seen.err()).contains("F42").contains("other-1").contains("elsewhere");
  }

  @Test
  void saysThatASetIsNotThere() {
    var seen = it.run("snapshot", "restore", "a/b/c", "--vault", "vault", "--to", "spare");

    assertThat(seen.code()).isEqualTo(1);
    assertThat(seen.err()).contains("a/b/c");
  }
}
