package io.plimsoll.store.postgres;

import io.plimsoll.common.Finding;
import io.plimsoll.common.ObjectName;
import io.plimsoll.plan.Configuration.PostgresConfig;
import io.plimsoll.store.Identity;
import io.plimsoll.store.Practice;
import io.plimsoll.store.Scratch;
import io.plimsoll.store.Store;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.jdbc.Literals;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Databases on a server that the run may create and throw away. It marks each as its own, and drops
 * none that has neither the mark nor the prefix: a crash can come between creating and marking.
 */
public final class PostgresScratch implements Scratch {
  static final String PREFIX = "plimsoll_";
  private static final String MARK = "plimsoll scratch: created by a run, which drops it";
  private static final int LONGEST_NAME = 63;
  private static final Pattern URL =
      Pattern.compile("(?<server>jdbc:postgresql://[^/?]+/)(?<database>[^?]*)(?<rest>.*)");

  private final PostgresConfig config;
  private final PostgresConnections server;

  private PostgresScratch(PostgresConfig config, PostgresConnections server) {
    this.config = config;
    this.server = server;
  }

  /** The configured database is where the statements are sent; it is never changed itself. */
  public static PostgresScratch open(PostgresConfig config) {
    return new PostgresScratch(
        config, new PostgresConnections(config.name(), config, config.url()));
  }

  @Override
  public List<Finding> privileges() {
    return CatalogueSession.read(
        config.name(),
        server::borrow,
        session ->
            session.list(
                """
                select case when pg_is_in_recovery() then 'is a standby and takes no writes'
                            else format('role %I may not create databases', current_user)
                       end as message,
                       case when pg_is_in_recovery() then 'name a primary in the configuration'
                            else format('alter role %I createdb', current_user) end as remedy
                  from pg_roles r
                 where r.rolname = current_user
                   and (pg_is_in_recovery() or not r.rolcreatedb and not r.rolsuper)
                """,
                row ->
                    Finding.blocking(
                        "missing-privilege",
                        "scratch " + config.name(),
                        row.getString("message"),
                        row.getString("remedy"))));
  }

  @Override
  public List<Finding> capturable() {
    return CatalogueSession.read(
        config.name(),
        server::borrow,
        session ->
            new CapturableServer(session, List.of(), Duration.ZERO)
                .mayReplay("scratch " + config.name()));
  }

  @Override
  public List<Finding> environment() {
    return CatalogueSession.read(
        config.name(),
        server::borrow,
        session ->
            new PostgresEnvironment(session, config.name(), config.environment()).findings());
  }

  @Override
  public Identity identity() {
    return PostgresIdentity.read(server);
  }

  @Override
  public Store create(String database) {
    return create(database, "");
  }

  /** With the encoding and locale of the other store, so that it holds and sorts the same text. */
  @Override
  public Store create(String database, Store like) {
    if (!(like instanceof PostgresStore other)) {
      throw new IllegalStateException(like.name() + " is no PostgreSQL database");
    }
    PostgresSettings settings = other.settings();
    String locale =
        switch (settings.provider()) {
          case "i" -> " locale_provider icu icu_locale " + Literals.quote(settings.locale());
          case "b" ->
              " locale_provider builtin builtin_locale " + Literals.quote(settings.locale());
          default -> " locale_provider libc";
        };
    return create(
        database,
        " encoding %s lc_collate %s lc_ctype %s%s"
            .formatted(
                Literals.quote(settings.encoding()),
                Literals.quote(settings.collate()),
                Literals.quote(settings.ctype()),
                locale));
  }

  @Override
  public Practice practice(Store scratch) {
    if (!(scratch instanceof PostgresStore own)) {
      throw new IllegalStateException(scratch.name() + " is no scratch database of PostgreSQL");
    }
    return own.practice();
  }

  private Store create(String database, String options) {
    if (!database.startsWith(PREFIX) || database.length() > LONGEST_NAME) {
      throw new IllegalStateException(
          "a scratch database is called %s… and has at most %d characters: %s"
              .formatted(PREFIX, LONGEST_NAME, database));
    }
    drop(database);
    String name = ObjectName.quote(database);
    run(
        "creating the scratch database " + database,
        "create database " + name + " template template0" + options);
    run(
        "marking the scratch database " + database,
        "comment on database %s is %s".formatted(name, Literals.quote(MARK)));
    String url = urlOf(database);
    return new PostgresStore(new PostgresConnections(config.name() + "/" + database, config, url));
  }

  /**
   * Ends what is still connected to it.
   *
   * @throws StoreException when a database of that name is not ours
   */
  @Override
  public void drop(String database) {
    Optional<String> owner = comment(database);
    if (owner.isEmpty()) {
      return;
    }
    if (!database.startsWith(PREFIX) && !owner.get().equals(MARK)) {
      throw new StoreException(
          "%s: database %s was not created by a run and is not dropped"
              .formatted(config.name(), database),
          false,
          null);
    }
    run(
        "dropping the scratch database " + database,
        "drop database if exists " + ObjectName.quote(database) + " with (force)");
  }

  /** What is written on the database, empty text for nothing; empty when it is not there. */
  private Optional<String> comment(String database) {
    return CatalogueSession.read(
        config.name(),
        server::borrow,
        session ->
            session
                .list(
                    """
                    select coalesce(shobj_description(oid, 'pg_database'), '') from pg_database
                     where datname = ?
                    """,
                    row -> row.getString(1),
                    database)
                .stream()
                .findFirst());
  }

  /** Databases are created and dropped outside of transactions. */
  private void run(String doing, String sql) {
    try (Connection connection = server.borrow()) {
      connection.setAutoCommit(true);
      try (var statement = connection.createStatement()) {
        statement.execute(sql);
      } finally {
        connection.setAutoCommit(false);
      }
    } catch (SQLException e) {
      throw server.failure(doing, e);
    }
  }

  private String urlOf(String database) {
    Matcher url = URL.matcher(config.url());
    if (!url.matches()) {
      throw new IllegalStateException("no PostgreSQL URL: " + config.url());
    }
    return url.group("server") + database + url.group("rest");
  }

  @Override
  public void close() {
    server.close();
  }
}
