package io.plimsoll.transfer;

import io.plimsoll.store.SchemaStep;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.StoreWriter;
import java.util.List;

/**
 * Builds a target's schema in phases: tables before the load, indexes and keys side by side after
 * it, foreign keys last. Steps already done are skipped by the writer.
 */
public final class SchemaBuilder {
  private final Passage passage;
  private final StoreWriter target;

  public SchemaBuilder(Passage passage, StoreWriter target) {
    this.passage = passage;
    this.target = target;
  }

  /** Tables and what they need, in the order given. */
  public void tables(List<SchemaStep> steps) {
    build(steps, SchemaStep.Phase.TABLES, 1);
  }

  /**
   * Primary keys, ahead of everything else behind the load: a row is found by its key long before
   * the other indexes are worth building.
   */
  public void keys(List<SchemaStep> steps) {
    build(
        steps.stream().filter(step -> step.object().startsWith("primary key ")).toList(),
        SchemaStep.Phase.INDEXES,
        passage.streams());
  }

  /** Everything that belongs behind the load and is not there yet. */
  public void afterLoad(List<SchemaStep> steps) {
    build(steps, SchemaStep.Phase.INDEXES, passage.streams());
    // One after the other: each locks two tables, and two of them in opposite order would deadlock.
    build(steps, SchemaStep.Phase.FOREIGN_KEYS, 1);
  }

  private void build(List<SchemaStep> steps, SchemaStep.Phase phase, int streams) {
    List<SchemaStep> ofPhase = steps.stream().filter(step -> step.phase() == phase).toList();
    new Workers("schema-" + passage.shard(), streams)
        .each(ofPhase, () -> Workers.NOTHING, (none, step) -> build(step));
  }

  private SchemaStep build(SchemaStep step) throws Exception {
    passage.reached("schema.before");
    passage
        .around()
        .retry()
        .call(
            () -> {
              target.build(step);
              return step;
            },
            e -> e instanceof StoreException store && store.worthAnotherTry());
    passage.reached("schema.after");
    return step;
  }
}
