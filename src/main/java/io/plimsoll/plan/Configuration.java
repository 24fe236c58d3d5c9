package io.plimsoll.plan;

import io.plimsoll.common.Finding;
import io.plimsoll.common.Secret;
import io.plimsoll.common.ShardId;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The installation: stores, routes, the control database and the server, from file, environment and
 * flags.
 *
 * @param advisories those of every installation and its owner's
 */
public record Configuration(
    Map<String, StoreConfig> stores,
    Map<String, RouteConfig> routes,
    ControlConfig control,
    ServerConfig server,
    PeopleConfig people,
    List<Advisory> advisories) {

  /** How people log in beside their passwords. */
  public record PeopleConfig(Optional<OidcConfig> oidc) {}

  /**
   * An OpenID Connect provider.
   *
   * @param issuer exactly as it names itself
   * @param clientSecret empty for a public client
   */
  public record OidcConfig(String issuer, String clientId, Optional<Secret> clientSecret) {}

  /**
   * Where {@code serve} answers.
   *
   * @param port 0 for any that is free
   * @param url how browsers reach it, when that is another address: an origin in lower case
   */
  public record ServerConfig(String host, int port, Optional<URI> url) {
    /** Names that a machine has for itself, as they stand in addresses. */
    public static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    /** Whether only this machine reaches it. */
    public boolean onLoopback() {
      return LOOPBACK.contains(host) || host.equals("::1");
    }
  }

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

  /** Where clients learn their store. One subtype per {@code type:}. */
  public sealed interface RouteConfig {
    String name();

    <R> R match(Cases<R> cases);

    /** One case per type. */
    interface Cases<R> {
      R table(TableRouteConfig config);

      R pgbouncer(PgBouncerRouteConfig config);

      R http(HttpRouteConfig config);
    }
  }

  /**
   * One versioned row per shard in a table of a SQL store, read by clients.
   *
   * @param store name of the PostgreSQL store that holds the table
   */
  public record TableRouteConfig(String name, String store) implements RouteConfig {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.table(this);
    }
  }

  /**
   * Clients connect to PgBouncer, and an entry of its file says where it takes them.
   *
   * @param url of its admin console, never with a password in it
   * @param user who may command it there
   */
  public record PgBouncerRouteConfig(
      String name, String url, String user, Optional<Secret> password, Entries entries)
      implements RouteConfig {
    /**
     * @param file the one that holds them
     * @param database their name, perhaps with {@code {shard}}
     */
    public record Entries(Path file, String database) {}

    public String databaseFor(ShardId shard) {
      return entries.database().replace("{shard}", shard.value());
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.pgbouncer(this);
    }
  }

  /**
   * A service that keeps one resource per shard.
   *
   * @param url of a shard's resource, perhaps with {@code {shard}}
   * @param timeout for one answer, longer than zero
   * @param pause whether it can let clients wait
   */
  public record HttpRouteConfig(
      String name, String url, Optional<Secret> token, Duration timeout, boolean pause)
      implements RouteConfig {
    public URI urlFor(ShardId shard) {
      return URI.create(url.replace("{shard}", shard.value()));
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.http(this);
    }
  }

  /**
   * @param home the directory of the embedded control database
   * @param shardTasks how many shards are worked on at once, at least 1
   * @param streams how many chunk streams one shard uses, at least 1
   */
  public record ControlConfig(Path home, int shardTasks, int streams, AuditConfig audit) {
    /** Where checkpoints lie in any case, beside what they are to prove. */
    public Path ownCheckpoints() {
      return home.resolve("audit");
    }

    /** Empty when something outside this installation keeps the audit log's checkpoints. */
    public Optional<Finding> checkpointsAtHomeOnly() {
      boolean elsewhere =
          audit.webhook().isPresent() || audit.path().filter(p -> !p.startsWith(home)).isPresent();
      return elsewhere
          ? Optional.empty()
          : Optional.of(
              Finding.warning(
                  "checkpoints-at-home",
                  "audit log",
                  "its checkpoints lie in %s only, in the same failure domain as the log: whoever may write there can replace both"
                      .formatted(ownCheckpoints()),
                  "name storage of another machine in control.audit.path, or a control.audit.webhook"));
    }
  }

  /**
   * Where checkpoints of the audit log are given to, beside the home directory.
   *
   * @param path a directory on storage of another machine; it must be there
   */
  public record AuditConfig(Optional<Path> path, Optional<WebhookConfig> webhook) {
    public static final AuditConfig NONE = new AuditConfig(Optional.empty(), Optional.empty());
  }

  /** A service that is sent texts. */
  public record WebhookConfig(URI url, Optional<Secret> token) {}
}
