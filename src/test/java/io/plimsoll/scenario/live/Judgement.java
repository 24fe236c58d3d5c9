package io.plimsoll.scenario.live;

import static io.plimsoll.scenario.Scenario.fresh;
import static io.plimsoll.scenario.Scenario.old;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.run.Run;
import io.plimsoll.run.RunState;
import io.plimsoll.scenario.Scenario;
import java.util.List;

/** Whether a run ended as it was told to, with every client on the right side and no write lost. */
final class Judgement {
  private final Story story;
  private final Scenario scenario;
  private final Ground ground;

  Judgement(Story story, Scenario scenario, Ground ground) {
    this.story = story;
    this.scenario = scenario;
    this.ground = ground;
  }

  /**
   * @param asked whether anybody asked at a gate for the way back
   * @param log what happened on the way, a line each
   */
  record Happened(Run run, boolean cutOver, boolean asked, boolean damaged, List<String> log) {}

  void judge(Happened happened, List<String> surprises) {
    Run run = happened.run();
    String how = "%s, %s, %s".formatted(story.ending(), run.outcome(), happened.log());
    assertThat(surprises).as("what clients saw; %s", how).isEmpty();
    assertThat(asTold(happened)).as("%s ended %s", how, run.state()).isTrue();
    boolean moved = run.state() == RunState.FINALIZED;
    String source = scenario.source(LiveScenario.SHARD);
    String target = scenario.target(LiveScenario.SHARD);
    assertThat(RouteReader.of(scenario, LiveScenario.SHARD).get())
        .isEqualTo(moved ? fresh().url(target) : old().url(source));
    Content there = moved ? ground.read(fresh(), target) : ground.read(old(), source);
    assertThat(ground.ledger().differences(there)).as("against the ledger; %s", how).isEmpty();
  }

  /** A run that goes back for another reason than the one told must not pass for it. */
  private boolean asTold(Happened happened) {
    Run run = happened.run();
    boolean back = run.state() == RunState.ROLLED_BACK;
    boolean onRequest = back && happened.asked() && !run.diverged();
    boolean gaveUp = onRequest && !happened.cutOver();
    return switch (story.ending()) {
      case FINALIZED -> run.state() == RunState.FINALIZED || gaveUp;
      case BACK_BEFORE_CUT_OVER -> onRequest && !happened.cutOver();
      case BACK_FROM_SOAK -> onRequest && happened.cutOver() || gaveUp;
      case BACK_AT_ANY_MOMENT -> !run.diverged() && run.state().ended();
      case DIVERGED -> back && happened.damaged() && run.diverged() || gaveUp;
    };
  }
}
