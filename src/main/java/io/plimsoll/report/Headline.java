package io.plimsoll.report;

import io.plimsoll.common.Verdict;
import io.plimsoll.gate.Facts;
import io.plimsoll.report.Report.Tone;
import io.plimsoll.run.Hold;
import io.plimsoll.run.RunState;
import java.util.List;
import java.util.Optional;

/** The first thing a person reads: the outcome in one sentence, and what to do next. */
final class Headline {
  private final Material material;
  private final Verdicts verdicts;
  private final Losses losses;
  private final RunState state;
  private final Optional<Hold> hold;

  Headline(Material material, Verdicts verdicts, Losses losses) {
    this.material = material;
    this.verdicts = verdicts;
    this.losses = losses;
    this.state = material.run().state();
    this.hold = material.run().hold();
  }

  Tone tone() {
    return switch (state) {
      case FINALIZED -> clean() && verdicts.ofTheRun() == Verdict.EQUAL ? Tone.DONE : Tone.ACT_NOW;
      case ROLLED_BACK -> clean() ? Tone.ROLLED_BACK : Tone.ACT_NOW;
      case ROLLBACK_FAILED -> Tone.ACT_NOW;
      case PREFLIGHT,
          SNAPSHOT,
          DRY_RUN,
          CANARY,
          COPY,
          VERIFY,
          CUT_OVER,
          SOAK,
          FINALIZE,
          ROLLING_BACK ->
          hold.map(Headline::tone).orElse(Tone.RUNNING);
    };
  }

  private boolean clean() {
    return losses.total().filter(lost -> lost == 0).isPresent();
  }

  private static Tone tone(Hold hold) {
    return switch (hold.reason()) {
      case REFUSED, GATE, EXPIRED, PAUSED, WINDOW -> Tone.WAITING;
      case FAILED, INCONCLUSIVE, DIVERGED, BROKEN -> Tone.ACT_NOW;
    };
  }

  String outcome() {
    return switch (state) {
      case FINALIZED -> finalized();
      case ROLLED_BACK -> rolledBack();
      case ROLLBACK_FAILED ->
          "The rollback failed half way: a person has to settle it now. "
              + hold.map(held -> sentence(held.text()) + " ").orElse("")
              + "Why it went back: "
              + sentence(material.run().outcome());
      case PREFLIGHT, SNAPSHOT, DRY_RUN, CANARY, COPY, VERIFY, CUT_OVER, SOAK, FINALIZE ->
          hold.map(this::waits).orElse("The run is under way, in " + state.stage().orElseThrow())
              + (hold.isPresent() ? "" : ".");
      case ROLLING_BACK ->
          hold.map(this::waits).orElse("The run is on its way back; it has not arrived yet.");
    };
  }

  private String finalized() {
    return switch (verdicts.ofTheRun()) {
      case EQUAL ->
          "Moved: all rows of %s were equal on both sides. %s"
              .formatted(Show.count(verdicts.shards().size(), "shard"), losses.sentence());
      case DIFFERENT -> "Finalized, although a difference was found on the way: read it below.";
      case NOT_VERIFIED -> "Finalized, but not verified: do not rely on it before you know why.";
    };
  }

  private String rolledBack() {
    boolean byItself = material.divergedOnTheWay();
    long rows = differing();
    String why =
        byItself
            ? "Diverged%s and rolled back by itself."
                .formatted(rows == 0 ? "" : " (" + Show.count(rows, "row") + " differed)")
            : verdicts.ofTheRun() == Verdict.DIFFERENT
                ? "Rolled back; a difference was found."
                : "Rolled back without divergence.";
    return why + " " + losses.sentence();
  }

  /** Over the newest verification of each shard. */
  long differing() {
    return verdicts.shards().values().stream()
        .flatMap(shard -> shard.last().stream())
        .flatMap(found -> found.fact().stream())
        .flatMap(verified -> verified.objects().stream())
        .mapToLong(Facts.ComparedObject::rowsDiffering)
        .sum();
  }

  private String waits(Hold held) {
    String where = state.stage().map(stage -> " at " + stage).orElse(" on its way back");
    String text = sentence(held.text());
    return switch (held.reason()) {
      case REFUSED -> "Refused%s. %s%s".formatted(where, nothingChanged(), text);
      case GATE -> "Waits%s for a person. %s".formatted(where, text);
      case WINDOW -> "Waits%s for a window. %s".formatted(where, text);
      case EXPIRED -> "Held%s: nobody decided in time. %s".formatted(where, text);
      case FAILED -> "Held%s: a step failed. %s".formatted(where, text);
      case INCONCLUSIVE -> "Held%s: not verified. %s".formatted(where, text);
      case PAUSED -> "Paused%s. %s".formatted(where, text);
      case DIVERGED ->
          "Held%s: the sides differ, and going back by itself could lose data. %s"
              .formatted(where, text);
      case BROKEN -> "Held%s: a store needs a person. %s".formatted(where, text);
    };
  }

  private String nothingChanged() {
    return material.untouched() ? "Nothing was changed. " : "";
  }

  private static String sentence(String text) {
    return text.isBlank() || text.endsWith(".") ? text : text + ".";
  }

  /** What to do now; empty when nothing is left to do. */
  List<String> next() {
    String run = material.run().id().value();
    return switch (tone()) {
      case DONE -> List.of();
      case RUNNING -> List.of("Watch it: plimsoll status " + run);
      case ROLLED_BACK ->
          material.untouched() || !material.divergedOnTheWay()
              ? List.of()
              : List.of("Find out why the target differed before the next attempt.");
      case WAITING -> waiting(run);
      case ACT_NOW -> actNow(run);
    };
  }

  private List<String> waiting(String run) {
    boolean refused = hold.filter(h -> h.reason() == Hold.Reason.REFUSED).isPresent();
    return refused
        ? List.of(
            "Put right what the findings name, then: plimsoll resume " + run,
            "Or give it up: plimsoll abort " + run)
        : List.of(
            (asksPersons() ? "Who decides: plimsoll gate explain " : "To go on: plimsoll resume ")
                + run,
            "To go back: plimsoll rollback " + run,
            "Doing nothing holds; nothing goes on by itself.");
  }

  private boolean asksPersons() {
    return hold.filter(h -> h.reason() == Hold.Reason.GATE).isPresent()
        && state.stage().filter(material.plan().spec().gates().quorums()::containsKey).isPresent();
  }

  private List<String> notClean() {
    return material.live() && new LiveReturn(material).needAPerson() > 0
        ? List.of(
            "Clients are back and write; decide on each row listed under Rollback.",
            "Leave the closed target as it is until that is done.")
        : List.of("Read the statement for customers below; it is not clean.");
  }

  private List<String> actNow(String run) {
    return switch (state) {
      case FINALIZED -> List.of("Keep the old side sealed and untouched until this is settled.");
      case ROLLED_BACK -> notClean();
      case ROLLBACK_FAILED ->
          List.of(
              "See what is in the way: plimsoll status " + run,
              "When it is settled: plimsoll resume " + run + " (the way back is safe to repeat)");
      case PREFLIGHT,
          SNAPSHOT,
          DRY_RUN,
          CANARY,
          COPY,
          VERIFY,
          CUT_OVER,
          SOAK,
          FINALIZE,
          ROLLING_BACK ->
          List.of(
              "See what is in the way: plimsoll status " + run,
              "When it is settled: plimsoll resume " + run,
              "To go back: plimsoll rollback " + run);
    };
  }
}
