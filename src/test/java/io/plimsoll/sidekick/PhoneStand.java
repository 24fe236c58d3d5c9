package io.plimsoll.sidekick;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.testing.Await;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Shards with the sample, a route to them, and a ledger, for tests of phones. */
final class PhoneStand {
  private static final String[] TABLES = {"accounts", "contacts", "events", "todos"};

  /** Ends with the JVM: a server of its own for each test would take longer than the test. */
  private static ShardServer shared;

  final ShardServer server = server();
  final SidekickSample sample;
  final long seed;
  final Path ledger;
  final Database directory;
  Map<String, Database> shards;

  PhoneStand(SidekickSample sample, long seed, Path folder) {
    System.out.println("phones: seed " + seed);
    this.sample = sample;
    this.seed = seed;
    this.ledger = folder.resolve("phones.ledger");
    this.directory = server.empty();
    this.shards = server.empty(sample);
    new SidekickLoader(SidekickProgress.NONE)
        .load(LoadRequest.of(sample, shards).publishedTo(route(), "old"));
  }

  Directory route() {
    return new Directory(directory, "sidekick");
  }

  PhonesRequest request(double rate, int phones, Set<PhoneGuard> guards) {
    var route = new PhonesRequest.Route(route(), directory);
    return PhonesRequest.of(sample, route, ledger, rate)
        .with(new PhonesRequest.Load(phones, rate, 4, Optional.empty()))
        .with(new PhonesRequest.Terms(seed, guards, Clock.systemUTC()));
  }

  static Set<PhoneGuard> without(PhoneGuard guard) {
    return EnumSet.complementOf(EnumSet.of(guard));
  }

  AuditResult audit() {
    return new SidekickAudit(SidekickProgress.NONE)
        .audit(AuditRequest.through(sample, route(), directory).withLedger(ledger));
  }

  AuditResult audit(Map<String, Database> others) {
    return new SidekickAudit(SidekickProgress.NONE)
        .audit(AuditRequest.of(sample, others).withLedger(ledger));
  }

  void requireClean() {
    AuditResult result = audit();
    assertThat(result.clean()).as("seed %d: %s", seed, result.sample()).isTrue();
  }

  /** Refuses writes as a fence does. */
  void fence(String shard) {
    Database database = shards.get(shard);
    ShardServer.change(
        database,
        """
        CREATE OR REPLACE FUNCTION fence() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          RAISE EXCEPTION USING errcode = '55000',
            message = 'PLIMSOLL: storage is being cut over, retry';
        END $$
        """);
    for (String table : TABLES) {
      ShardServer.change(
          database,
          "CREATE TRIGGER fence BEFORE INSERT OR UPDATE OR DELETE ON %s EXECUTE FUNCTION fence()"
              .formatted(table));
    }
  }

  static void unfence(Database database) {
    ShardServer.change(database, "DROP FUNCTION fence() CASCADE");
  }

  /** The shard as it is now, in another database; clients are kept out of the old one for good. */
  Database copy(String shard) {
    Database old = shards.get(shard);
    ShardServer.change(directory, "ALTER DATABASE %s ALLOW_CONNECTIONS false".formatted(name(old)));
    disconnect(old);
    Await.until(
        "nobody is connected any more",
        () ->
            ShardServer.select(
                    directory,
                    "SELECT pid FROM pg_stat_activity WHERE datname = '%s'".formatted(name(old)))
                .isEmpty());
    return server.copyOf(Map.of(shard, old)).get(shard);
  }

  void disconnect(Database database) {
    ShardServer.select(
        directory,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'"
            .formatted(name(database)));
  }

  void send(String shard, Database to) {
    ShardServer.change(
        directory,
        "UPDATE plimsoll_route SET url = '%s', version = version + 1 WHERE shard = '%s'"
            .formatted(to.url(), shard));
    shards = new LinkedHashMap<>(shards);
    shards.put(shard, to);
  }

  static String name(Database database) {
    return database.url().replaceAll(".*/([^?]+).*", "$1");
  }

  private static synchronized ShardServer server() {
    if (shared == null) {
      shared = new ShardServer();
    }
    return shared;
  }
}
