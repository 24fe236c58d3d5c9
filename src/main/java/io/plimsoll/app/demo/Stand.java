package io.plimsoll.app.demo;

import io.plimsoll.plan.Configuration;
import io.plimsoll.plan.ConfigurationReader;
import io.plimsoll.sidekick.Database;
import io.plimsoll.sidekick.Directory;
import io.plimsoll.sidekick.LoadRequest;
import io.plimsoll.sidekick.PhonesRequest;
import io.plimsoll.sidekick.SidekickLoader;
import io.plimsoll.sidekick.SidekickProgress;
import io.plimsoll.sidekick.SidekickSample;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What one act plays on: fresh databases on the old and the new array, filled with the sample, and
 * the directory through which its clients find them.
 */
final class Stand {
  private static final long SEED = 2009;
  private static final int ACCOUNTS = 2_000;
  private static final String ROUTE = "sidekick";
  private static final double WRITES_PER_SECOND = 200;

  /** The others' records are compared, too, and stay as they were loaded. */
  private static final int PHONES = 1_000;

  private final int act;
  private final DemoServer old;
  private final DemoServer fresh;
  private final Path home;
  private final SidekickSample sample = SidekickSample.of(SEED, ACCOUNTS);

  Stand(int act, DemoServer old, DemoServer fresh, Path home) {
    this.act = act;
    this.old = old;
    this.fresh = fresh;
    this.home = home;
  }

  SidekickSample sample() {
    return sample;
  }

  /** Creates and fills everything; returns the number of records. */
  long prepare() {
    Map<String, Database> shards = new HashMap<>();
    for (String shard : sample.shards()) {
      old.create(database("old", shard));
      fresh.create(database("new", shard));
      shards.put(shard, login(old, database("old", shard)));
    }
    fresh.create(database("directory", ""));
    var request = LoadRequest.of(sample, shards).publishedTo(directory(), "old");
    return new SidekickLoader(SidekickProgress.NONE).load(request).records();
  }

  private String database(String role, String shard) {
    return "act%d_%s%s".formatted(act, role, shard.isEmpty() ? "" : "_" + shard);
  }

  /** What the service's clients look their shard up in. */
  Directory directory() {
    return new Directory(login(fresh, database("directory", "")), ROUTE);
  }

  /** The login every client uses; only the address changes. */
  Database clients() {
    return login(old, database("old", sample.shards().get(0)));
  }

  private static Database login(DemoServer server, String database) {
    return new Database(server.url(database), server.user(), () -> "");
  }

  /** Phones of half of the accounts. */
  PhonesRequest phones() {
    var all =
        PhonesRequest.of(
            sample, new PhonesRequest.Route(directory(), clients()), ledger(), WRITES_PER_SECOND);
    var load = all.load();
    return all.with(
        new PhonesRequest.Load(PHONES, load.writesPerSecond(), load.threads(), load.duration()));
  }

  /** What was acknowledged to phones, outside of all databases. */
  Path ledger() {
    return home.resolve("acknowledged");
  }

  /**
   * Changes one value on the target as a fault would: behind the fence, as the table's owner; of an
   * account without a phone, so that nobody writes over it.
   *
   * @return what was changed, for people
   */
  String corrupt(String shard) {
    fresh.execute(
        database("new", shard),
        "alter table contacts disable trigger all",
        """
        update contacts set name = name || '?'
        where id = (select min(id) from contacts where account_id > %d)
        """
            .formatted(PHONES),
        "alter table contacts enable trigger all",
        """
        do $$ declare t record; begin
          for t in select tgname from pg_trigger
            where tgrelid = 'contacts'::regclass and tgname like 'plimsoll%'
          loop
            execute format('alter table contacts enable always trigger %I', t.tgname);
          end loop; end $$
        """);
    return "one contact's name on new/" + shard;
  }

  Configuration configuration() {
    String text =
        """
        control: {home: "%s"}
        stores:
          old:
            type: postgresql
            url: %s
            user: %s
            domain: {site: san-jose, array: old-array, host: old-host, account: storage}
          new:
            type: postgresql
            url: %s
            user: %s
            domain: {site: san-jose, array: new-array, host: new-host, account: storage}
          scratch: {type: postgresql, url: "%s", user: %s}
          directory: {type: postgresql, url: "%s", user: %s}
          vault:
            type: files
            path: "%s"
            domain: {site: reno, array: vault-array, host: vault-host, account: backup}
        routes:
          %s: {type: table, store: directory}
        """
            .formatted(
                home,
                old.url(database("old", "{shard}")),
                old.user(),
                fresh.url(database("new", "{shard}")),
                fresh.user(),
                fresh.url("postgres"),
                fresh.user(),
                fresh.url(database("directory", "")),
                fresh.user(),
                home.resolve("vault"),
                ROUTE);
    return new ConfigurationReader(Map.of(), home, home)
        .read("the demo's configuration", text, home, Map.of())
        .configuration();
  }
}
