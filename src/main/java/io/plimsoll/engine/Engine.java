package io.plimsoll.engine;

import io.plimsoll.common.Finding;
import io.plimsoll.common.RunId;
import io.plimsoll.gate.EvidenceBook;
import io.plimsoll.gate.EvidenceGate;
import io.plimsoll.gate.EvidenceSeal;
import io.plimsoll.gate.GateKeeper;
import io.plimsoll.gate.GateListener;
import io.plimsoll.gate.GatePorts;
import io.plimsoll.plan.Plan;
import io.plimsoll.run.Run;
import io.plimsoll.run.RunTokens;
import io.plimsoll.run.Runs;
import io.plimsoll.shard.ShardTools;
import io.plimsoll.transfer.TransferListener;
import java.time.Duration;
import java.util.Optional;

/**
 * Everything the engine is given.
 *
 * @param control id of the control database
 * @param node who this process is, for leases and messages
 * @param shardTasks how many shards are worked on at once
 */
public record Engine(
    Runs runs,
    EvidenceBook book,
    ShardTools tools,
    Lookups lookups,
    Gates gates,
    Timing timing,
    String control,
    String node,
    int shardTasks) {

  /** Questions the engine asks and others answer. */
  public record Lookups(
      RunIds ids,
      Plans plans,
      RunTokens tokens,
      Previews preview,
      PointOfNoReturn pointOfNoReturn) {}

  /**
   * What gates are kept with.
   *
   * @param terms what else the evidence is bound to
   */
  public record Gates(GatePorts.Records records, GateListener listener, EvidenceSeal.Terms terms) {}

  /**
   * @param longestLease after which a dead node's run can be taken over
   * @param leaseRenewal how often a lease is renewed
   * @param pauseBeforeRenewal before a store that did not answer is tried again
   */
  public record Timing(Duration longestLease, Duration leaseRenewal, Duration pauseBeforeRenewal) {}

  /** Makes a run id that no store and no control database has seen. */
  public interface RunIds {
    RunId next(Plan plan);
  }

  /** The plan of a run, read from the text it was submitted with. */
  public interface Plans {
    Plan of(Run run);
  }

  /** Says what a plan would do. */
  public interface Previews {
    Orchestrator.Preview of(Plan plan);
  }

  /** Says why a run can no longer go back; empty when it can. */
  public interface PointOfNoReturn {
    Optional<Finding> of(Run run);
  }

  RunIds ids() {
    return lookups.ids();
  }

  Plans plans() {
    return lookups.plans();
  }

  RunTokens tokens() {
    return lookups.tokens();
  }

  Previews preview() {
    return lookups.preview();
  }

  PointOfNoReturn pointOfNoReturn() {
    return lookups.pointOfNoReturn();
  }

  /**
   * @param beside who hears what happens at gates in this process, after the others
   */
  GateKeeper gateKeeper(GateListener beside) {
    return new GateKeeper(
        new GatePorts(runs, book, gates.records(), gates.listener().and(beside), tools.clock()),
        new EvidenceGate(tools.guards()),
        new EvidenceSeal(gates.terms()));
  }

  /** The tools with somebody listening to the data plane. */
  ShardTools tools(TransferListener listener) {
    var c = tools.conditions();
    return new ShardTools(
        tools.ports(),
        new ShardTools.Conditions(c.guards(), c.crash(), c.clock(), listener),
        tools.turns(),
        tools.streams());
  }
}
