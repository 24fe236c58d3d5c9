package io.plimsoll.gate;

import io.plimsoll.common.GuardId;
import io.plimsoll.common.Guards;
import io.plimsoll.common.ShardId;
import io.plimsoll.plan.Durations;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.Schedule;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.ShardState;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Whether the plan's windows let a stage change things now. What only reads waits for no window,
 * and the way back never does.
 */
public final class WindowGate {
  private final Guards guards;

  public WindowGate(Guards guards) {
    this.guards = guards;
  }

  /**
   * What is asked about.
   *
   * @param shards where each is on its way
   * @param back how long a rollback takes, as measured; zero when nothing was measured yet
   */
  public record Step(StageName stage, Plan plan, Map<ShardId, ShardState> shards, Duration back) {}

  /**
   * @param guard the guard that speaks, if one does
   * @param waits why it may not go on now; empty when it may
   * @param opens when it may, if it waits; empty when it never may
   * @param deadline after which it may no longer go on; empty when there is no end
   */
  public record Standing(
      Optional<GuardId> guard,
      Optional<String> waits,
      Optional<Instant> opens,
      Optional<Instant> deadline) {
    static Standing free(Optional<Instant> deadline) {
      return new Standing(Optional.empty(), Optional.empty(), Optional.empty(), deadline);
    }
  }

  /** The evaluator for a plan, as far as the guards are in force. */
  public WindowCalendar calendar(Plan plan) {
    Optional<Schedule> schedule = plan.spec().schedule();
    return new WindowCalendar(
        guards.has(GuardId.F44) ? schedule : schedule.map(Schedule::withoutFreezes));
  }

  public Standing at(Step step, Instant now) {
    if (step.plan().spec().schedule().isEmpty() || !changes(step)) {
      return Standing.free(Optional.empty());
    }
    WindowAnswer answer = calendar(step.plan()).at(now);
    if (!answer.open()) {
      boolean frozen = answer.reason() == WindowAnswer.Reason.FROZEN;
      return waiting(
          frozen ? Optional.of(GuardId.F44) : Optional.empty(), answer.why(), step, answer);
    }
    Optional<Instant> deadline =
        guards.has(GuardId.F43)
            ? answer.nextClosing().map(closing -> closing.minus(step.back()))
            : Optional.empty();
    return deadline.filter(now::isAfter).isPresent()
        ? waiting(Optional.of(GuardId.F43), tooLate(step, answer), step, answer)
        : Standing.free(deadline);
  }

  private static String tooLate(Step step, WindowAnswer answer) {
    Instant closing = answer.nextClosing().orElseThrow();
    return "%s left until it closes at %s, a rollback takes %s as measured in the dry run"
        .formatted(
            Durations.format(Duration.between(answer.at(), closing)),
            time(closing, step.plan()),
            Durations.format(step.back()));
  }

  private static Standing waiting(
      Optional<GuardId> guard, String why, Step step, WindowAnswer answer) {
    String then =
        answer
            .nextOpening()
            .map(opening -> "the next opening is at " + time(opening, step.plan()))
            .orElse("there is no next opening");
    return new Standing(
        guard, Optional.of("%s; %s".formatted(why, then)), answer.nextOpening(), Optional.empty());
  }

  private static String time(Instant at, Plan plan) {
    return WindowTime.text(at, plan.spec().schedule().orElseThrow().zone());
  }

  /**
   * Whether the stage has anything left that changes storage, a route, or what clients may do. A
   * shard that is cut over only soaks, a copied one is only compared. What has begun to be final
   * ends; and a frozen run for which clients wait is finalized at any time.
   */
  private static boolean changes(Step step) {
    Plan.Spec spec = step.plan().spec();
    boolean live = spec.capture().live();
    return switch (step.stage()) {
      case PREFLIGHT, DRY_RUN, VERIFY, SOAK -> false;
      case SNAPSHOT -> !live;
      case CANARY ->
          spec.canary().shards().stream().anyMatch(s -> isBefore(s, step, ShardState.CUT_OVER));
      case COPY -> rest(step, ShardState.COPIED);
      case CUT_OVER -> rest(step, ShardState.CUT_OVER);
      case FINALIZE ->
          (live || spec.capture().acceptLoss().isPresent())
              && !step.shards().containsValue(ShardState.DONE);
    };
  }

  private static boolean rest(Step step, ShardState reached) {
    return step.plan().spec().shards().stream()
        .map(Plan.ShardPlan::name)
        .filter(shard -> !step.plan().spec().canary().shards().contains(shard))
        .anyMatch(shard -> isBefore(shard, step, reached));
  }

  private static boolean isBefore(ShardId shard, Step step, ShardState reached) {
    ShardState state = step.shards().getOrDefault(shard, ShardState.PENDING);
    return state == ShardState.UNDONE || state.compareTo(reached) < 0;
  }
}
