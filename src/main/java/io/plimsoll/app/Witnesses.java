package io.plimsoll.app;

import io.plimsoll.audit.AuditLog;
import io.plimsoll.audit.CheckpointFolder;
import io.plimsoll.audit.CheckpointPlace;
import io.plimsoll.audit.CheckpointWebhook;
import io.plimsoll.audit.Checkpoints;
import io.plimsoll.audit.SigningKeys;
import io.plimsoll.common.RunId;
import io.plimsoll.control.ControlDatabase;
import io.plimsoll.plan.Configuration.ControlConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** The places that keep the audit log's checkpoints, and what gives them there. */
public final class Witnesses implements AutoCloseable {
  private final ControlDatabase control;
  private final List<CheckpointFolder> folders = new ArrayList<>();
  private final Checkpoints checkpoints;

  /**
   * @param say hears what a place complains of, when it is about a run
   */
  public Witnesses(ControlDatabase control, ControlConfig config, BiConsumer<RunId, String> say) {
    this.control = control;
    AuditLog log = control.audit();
    String origin = log.head().origin();
    folders.add(CheckpointFolder.own(config.ownCheckpoints(), origin));
    config.audit().path().ifPresent(p -> folders.add(CheckpointFolder.foreign(p, origin)));
    List<CheckpointPlace> places = new ArrayList<>(folders);
    config
        .audit()
        .webhook()
        .map(w -> new CheckpointWebhook(w.url(), w.token(), CheckpointWebhook.Patience.AS_SHIPPED))
        .ifPresent(places::add);
    checkpoints =
        new Checkpoints(
            log,
            control.auditKeys(),
            places,
            (run, sentence) -> run.ifPresent(id -> say.accept(id, sentence)));
    log.listen(checkpoints);
  }

  public AuditLog log() {
    return control.audit();
  }

  public SigningKeys keys() {
    return control.auditKeys();
  }

  public Checkpoints checkpoints() {
    return checkpoints;
  }

  /** The places that can be read again. */
  public List<CheckpointFolder> folders() {
    return List.copyOf(folders);
  }

  @Override
  public void close() {
    checkpoints.close();
  }
}
