package io.plimsoll.cli;

import io.plimsoll.audit.AuditLog;
import io.plimsoll.audit.CheckpointFolder;
import io.plimsoll.audit.Checkpoints;
import io.plimsoll.audit.SigningKeys;
import io.plimsoll.common.RunId;
import io.plimsoll.common.Secret;
import io.plimsoll.engine.Orchestrator;
import io.plimsoll.people.Caller;
import io.plimsoll.people.People;
import io.plimsoll.plan.Configuration;
import io.plimsoll.plan.EffectiveConfiguration;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.PlanReader;
import io.plimsoll.report.Report;
import io.plimsoll.run.Run;
import io.plimsoll.store.Stores;
import io.plimsoll.transfer.Passage;
import io.plimsoll.transfer.TransferListener;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where commands get what they work with; wired by {@code app}. Opening is the first effect. */
public interface Desk {

  /** Reads plan files; connects nowhere. */
  PlanReader plans();

  /**
   * Reads the configuration; connects nowhere and reads no secret.
   *
   * @throws io.plimsoll.plan.InvalidFileException with everything that is wrong
   */
  EffectiveConfiguration configuration(Chosen chosen);

  /**
   * Opens the control database and an orchestrator over it.
   *
   * @throws io.plimsoll.plan.InvalidFileException when the configuration is wrong
   */
  Session open(Chosen chosen);

  /**
   * Starts the server: it answers, and drives runs by itself.
   *
   * @throws io.plimsoll.plan.InvalidFileException when the configuration is wrong
   */
  Service serve(Chosen chosen);

  /** A server at work, until it is closed. */
  interface Service extends AutoCloseable {
    /** Where it answers. */
    URI address();

    /** A one-time code to make the first administrator with; empty when there is one. */
    Optional<Secret> firstAdministrator();

    /** Takes up no more work and lets what is under way stop at its next safe point. */
    void stop();

    @Override
    void close();
  }

  /** Where this user of the machine keeps a log-in; need not exist yet. */
  Path userState();

  /**
   * What the flags say about the configuration.
   *
   * @param file as {@code --config} names it
   * @param flags dotted path to value, as {@code --set} gives them
   */
  record Chosen(Optional<Path> file, Map<String, String> flags) {}

  /** One command's hold on the installation. */
  interface Session extends AutoCloseable {
    Configuration configuration();

    Orchestrator orchestrator();

    /** The plan a run was submitted with. */
    Plan planOf(Run run);

    /** The report as of now; empty when there is no such run. */
    Optional<Report> report(RunId run);

    /** The folder a run's two report files belong in; need not exist yet. */
    Path reportFolder(RunId run);

    Stores stores();

    Workshop workshop();

    /** Who may do what. */
    People people();

    /** From now on this caller is who asks, which the audit log says. */
    void asks(Caller caller);

    Audit audit();

    @Override
    void close();
  }

  /**
   * The audit log of this installation.
   *
   * @param keys who signs its checkpoints
   * @param folders the places of its checkpoints that can be read again
   */
  record Audit(
      AuditLog log, SigningKeys keys, Checkpoints checkpoints, List<CheckpointFolder> folders) {}

  /**
   * What a restore outside any run works with.
   *
   * @param control id of the control database, which a store names as the holder's home
   * @param node who this process is
   * @param streams how many chunk streams are used at once
   */
  record Workshop(Passage.Surroundings around, String control, String node, int streams) {
    /** The same with somebody listening to the data plane. */
    Workshop heardBy(TransferListener listener) {
      var heard =
          new Passage.Surroundings(
              listener, around.crash(), around.clock(), around.guards(), around.retry());
      return new Workshop(heard, control, node, streams);
    }
  }
}
