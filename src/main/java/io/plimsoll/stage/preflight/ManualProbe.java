package io.plimsoll.stage.preflight;

import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.ShardId;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.Plan.ManualStep;
import io.plimsoll.plan.StageName;
import io.plimsoll.store.Store;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.Stores;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Asks the stores whether the steps of persons are done: with the plan's query, reading only. */
public final class ManualProbe {
  private final Stores stores;
  private final Plan plan;

  public ManualProbe(Stores stores, Plan plan) {
    this.stores = stores;
    this.plan = plan;
  }

  /** What a database said, or why it said nothing. */
  private record Answer(String value, Optional<String> failure) {
    boolean is(String expected) {
      return failure.isEmpty() && value.equals(expected);
    }
  }

  /**
   * Why a step is not done, one finding for each database that says so.
   *
   * @param before the stage that waits for it
   */
  public List<Finding> undone(ManualStep step, StageName before) {
    var findings = new ArrayList<Finding>();
    String subject = "before %s step '%s'".formatted(before, step.name());
    answers(step)
        .forEach(
            (database, answer) -> {
              if (answer.failure().isPresent()) {
                findings.add(unanswered(subject, database, answer));
              } else if (!answer.is(step.probe().expect())) {
                findings.add(
                    Finding.blocking(
                        GuardId.F38,
                        "manual-step-open",
                        subject,
                        "%s answers '%s', expected '%s' once it is done"
                            .formatted(database, answer.value(), step.probe().expect()),
                        step.instruction() + "; then resume"));
              }
            });
    return findings;
  }

  /** A step that is done before its time was done without the run, or for another one. */
  public List<Finding> early(ManualStep step, String when) {
    var findings = new ArrayList<Finding>();
    String subject = "%s step '%s'".formatted(when, step.name());
    answers(step)
        .forEach(
            (database, answer) -> {
              if (answer.failure().isPresent()) {
                findings.add(unanswered(subject, database, answer));
              } else if (answer.is(step.probe().expect())) {
                findings.add(
                    Finding.blocking(
                        GuardId.F38,
                        "manual-step-early",
                        subject,
                        "%s answers '%s' already, and it belongs before %s"
                            .formatted(database, answer.value(), step.before()),
                        "take it back; or, if it was meant to be done, run a plan without it"));
              }
            });
    return findings;
  }

  private static Finding unanswered(String subject, String database, Answer answer) {
    return Finding.blocking(
        GuardId.F38,
        "manual-step-unseen",
        subject,
        "%s cannot be asked: %s".formatted(database, answer.failure().orElseThrow()),
        "correct the probe's query; it names everything with its schema");
  }

  /** By the name of the database; the same store for all shards is asked once. */
  private TreeMap<String, Answer> answers(ManualStep step) {
    var answers = new TreeMap<String, Answer>();
    for (Plan.ShardPlan shard : plan.spec().shards()) {
      answer(step, shard.name(), answers);
    }
    return answers;
  }

  private void answer(ManualStep step, ShardId shard, TreeMap<String, Answer> answers) {
    try (Store store = stores.open(step.probe().store(), shard)) {
      String binding = "store %s, %s,".formatted(step.probe().store(), store.identity().database());
      if (!answers.containsKey(binding)) {
        answers.put(binding, new Answer(store.ask(step.probe().sql()), Optional.empty()));
      }
    } catch (StoreException e) {
      answers.put(
          "store %s, asked for %s,".formatted(step.probe().store(), shard),
          new Answer("", Optional.of(e.getMessage())));
    }
  }
}
