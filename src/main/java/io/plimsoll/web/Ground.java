package io.plimsoll.web;

import io.plimsoll.audit.AuditLog;
import io.plimsoll.audit.SignedCheckpoint;
import io.plimsoll.common.RunId;
import io.plimsoll.engine.Drives;
import io.plimsoll.engine.Orchestrator;
import io.plimsoll.people.AccessEvents;
import io.plimsoll.people.Caller;
import io.plimsoll.people.People;
import io.plimsoll.plan.Configuration;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.PlanReader;
import io.plimsoll.report.Report;
import io.plimsoll.run.RequestKeys;
import io.plimsoll.run.Run;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Everything the server is given. */
public record Ground(Work work, Doors doors, Plans plans, Audit audit, Watch watch, Clock clock) {

  /** What runs, and what keeps it running. */
  public record Work(Orchestrator orchestrator, Drives drives, RequestKeys keys) {}

  /**
   * Who may come in.
   *
   * @param events hears of everybody who was denied something
   * @param inNameOf does what a caller asks, so that the audit log names the caller
   */
  public record Doors(People people, AccessEvents events, InNameOf inNameOf) {}

  /** Does work in somebody's name. */
  public interface InNameOf {
    <T> T does(Caller caller, Callable<T> work) throws Exception;
  }

  /**
   * @param reader of plans that are sent in
   * @param configuration they are held against
   * @param of the plan that a run was submitted with
   * @param reports the report of a run as of now
   */
  public record Plans(
      PlanReader reader,
      Configuration configuration,
      Function<Run, Plan> of,
      Function<RunId, Optional<Report>> reports) {}

  /**
   * @param checkpoint the log as of now, signed
   */
  public record Audit(AuditLog log, Supplier<SignedCheckpoint> checkpoint) {}

  /**
   * @param meters all meters in the form Prometheus reads
   * @param heard is told of every answer
   * @param unavailable whether a failure means that the control database does not answer
   */
  public record Watch(Supplier<String> meters, Answered heard, Predicate<Throwable> unavailable) {}

  /** Hears how requests are answered. */
  public interface Answered {
    /**
     * @param route method and path with its parameters as names, never a run's id
     */
    void answered(String route, int status, Duration took);
  }

  Orchestrator orchestrator() {
    return work.orchestrator();
  }
}
