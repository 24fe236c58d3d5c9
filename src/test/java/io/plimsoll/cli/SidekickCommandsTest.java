package io.plimsoll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.testing.Postgres;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SidekickCommandsTest extends CliTestCase {
  private final Postgres server = Postgres.one();
  private final String prefix = server.database("sk");

  @BeforeEach
  void configure() throws IOException {
    for (String shard : new String[] {"s00", "s01"}) {
      server.execute("postgres", "create database " + prefix + "_" + shard);
    }
    String site =
        """
        stores:
          old: {type: postgresql, url: "%s_{shard}", user: postgres}
          directory: {type: postgresql, url: "%s", user: postgres}
        routes:
          sidekick: {type: table, store: directory}
        """
            .formatted(server.url(prefix), server.url(prefix));
    Files.writeString(folder.resolve("site.yaml"), site);
  }

  private CommandLineFixture.Seen sidekick(String command, Object... more) {
    var args = new ArrayList<Object>();
    args.addAll(List.of("sidekick", command, "--accounts", "60", "--shards", "2"));
    args.addAll(List.of(more));
    return it.run(args.toArray());
  }

  @Test
  void loadsAndFindsEverythingAgain() {
    var loaded = sidekick("load", "--store", "old", "--route", "sidekick");

    assertThat(loaded.code()).isZero();
    assertThat(loaded.out()).containsPattern("s00 +accounts +[0-9]+").contains("s01");
    var audit = sidekick("audit", "--store", "old", "--route", "sidekick");
    assertThat(audit.code()).isZero();
    assertThat(audit.out()).contains("lost 0 · altered 0 · duplicated 0");
    assertThat(server.query(prefix, "select distinct destination from plimsoll_route"))
        .containsExactly("old");
  }

  @Test
  void countsWhatWasLost() {
    sidekick("load", "--store", "old");
    server.execute(
        prefix + "_s01", "delete from contacts where ctid = (select min(ctid) from contacts)");

    var seen = sidekick("audit", "--store", "old", "--output", "json");

    assertThat(seen.code()).isEqualTo(1);
    assertThat(json(seen.out()).get("totals").get(0).get("kind").asString()).isEqualTo("LOST");
    assertThat(sidekick("audit", "--store", "old").out()).contains("lost 1 ").contains("lost: s01");
  }

  @Test
  void takesAnAddressInsteadOfAStore() {
    String url = server.url(prefix) + "_{shard}";

    assertThat(sidekick("load", "--url", url, "--user", "postgres").code()).isZero();
    assertThat(sidekick("audit", "--url", url, "--user", "postgres").code()).isZero();
  }

  @Test
  void refusesDatabasesThatAreFullAndReplacesWhenTold() {
    sidekick("load", "--store", "old");

    var again = sidekick("load", "--store", "old");

    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err()).contains("already").contains("nothing was changed");
    assertThat(sidekick("load", "--store", "old", "--replace").code()).isZero();
  }

  @Test
  void refusesWhatCannotBeMeant() {
    assertThat(sidekick("load").code()).isEqualTo(2);
    assertThat(sidekick("load", "--store", "nowhere").err()).contains("'nowhere'").contains("old");
    assertThat(sidekick("load", "--store", "old", "--route", "none").code()).isEqualTo(2);
    var shared = sidekick("load", "--url", server.url(prefix), "--user", "postgres");
    assertThat(shared.code()).isEqualTo(2);
    assertThat(shared.err()).contains("{shard}");
    var secret =
        sidekick(
            "load",
            "--url",
            server.url(prefix) + "_{shard}",
            "--user",
            "postgres",
            "--password-env",
            "NOT_SET");
    assertThat(secret.code()).isEqualTo(2);
    assertThat(secret.err()).contains("NOT_SET");
    assertThat(it.run("sidekick", "load", "--store", "old", "--shards", "0").code()).isEqualTo(2);
  }

  @Test
  void phonesWriteThroughTheRouteAndTheAuditKnows() {
    sidekick("load", "--store", "old", "--route", "sidekick");
    var ledger = folder.resolve("phones.ledger");

    var phones =
        sidekick(
            "phones",
            "--store",
            "old",
            "--route",
            "sidekick",
            "--rate",
            "200",
            "--for",
            "500ms",
            "--ledger",
            ledger);

    assertThat(phones.code()).as(phones.err()).isZero();
    assertThat(phones.out()).contains("acknowledged").contains("longest block");
    var audit = sidekick("audit", "--store", "old", "--route", "sidekick", "--ledger", ledger);
    assertThat(audit.code()).as(audit.out()).isZero();
    assertThat(audit.out()).containsPattern("[1-9][0-9]* writes acknowledged · never answered 0");
    assertThat(sidekick("audit", "--store", "old").code()).isEqualTo(1);
  }

  @Test
  void phonesRefuseWhatCannotBeMeant() {
    Object[] right = {
      "--store", "old", "--route", "sidekick", "--ledger", folder.resolve("x"), "--rate", "0"
    };
    assertThat(sidekick("phones", right).code()).isEqualTo(2);
    right[7] = "10";
    assertThat(sidekick("phones", with(right, "--phones", "0")).err()).contains("phones must be");
    assertThat(sidekick("phones", with(right, "--threads", "0")).code()).isEqualTo(2);
    assertThat(sidekick("phones", with(right, "--for", "soon")).err()).contains("30s");
    assertThat(sidekick("phones", with(right, "--for", "0s")).code()).isEqualTo(2);
    assertThat(sidekick("phones", "--store", "old", "--rate", "10").code()).isEqualTo(2);
    right[5] = folder.resolve("no/such/folder");
    assertThat(sidekick("phones", right).code()).isEqualTo(2);
  }

  private static Object[] with(Object[] arguments, Object... more) {
    var all = new ArrayList<Object>(List.of(arguments));
    all.addAll(List.of(more));
    return all.toArray();
  }
}
