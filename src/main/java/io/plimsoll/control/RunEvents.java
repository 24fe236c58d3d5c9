package io.plimsoll.control;

import io.plimsoll.audit.Actor;
import io.plimsoll.audit.AuditEvent.Draft;
import io.plimsoll.audit.EventTypes;
import io.plimsoll.audit.Payload;
import io.plimsoll.common.Digest;
import io.plimsoll.run.Lifecycle.Transition;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunEvent;
import io.plimsoll.run.Runs.Note;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What the audit log is told of runs, and who did it: a person, or the engine by itself. */
final class RunEvents {
  private final Supplier<Actor> asking;
  private final Actor engine;
  private final boolean quorums;

  private RunEvents(Supplier<Actor> asking, String node, boolean quorums) {
    this.asking = asking;
    this.engine = Actor.engine(node);
    this.quorums = quorums;
  }

  /**
   * @param asking who asks for something at this moment
   */
  static RunEvents of(Supplier<Actor> asking, String node) {
    return new RunEvents(asking, node, false);
  }

  /** Where persons have decided before, and the engine uses their approvals up. */
  static RunEvents ofQuorums(Supplier<Actor> asking, String node) {
    return new RunEvents(asking, node, true);
  }

  Draft created(Run run) {
    return draft(
        EventTypes.RUN_CREATED,
        run,
        asking.get(),
        Map.of("plan", Digest.ofText(run.planText()).hex()));
  }

  Draft moved(Run seen, Transition transition, Note note) {
    var said = new LinkedHashMap<String, Object>();
    said.put("state", transition.state().name());
    said.put("event", transition.event().name());
    said.put("next", transition.next().name());
    said.put("hold", note.hold().map(hold -> hold.reason().name()).orElse(null));
    said.put("text", note.text());
    said.put("epoch", seen.epoch().value());
    said.put("version", seen.version() + 1);
    return draft(EventTypes.RUN_MOVED, seen, mover(transition.event()), said);
  }

  /** Obeying a request, too, is the engine's: the request itself says who asked. */
  private Actor mover(RunEvent event) {
    return switch (event) {
      case APPROVED -> quorums ? engine : asking.get();
      case REJECTED, RESUME -> asking.get();
      case PASSED, DIVERGED, FAILED, INCONCLUSIVE, EXPIRED, PAUSE, ABORT -> engine;
    };
  }

  /**
   * @param taken false when an abort stands already, which nothing replaces
   */
  Draft requested(Run run, Run.Request request, boolean taken) {
    return draft(
        EventTypes.RUN_REQUESTED,
        run,
        asking.get(),
        Map.of("request", request.name(), "taken", taken));
  }

  private static Draft draft(String type, Run run, Actor actor, Map<String, Object> said) {
    return new Draft(type, Optional.of(run.id()), actor, Payload.of(said));
  }
}
