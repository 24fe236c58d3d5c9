package io.plimsoll.sidekick;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Compares what shards hold with what the seed says every account must hold, record by record and
 * field by field. Only reads; each shard is read at one moment. Believes nothing but the seed, and
 * the phones' ledger where one is given.
 */
public final class SidekickAudit {
  /** Values are printed alike whatever the server's, database's or role's own settings are. */
  private static final String SETTINGS =
      """
      SET LOCAL TimeZone = 'UTC';
      SET LOCAL DateStyle = 'ISO, YMD';
      SET LOCAL extra_float_digits = 1;
      SET LOCAL bytea_output = 'hex';
      SET LOCAL statement_timeout = 0;
      SET LOCAL idle_in_transaction_session_timeout = 0;
      """;

  private final SidekickProgress progress;

  public SidekickAudit(SidekickProgress progress) {
    this.progress = progress;
  }

  /**
   * Audits every shard. Memory does not grow with the number of records, but with those in the
   * ledger.
   *
   * @throws SidekickException when a shard cannot be read to the end: then nothing is known about
   *     it
   */
  public AuditResult audit(AuditRequest request) {
    LedgerBook book = request.ledger().map(LedgerBook::read).orElseGet(LedgerBook::new);
    var tasks = new ArrayList<Callable<List<Tally>>>();
    for (String shard : request.sample().shards()) {
      tasks.add(() -> auditShard(request, shard, book));
    }
    List<Tally> tallies =
        ShardTasks.run(request.threads(), tasks).stream().flatMap(List::stream).toList();
    return Tally.sum(
        request,
        tallies,
        request
            .ledger()
            .map(file -> new AuditResult.Written(book.acknowledged(), book.unanswered())));
  }

  private List<Tally> auditShard(AuditRequest request, String shard, LedgerBook book) {
    Database database = request.shards().get(shard);
    try (Connection connection = database.open()) {
      connection.setReadOnly(true);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setAutoCommit(false);
      try (var statement = connection.createStatement()) {
        statement.execute(SETTINGS);
      }
      var tallies = new ArrayList<Tally>();
      for (Table table : Table.values()) {
        try (var stored = new StoredRows(connection, table)) {
          var tally = new Tally(request, shard, table);
          var touched = new TouchedAudit(book, shard, table, tally);
          tallies.add(new TableAudit(request.sample(), touched, tally, progress).compare(stored));
        }
      }
      connection.rollback();
      return tallies;
    } catch (SQLException e) {
      throw new SidekickException(
          "shard %s (%s): could not be audited: %s".formatted(shard, database, e.getMessage()), e);
    }
  }
}
