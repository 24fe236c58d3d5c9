package io.plimsoll.store.postgres;

import io.plimsoll.common.Digest;
import io.plimsoll.common.Finding;
import io.plimsoll.common.ObjectName;
import io.plimsoll.common.ShardId;
import io.plimsoll.plan.Configuration.PostgresConfig;
import io.plimsoll.store.Activity;
import io.plimsoll.store.Authority;
import io.plimsoll.store.Catalogue;
import io.plimsoll.store.ChangeFeed;
import io.plimsoll.store.ConsistentView;
import io.plimsoll.store.Fence;
import io.plimsoll.store.Identity;
import io.plimsoll.store.Replay;
import io.plimsoll.store.SchemaStep;
import io.plimsoll.store.SequenceState;
import io.plimsoll.store.SequenceWatch;
import io.plimsoll.store.Side;
import io.plimsoll.store.Store;
import io.plimsoll.store.StoreWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** One PostgreSQL database as a store: puts its parts together and decides nothing. */
public final class PostgresStore implements Store {
  private final PostgresConnections connections;
  private final ChangeFeed changes;
  private final Optional<PostgresConfig> configured;

  /** A database of a run's own; the connections become the store's own. */
  PostgresStore(PostgresConnections connections) {
    this(connections, Optional.empty());
  }

  private PostgresStore(PostgresConnections connections, Optional<PostgresConfig> configured) {
    this.connections = connections;
    this.configured = configured;
    this.changes = new PostgresChanges(connections, this::tables);
  }

  /** Opens one shard's database; nothing is connected before the first question. */
  public static PostgresStore open(PostgresConfig config, ShardId shard) {
    return new PostgresStore(new PostgresConnections(config, shard), Optional.of(config));
  }

  @Override
  public String name() {
    return connections.store();
  }

  @Override
  public Identity identity() {
    return PostgresIdentity.read(connections);
  }

  @Override
  public List<Finding> environment() {
    return configured
        .map(
            config ->
                read(
                    session ->
                        new PostgresEnvironment(session, config.name(), config.environment())
                            .findings()))
        .orElse(List.of());
  }

  @Override
  public boolean reaches(Path path, Instant modified) {
    return read(session -> new ServerFiles(session).reaches(path, modified));
  }

  @Override
  public Catalogue catalogue() {
    return read(session -> new PostgresCatalogue(session).read());
  }

  @Override
  public Digest schemaDigest(List<ObjectName> objects) {
    return SchemaFacts.digest(facts(objects));
  }

  @Override
  public List<Finding> privileges(Side.Role role, List<ObjectName> objects) {
    return read(session -> new PostgresPrivileges(session, objects).lacking(role));
  }

  @Override
  public List<Finding> capturable(Side.Role role, List<ObjectName> objects, Duration budget) {
    return read(
        session -> {
          var findings = new ArrayList<>(new CapturableTables(session, objects).findings());
          findings.addAll(new CapturableServer(session, objects, budget).findings(role));
          return findings;
        });
  }

  @Override
  public List<SchemaStep> mirror(List<ObjectName> objects) {
    return read(session -> new PostgresMirror(session, objects).steps());
  }

  /** Reads this store as the source. The subject of a finding is as a plan would accept it. */
  @Override
  public List<Finding> compareSchema(Store other, List<ObjectName> objects) {
    if (!(other instanceof PostgresStore target)) {
      throw new IllegalStateException(
          "%s can only be compared with another PostgreSQL database, not with %s"
              .formatted(name(), other.name()));
    }
    var findings = new ArrayList<>(settings().compare(target.settings(), name(), target.name()));
    findings.addAll(
        new SchemaComparison(name(), facts(objects), target.name(), target.facts(objects))
            .findings());
    return findings;
  }

  @Override
  public Activity activity() {
    return read(
        session ->
            session.one(
                """
                select xact_commit + xact_rollback as transactions, clock_timestamp() as at
                  from pg_stat_database where datname = current_database()
                """,
                row ->
                    new Activity(
                        row.getLong("transactions"),
                        row.getObject("at", OffsetDateTime.class).toInstant())));
  }

  @Override
  public String ask(String sql) {
    return read(
        session ->
            session.list(sql, row -> String.valueOf(row.getString(1))).stream()
                .findFirst()
                .orElse(""));
  }

  @Override
  public List<Finding> headroom(List<ObjectName> objects) {
    return read(
        session -> {
          var findings = new ArrayList<>(new PostgresHeadroom(session, objects).findings());
          new LockHeadroom(session, objects).finding().ifPresent(findings::add);
          return findings;
        });
  }

  @Override
  public List<Finding> unsupported(List<ObjectName> objects) {
    return connections.inTransaction(
        "judging the columns' types", session -> BinaryForm.unsupported(session, objects));
  }

  @Override
  public List<SequenceState> sequences(List<ObjectName> objects) {
    return read(
        session ->
            new PostgresSequences(session, ObjectIds.withPartitions(session, objects)).states());
  }

  @Override
  public SequenceWatch watchSequences(List<ObjectName> objects) {
    return read(
        session ->
            WatchedSequences.of(session, ObjectIds.withPartitions(session, objects), this::read));
  }

  @Override
  public ConsistentView openView(List<ObjectName> objects, long seed) {
    return new PostgresView(connections, tables()::table, objects, seed);
  }

  @Override
  public Fence fence() {
    return new PostgresFence(name(), connections::borrow, List.of(OwnSchema.ddl()));
  }

  @Override
  public ChangeFeed changes() {
    return changes;
  }

  @Override
  public Replay replay(
      Authority authority, ChangeFeed.Purpose purpose, List<ObjectName> objects, long seed) {
    var tables = objects.stream().map(tables()::table).toList();
    return new PostgresReplay(connections, authority, purpose, tables, seed);
  }

  @Override
  public StoreWriter writer(Authority authority) {
    return new PostgresWriter(connections, authority);
  }

  /** Writes as a client; only for databases of a run's own. */
  PostgresPractice practice() {
    return new PostgresPractice(connections);
  }

  @Override
  public void close() {
    connections.close();
  }

  /** How the database spells and sorts text. */
  PostgresSettings settings() {
    return read(PostgresSettings::read);
  }

  private List<SchemaFact> facts(List<ObjectName> objects) {
    return read(session -> new SchemaFacts(session, objects).read());
  }

  /** The tables alone: what else the owner has takes much longer to list. */
  private Catalogue tables() {
    return read(session -> new Catalogue(new CatalogueTables(session).read(), List.of()));
  }

  private <T> T read(Function<CatalogueSession, T> work) {
    return CatalogueSession.read(name(), connections::borrow, work);
  }
}
