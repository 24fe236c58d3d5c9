package io.plimsoll.plan;

import io.plimsoll.common.Secret;
import io.plimsoll.common.ShardId;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The installation: stores, routes and the control database, from file, environment and flags. */
public record Configuration(
    Map<String, StoreConfig> stores, Map<String, RouteConfig> routes, ControlConfig control) {

  /** Where data lives. One subtype per {@code type:}. */
  public sealed interface StoreConfig {
    String name();

    FailureDomain domain();

    /** {@code production}, {@code staging} …, as declared; may be empty. */
    String environment();
  }

  /**
   * A PostgreSQL database, or one per shard when the URL holds {@code {shard}}.
   *
   * @param url {@code jdbc:postgresql://host:port/database?…}, never with a password in it
   */
  public record PostgresConfig(
      String name,
      String url,
      String user,
      Optional<Secret> password,
      FailureDomain domain,
      String environment)
      implements StoreConfig {

    /** The URL of one shard's database. */
    public String urlFor(ShardId shard) {
      return url.replace("{shard}", shard.value());
    }

    public boolean perShard() {
      return url.contains("{shard}");
    }
  }

  /** A directory; as a vault it holds snapshots. */
  public record FilesConfig(String name, Path path, FailureDomain domain, String environment)
      implements StoreConfig {}

  /**
   * Where clients learn their store: one versioned row per shard in a table of a SQL store.
   *
   * @param store name of the PostgreSQL store that holds the table
   */
  public record RouteConfig(String name, String store) {}

  /**
   * @param home the directory of the embedded control database
   * @param shardTasks how many shards are worked on at once, at least 1
   * @param streams how many chunk streams one shard uses, at least 1
   */
  public record ControlConfig(Path home, int shardTasks, int streams) {}
}
