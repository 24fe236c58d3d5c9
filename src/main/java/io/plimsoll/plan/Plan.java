package io.plimsoll.plan;

import io.plimsoll.common.Digest;
import io.plimsoll.common.ShardId;
import java.time.Duration;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Move as its owner wrote it, valid and complete. It never names a secret.
 *
 * @param text the file as read, so that it can be shown and digested again
 */
public record Plan(Metadata metadata, Spec spec, String text) {

  /** Identity of the plan: the SHA-256 of its text. */
  public Digest digest() {
    return Digest.ofText(text);
  }

  public String name() {
    return metadata.name();
  }

  public record Metadata(String name, Map<String, String> labels) {}

  /**
   * The keys of {@code spec}, one component each.
   *
   * @param schedule without one the run may change things at any time
   * @param advisories known-bad versions that the run goes on in spite of
   * @param manual steps that persons do, in their order
   */
  public record Spec(
      Change change,
      List<ShardPlan> shards,
      Scope objects,
      SchemaMode schema,
      SnapshotPolicy snapshot,
      DryRunPolicy dryRun,
      Canary canary,
      Capture capture,
      CutOver cutOver,
      Soak soak,
      Gates gates,
      Optional<Schedule> schedule,
      List<AdvisoryDecision> advisories,
      List<ManualStep> manual) {}

  public record Change(String owner, String reason, String ticket, String worstCase) {}

  /** One shard: names of stores in the configuration. */
  public record ShardPlan(ShardId name, String source, String target) {}

  /**
   * Which objects move.
   *
   * @param include globs over {@code schema.name}, at least one
   * @param exclude left behind on purpose, each with its reason
   * @param accept objects of other kinds that will not come along, each with its reason
   * @param expected how many objects a shard must resolve to, when the owner knows
   */
  public record Scope(
      List<ObjectPattern> include,
      List<Exclusion> exclude,
      List<Acceptance> accept,
      Optional<Integer> expected) {}

  /**
   * @param until the exclusion is void after that day, when given
   */
  public record Exclusion(ObjectPattern object, String reason, Optional<LocalDate> until) {}

  /**
   * Says that an object of a kind that is not mirrored stays behind.
   *
   * @param object kind and name as preflight prints them: {@code view public.active_users}
   */
  public record Acceptance(String object, String reason) {}

  /**
   * Says that a version is used although an advisory speaks against it.
   *
   * @param until the last day on which this holds
   */
  public record AdvisoryDecision(String id, String reason, LocalDate until) {}

  /**
   * A step of a vendor's or an operator's that the run waits for.
   *
   * @param before the stage that is entered once it is done, and not earlier
   * @param instruction what to do, as the person will read it
   */
  public record ManualStep(String name, StageName before, String instruction, Probe probe) {}

  /**
   * How a store tells whether a step is done.
   *
   * @param store name of a PostgreSQL store of the configuration
   * @param sql one query; the first value of its first row counts
   * @param expect that value once the step is done, and not before
   */
  public record Probe(String store, String sql, String expect) {}

  public enum SchemaMode {
    /** Build the target's schema from the source's catalogue. */
    MIRROR,
    /** The target has the schema already, and is empty. */
    EXISTING
  }

  /**
   * @param vault name of a store of type {@code files}
   * @param keep how many proven snapshots of this plan stay in the vault, at least 1
   * @param maxAge how old the snapshot may be when the first changing step begins
   */
  public record SnapshotPolicy(String vault, int keep, Duration maxAge) {}

  /**
   * @param scratch name of a store whose server may hold databases of ours
   * @param restoreWithin the longest restore the owner can live with, when stated
   */
  public record DryRunPolicy(String scratch, Optional<Duration> restoreWithin) {}

  /**
   * @param shards empty means {@code canary: none}
   */
  public record Canary(List<ShardId> shards, Duration soak) {}

  /**
   * How writes during the move are dealt with.
   *
   * @param outage only with {@code FROZEN}: how long clients are refused at the longest
   * @param acceptLoss only with {@code FROZEN}; when present, why writes on the target may be lost
   *     by a rollback: the target then opens at cut-over instead of at finalize
   * @param maxBacklog only with {@code TRIGGERS}: how many changed keys may wait on the source
   *     before the run goes back to spare it
   */
  public record Capture(
      CaptureMode mode, Optional<Duration> outage, Optional<String> acceptLoss, long maxBacklog) {
    /** Whether clients write while their data moves. */
    public boolean live() {
      return mode == CaptureMode.TRIGGERS;
    }
  }

  public enum CaptureMode {
    /** The source is fenced from its snapshot on. */
    FROZEN,
    /** Triggers write down the keys that change; they are replayed until the cut-over and after. */
    TRIGGERS
  }

  /**
   * @param route name of a route in the configuration
   * @param budget how long clients may be refused or wait in one attempt; with a frozen source, how
   *     long closing a side may wait for writers in flight
   * @param attempts how often a cut-over is tried before it holds
   * @param sequenceAllowance values beyond a sequence's own cache that clients' pools may hold back
   * @param maxTransactionsPerSecond how busy a source may be when its clients begin to be refused
   *     or to wait; any, when not given
   */
  public record CutOver(
      String route,
      Duration budget,
      int attempts,
      long sequenceAllowance,
      Optional<Integer> maxTransactionsPerSecond) {}

  /**
   * @param every how long from one verification pass to the next
   */
  public record Soak(Duration duration, Duration every) {}

  /** The gate before each stage; stages that are not named pass automatically. */
  public record Gates(Map<StageName, GateRule> byStage) {
    public Gates {
      byStage = byStage.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(byStage));
    }

    public GateRule before(StageName stage) {
      return byStage.getOrDefault(stage, GateRule.AUTOMATIC);
    }

    /** The gates that persons decide. */
    public Map<StageName, GateRule.Quorum> quorums() {
      var quorums = new EnumMap<StageName, GateRule.Quorum>(StageName.class);
      byStage.forEach(
          (stage, rule) -> {
            if (rule instanceof GateRule.Quorum quorum) {
              quorums.put(stage, quorum);
            }
          });
      return quorums;
    }
  }
}
