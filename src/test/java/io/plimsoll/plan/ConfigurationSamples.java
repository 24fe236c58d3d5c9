package io.plimsoll.plan;

/** A configuration with one of everything. */
final class ConfigurationSamples {
  static final String FULL =
      """
      control: {shardTasks: 4}
      stores:
        old:
          type: postgresql
          url: jdbc:postgresql://old.example:5432/app_{shard}?sslmode=verify-full
          user: plimsoll
          password: {env: OLD_PASSWORD}
          domain: {site: fremont, array: hds-1, host: db1, account: ops}
          environment: production
        new:
          type: postgresql
          url: jdbc:postgresql://new.example:5432/app_{shard}
          user: plimsoll
          password: {file: secrets/new}
        scratch: {type: postgresql, url: "jdbc:postgresql://s.example/postgres", user: plimsoll}
        directory: {type: postgresql, url: "jdbc:postgresql://d.example/routes", user: plimsoll}
        vault: {type: files, path: vault, domain: {site: reno}, environment: production}
      routes:
        sidekick: {type: table, store: directory}
      """;

  /** Laid below {@link #FULL}: the other kinds of route. */
  static final String ROUTES =
      """
        pooled:
          type: pgbouncer
          url: jdbc:postgresql://pool.example:6432/pgbouncer
          user: plimsoll
          password: {env: POOL_PASSWORD}
          file: pool/databases.ini
          database: app_{shard}
        own: {type: http, url: "https://routes.example/{shard}", token: {env: OWN_TOKEN}, timeout: 3s, pause: true}
      """;

  private ConfigurationSamples() {}
}
