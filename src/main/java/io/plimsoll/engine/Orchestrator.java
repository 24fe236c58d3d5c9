package io.plimsoll.engine;

import io.plimsoll.common.Finding;
import io.plimsoll.common.RunId;
import io.plimsoll.common.ShardId;
import io.plimsoll.gate.Decider;
import io.plimsoll.gate.Explanation;
import io.plimsoll.gate.Gate;
import io.plimsoll.gate.GateAnswer;
import io.plimsoll.gate.GateDecision;
import io.plimsoll.gate.GateRefusal;
import io.plimsoll.gate.GateView;
import io.plimsoll.gate.Parties;
import io.plimsoll.gate.WindowAnswer;
import io.plimsoll.gate.WindowFit;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunPage;
import io.plimsoll.run.ShardProgress;
import io.plimsoll.run.ShardState;
import io.plimsoll.transfer.ChunkLedger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** Everything the outside can ask for; command line and pages can do nothing else. */
public interface Orchestrator extends AutoCloseable {

  /** Connects read-only and says what would happen; changes nothing. */
  Preview preview(Plan plan);

  /** Creates a run of the plan; it begins when it is {@link #drive driven}. */
  RunId submit(Plan plan);

  /**
   * Works on the run in this process until it ends or waits, and returns how it then is.
   *
   * @param holdBefore stages before which it holds, beside those the plan names
   * @throws io.plimsoll.run.StaleRunException when another process holds the run, naming it
   */
  Run drive(RunId run, Set<StageName> holdBefore);

  /**
   * As {@link #drive}, and while the plan's windows are closed stays: the run goes on by itself
   * when they open.
   */
  Run driveThroughWindows(RunId run, Set<StageName> holdBefore);

  /** Creates a run of the plan for a person, who then does not decide about it. */
  default RunId submit(Plan plan, Optional<Decider> requester) {
    RunId run = submit(plan);
    requester.ifPresent(who -> involve(run, Parties.Part.REQUESTER, who));
    return run;
  }

  /** Writes down who had a hand in a run; whoever has is excluded from deciding about it. */
  void involve(RunId run, Parties.Part part, Decider who);

  /**
   * Lets a waiting run go on; {@link #drive} does the work. A gate with {@code hold} is passed by
   * this; one with a quorum is looked at again, never passed.
   *
   * @param who for the record; empty when nobody has logged in
   */
  Run resume(RunId run, Optional<Decider> who);

  default Run resume(RunId run) {
    return resume(run, Optional.empty());
  }

  /** Takes a person's decision about the gate before a stage. */
  GateAnswer decide(RunId run, StageName stage, GateDecision decision);

  /** Gates that were opened in an emergency and wait for their review, oldest first. */
  List<Gate> reviewsDue();

  /** Takes a person's review of the oldest broken glass before a stage. */
  default GateAnswer review(RunId run, StageName stage, Decider by, String comment) {
    return reviewsDue().stream()
        .filter(gate -> gate.run().equals(run) && gate.stage() == stage)
        .findFirst()
        .or(() -> gate(run, stage).map(GateView::gate))
        .flatMap(Gate::evidence)
        .map(behind -> decide(run, stage, GateDecision.review(by, behind.digest(), comment)))
        .orElseGet(
            () ->
                new GateAnswer(
                    Optional.empty(),
                    Optional.of(
                        new GateRefusal(
                            GateRefusal.Code.NOTHING_TO_REVIEW,
                            "the run has not come to the gate before " + stage))));
  }

  /** The gate before a stage; empty when the run never came to it. */
  Optional<GateView> gate(RunId run, StageName stage);

  /** Every gate the run came to. */
  List<GateView> gates(RunId run);

  /** Who could decide, what is missing, and what would happen at an instant; only reads. */
  Explanation explain(RunId run, StageName stage, Instant at);

  /**
   * Measures again, cheaply, what a waiting gate stands on, and lets it expire, turns it red or
   * voids it accordingly. Whoever waits in front of a gate calls this now and then.
   */
  void watch(RunId run);

  /**
   * Asks for the way back. Without a live holder the caller drives it; with one, the holder obeys
   * at its next safe point.
   *
   * @return what stands in the way (past the point of no return …); empty when accepted
   */
  Optional<Finding> requestRollback(RunId run, Run.Request request);

  /** Stops working at the next chunk boundary; the run can be resumed. */
  void stop();

  /** What the plan's windows are at an instant, and whether a run fits; connects to no store. */
  Windows windows(Plan plan, Instant at);

  Optional<Run> find(RunId run);

  List<Run> list(int limit);

  Status status(RunId run);

  /** A page of all runs, newest first; one query. */
  RunPage page(RunPage.Asked asked);

  /** Where each shard of a run is, and how far its objects are copied; one query. */
  List<ShardProgress> shards(RunId run);

  /**
   * Notes that a submitted run is to be worked on, by whoever drives the {@link #due} ones.
   *
   * @return false when it was started before
   */
  boolean start(RunId run);

  boolean started(RunId run);

  /** Who works on the run right now, if anyone. */
  Optional<String> holder(RunId run);

  /** Runs that go on without anybody's decision and that nobody works on, oldest first. */
  List<RunId> due(int limit);

  /**
   * As {@link #resume}, if the run is still as it was seen.
   *
   * @throws io.plimsoll.run.StaleRunException when it has moved since
   */
  Run resume(Run seen, Optional<Decider> who);

  /** Asks the holder to wait at its next safe point. */
  void requestHold(RunId run);

  /** Whether this process takes up work: not once it has been told to stop. */
  boolean accepts();

  /** Hears what happens while a run is driven in this process. */
  void listen(EngineListener listener);

  @Override
  void close();

  /**
   * @param steps in order, a sentence each: what would happen
   * @param back how to go back at each point
   * @param grants statements the roles lack
   */
  record Preview(
      List<Finding> findings,
      List<String> steps,
      List<String> back,
      List<String> grants,
      List<ShardPreview> shards,
      long predictedMillis) {
    public boolean refused() {
      return findings.stream().anyMatch(Finding::blocks);
    }
  }

  /**
   * @param fit empty as long as no dry run of this plan has measured anything
   */
  record Windows(WindowAnswer answer, Optional<WindowFit> fit) {}

  record ShardPreview(
      ShardId shard, String source, String target, int objects, long rows, long bytes) {}

  /**
   * @param holder who works on it right now, if anyone
   */
  record Status(
      Run run,
      SortedMap<ShardId, ShardState> shards,
      List<ChunkLedger.Progress> progress,
      Optional<String> holder) {}
}
