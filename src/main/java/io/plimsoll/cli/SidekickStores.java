package io.plimsoll.cli;

import io.plimsoll.common.Secret;
import io.plimsoll.common.ShardId;
import io.plimsoll.plan.Configuration;
import io.plimsoll.plan.Configuration.PostgresConfig;
import io.plimsoll.plan.Configuration.RouteConfig;
import io.plimsoll.plan.Configuration.TableRouteConfig;
import io.plimsoll.sidekick.Database;
import io.plimsoll.sidekick.Directory;
import io.plimsoll.sidekick.SidekickSample;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Which sample, and on which databases: options that loading and auditing share. */
final class SidekickStores {
  private static final int MOST_SHARDS = 1_024;

  @Option(
      names = "--accounts",
      paramLabel = "N",
      defaultValue = "10000",
      description = "How many accounts (${DEFAULT-VALUE}).")
  int accounts;

  @Option(
      names = "--shards",
      paramLabel = "N",
      defaultValue = "4",
      description = "How many shards: s00, s01 … (${DEFAULT-VALUE}).")
  int shards;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "The same seed is the same content, byte for byte (${DEFAULT-VALUE}).")
  long seed;

  @ArgGroup(multiplicity = "1")
  Where where;

  static final class Where {
    @Option(
        names = "--store",
        paramLabel = "STORE",
        description = "A postgresql store of the configuration.")
    Optional<String> store = Optional.empty();

    @ArgGroup(exclusive = false)
    Address address;
  }

  static final class Address {
    @Option(
        names = "--url",
        paramLabel = "URL",
        required = true,
        description = "jdbc:postgresql://…, with {shard} where the shard's name goes.")
    String url;

    @Option(names = "--user", paramLabel = "NAME", required = true, description = "Who logs in.")
    String user;

    @Option(
        names = "--password-env",
        paramLabel = "VARIABLE",
        description = "The environment variable that holds the password; never the password.")
    Optional<String> variable = Optional.empty();
  }

  SidekickSample sample() {
    if (shards < 1 || shards > MOST_SHARDS) {
      throw new RefusalException("--shards is 1 to " + MOST_SHARDS + ", found " + shards);
    }
    if (accounts < 0) {
      throw new RefusalException("--accounts is not negative, found " + accounts);
    }
    List<String> names = IntStream.range(0, shards).mapToObj("s%02d"::formatted).toList();
    return new SidekickSample(seed, accounts, names);
  }

  Map<String, Database> databases(Bench bench, SidekickSample sample) {
    var databases = new LinkedHashMap<String, Database>();
    for (String shard : sample.shards()) {
      databases.put(shard, database(bench, new ShardId(shard)));
    }
    if (sample.shards().size() > 1
        && databases.values().stream().map(Database::url).distinct().count() == 1) {
      throw new RefusalException("all shards would share one database; write {shard} into the URL");
    }
    return databases;
  }

  private Database database(Bench bench, ShardId shard) {
    if (where.store.isPresent()) {
      PostgresConfig store = postgres(configuration(bench), where.store.get());
      return login(store).at(store.urlFor(shard));
    }
    Address at = where.address;
    return new Database(
        at.url.replace("{shard}", shard.value()),
        at.user,
        () -> at.variable.map(name -> password(bench, name)).orElse(null));
  }

  private static String password(Bench bench, String variable) {
    return Optional.ofNullable(bench.environment().get(variable))
        .orElseThrow(() -> new RefusalException("there is no environment variable " + variable));
  }

  /** The directory behind a route, and the name clients find there. */
  static Directory directory(Bench bench, String route) {
    Configuration configuration = configuration(bench);
    RouteConfig found = configuration.routes().get(route);
    if (found == null) {
      throw new RefusalException(
          "there is no route '%s'; there are: %s"
              .formatted(route, configuration.routes().keySet()));
    }
    if (!(found instanceof TableRouteConfig table)) {
      throw new RefusalException(
          "the route '%s' is no table, and the phones read tables only".formatted(route));
    }
    return new Directory(login(postgres(configuration, table.store())), route);
  }

  private static Configuration configuration(Bench bench) {
    return bench.desk().configuration(bench.options().chosen()).configuration();
  }

  private static Database login(PostgresConfig store) {
    return new Database(
        store.url(), store.user(), () -> store.password().map(Secret::reveal).orElse(null));
  }

  private static PostgresConfig postgres(Configuration configuration, String name) {
    if (configuration.stores().get(name) instanceof PostgresConfig postgres) {
      return postgres;
    }
    throw new RefusalException(
        "there is no postgresql store '%s'; the stores are: %s"
            .formatted(name, configuration.stores().keySet()));
  }
}
