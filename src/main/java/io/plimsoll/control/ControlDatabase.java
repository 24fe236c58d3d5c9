package io.plimsoll.control;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.plimsoll.audit.Actor;
import io.plimsoll.audit.AuditLog;
import io.plimsoll.audit.Checkpoint;
import io.plimsoll.audit.SigningKeys;
import io.plimsoll.common.Guards;
import io.plimsoll.common.Secret;
import io.plimsoll.gate.Approvals;
import io.plimsoll.gate.EvidenceBook;
import io.plimsoll.gate.GateListener;
import io.plimsoll.gate.Parties;
import io.plimsoll.people.People;
import io.plimsoll.run.Journal;
import io.plimsoll.run.RequestKeys;
import io.plimsoll.run.RunTokens;
import io.plimsoll.run.Runs;
import io.plimsoll.run.Shards;
import io.plimsoll.transfer.ChunkLedger;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import org.jdbi.v3.core.Jdbi;

/**
 * The control database of one home directory: an H2 file that several processes may have open at
 * once. It keeps what the program must not forget and decides nothing.
 */
public final class ControlDatabase implements AutoCloseable {
  private static final String USER = "plimsoll";
  private static final int CONNECTIONS = 8;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);

  private final HikariDataSource pool;
  private final Transactions transactions;
  private final Clock clock;
  private final String controlId;
  private final ControlFiles files;
  private final JdbiAuditLog audit;

  private ControlDatabase(HikariDataSource pool, ControlFiles files, Clock clock) {
    this.pool = pool;
    this.files = files;
    this.clock = clock;
    transactions =
        new Transactions(Jdbi.create(pool).installPlugin(new Instants()), files.databaseFile());
    controlId =
        transactions.read(
            handle -> handle.createQuery("select id from control").mapTo(String.class).one());
    audit = new JdbiAuditLog(transactions, clock, Checkpoint.originOf(controlId), files);
  }

  /**
   * Opens the database under the home directory and creates or upgrades it as needed.
   *
   * @param home {@code PLIMSOLL_HOME}; created when absent
   * @throws ControlException naming the file and the remedy when that is not possible
   */
  public static ControlDatabase open(Path home, Clock clock) {
    // Read once by H2, when its classes load: other machines must not reach the database.
    System.setProperty("h2.bindAddress", "127.0.0.1");
    var files = new ControlFiles(home);
    try {
      return files.alone(() -> openAlone(files, clock));
    } catch (RuntimeException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ControlException.Unavailable(
          files.databaseFile(), "opening it was interrupted", "try again", e);
    } catch (IOException e) {
      throw new ControlException.Unavailable(
          files.databaseFile(),
          e.toString(),
          "make the directory writable for the user that runs Plimsoll",
          e);
    } catch (Exception e) {
      throw H2Errors.explain(files.databaseFile(), e);
    }
  }

  private static ControlDatabase openAlone(ControlFiles files, Clock clock) throws Exception {
    Secret password = files.password();
    String url = url(files.database());
    // A single plain connection first: its errors are the engine's own, not the pool's time-outs.
    try (Connection connection = DriverManager.getConnection(url, USER, password.reveal())) {
      String problem = ControlSchema.update(connection);
      if (problem != null) {
        throw new ControlException.Unreadable(
            files.databaseFile(),
            problem,
            "use the program that wrote it, or another PLIMSOLL_HOME",
            null);
      }
      return pooled(url, password, files, clock);
    }
  }

  private static ControlDatabase pooled(
      String url, Secret password, ControlFiles files, Clock clock) throws IOException {
    var config = new HikariConfig();
    config.setPoolName("control");
    config.setJdbcUrl(url);
    config.setUsername(USER);
    config.setPassword(password.reveal());
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(CONNECT_TIMEOUT.toMillis());
    var pool = new HikariDataSource(config);
    try {
      var database = new ControlDatabase(pool, files, clock);
      database.startLog();
      return database;
    } catch (IOException | RuntimeException e) {
      pool.close();
      throw e;
    }
  }

  /** A log that has begun names its key itself; a file that is missing then is not made anew. */
  private void startLog() throws IOException {
    if (!audit.started()) {
      audit.start(new AuditKeys(files).first(Checkpoint.originOf(controlId)), localProcess());
    }
  }

  /** Who asks where nobody has logged in. */
  public static Actor localProcess() {
    return Actor.localProcess(System.getProperty("user.name"), nodeName());
  }

  /**
   * WRITE_DELAY=0: a commit is in the file when it returns; with H2's default a killed process
   * loses acknowledged commits. AUTO_SERVER: the first process serves the others, and when it ends
   * another takes over.
   */
  private static String url(Path database) {
    if (database.toString().indexOf(';') >= 0) {
      throw new ControlException.Unreadable(
          database, "the path holds a ';'", "choose another PLIMSOLL_HOME", null);
    }
    return "jdbc:h2:file:" + database + ";WRITE_DELAY=0;AUTO_SERVER=TRUE;LOCK_TIMEOUT=10000";
  }

  /** Names this control database; random, made with it, and never changed. */
  public String controlId() {
    return controlId;
  }

  /**
   * A name for this process in leases. A lease whose holder was on this machine and is gone need
   * not run out before another may take the run.
   */
  public static String nodeName() {
    return ProcessName.own().toString();
  }

  /**
   * @param lease how long a node may be silent before another may take its run
   */
  public Runs runs(Duration lease) {
    return runs(lease, ControlDatabase::localProcess);
  }

  public Runs runs(Duration lease, Guards guards, Supplier<Actor> asking) {
    return runs(new Leases(clock, lease, guards), asking);
  }

  /**
   * @param asking who the audit log is to name for what is asked for at this moment
   */
  public Runs runs(Duration lease, Supplier<Actor> asking) {
    return runs(new Leases(clock, lease, Guards.all()), asking);
  }

  private Runs runs(Leases leases, Supplier<Actor> asking) {
    return new JdbiRuns(transactions, clock, leases, audit, RunEvents.of(asking, nodeName()));
  }

  public AuditLog audit() {
    return audit;
  }

  public SigningKeys auditKeys() {
    return new AuditKeys(files);
  }

  public RunTokens tokens() {
    return new JdbiRunTokens(transactions);
  }

  public Journal journal() {
    return new JdbiJournal(transactions, clock);
  }

  public Shards shards() {
    return new JdbiShards(transactions, clock);
  }

  public ChunkLedger ledger() {
    return new JdbiChunkLedger(transactions, clock);
  }

  public EvidenceBook evidence() {
    return new JdbiEvidenceBook(transactions);
  }

  /** What keeps accounts and credentials. */
  public People.Ports people() {
    return new People.Ports(
        new JdbiAccounts(transactions),
        new JdbiApiTokens(transactions),
        new JdbiSessions(transactions),
        new JdbiOneTimes(transactions),
        new JdbiLoginAttempts(transactions));
  }

  public Approvals approvals() {
    return approvals(ControlDatabase::localProcess);
  }

  /**
   * @param asking as above
   */
  public Approvals approvals(Supplier<Actor> asking) {
    var moves = new RunMoves(audit, RunEvents.ofQuorums(asking, nodeName()));
    return new JdbiApprovals(transactions, clock, moves, audit);
  }

  /** Hears of decisions that do not count, and records them. */
  public GateListener gateRefusals() {
    return new GateRefusals(audit);
  }

  public Parties parties() {
    return new JdbiParties(transactions, clock);
  }

  /** What repeated requests were answered. */
  public RequestKeys requestKeys() {
    return new JdbiRequestKeys(transactions, clock);
  }

  @Override
  public void close() {
    pool.close();
  }
}
