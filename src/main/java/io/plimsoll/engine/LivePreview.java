package io.plimsoll.engine;

import io.plimsoll.common.ShardId;
import io.plimsoll.plan.Durations;
import io.plimsoll.plan.Plan;
import java.util.List;
import java.util.stream.Collectors;

/** The words for a plan under which clients go on writing. */
final class LivePreview {
  private LivePreview() {}

  static List<String> steps(Plan plan) {
    var spec = plan.spec();
    String budget = Durations.format(spec.cutOver().budget());
    return List.of(
        "preflight: everything below is checked again; nothing is changed",
        "snapshot: schema plimsoll is created on every source and target, and each shard goes into"
            + " vault %s; clients go on writing".formatted(spec.snapshot().vault()),
        "dry-run: every snapshot is restored in full on %s and compared, then copy, cut-over under"
                .formatted(spec.dryRun().scratch())
            + " a writer of its own, and rollback are rehearsed there",
        canary(plan),
        "copy: triggers on each source write down the keys that clients change, then the other"
            + " shards are copied and the changed keys replayed, again and again until the"
            + " cut-over",
        "verify: both sides of every shard are compared in full, at one moment each, while clients"
            + " write",
        "cut-over: each source refuses writes for at most %s per attempt, %d attempts at most; in"
                .formatted(budget, spec.cutOver().attempts())
            + " this time the last changes are replayed and compared, the source is sealed, route"
            + " %s points at the target, and clients write there".formatted(spec.cutOver().route()),
        "a transaction that writes for longer than %s makes the cut-over back off, and is named"
            .formatted(budget),
        "soak: both sides are compared every %s for %s, and what clients write on the target is"
                .formatted(
                    Durations.format(spec.soak().every()), Durations.format(spec.soak().duration()))
            + " replayed to the source, which is sealed against everyone else",
        "finalize: everything is compared once more, then capture and replay end; the targets stay"
            + " open",
        "until finalize every statement that changes rows also writes down their keys on the side"
            + " it writes to; with more than %d keys waiting the run goes back by itself"
                .formatted(spec.capture().maxBacklog()),
        "the sources stay, sealed; Plimsoll never deletes them");
  }

  private static String canary(Plan plan) {
    Plan.Canary canary = plan.spec().canary();
    return canary.shards().isEmpty()
        ? "canary: none, all shards move at once"
        : "canary: %s goes all the way and soaks for %s"
            .formatted(
                canary.shards().stream().map(ShardId::value).collect(Collectors.joining(", ")),
                Durations.format(canary.soak()));
  }

  static List<String> back(Plan plan) {
    return List.of(
        "before snapshot: nothing to undo",
        "until cut-over: 'plimsoll rollback RUN', or by itself on divergence: clients never left the"
            + " sources; capture ends, targets cleaned of what the run made; nothing is lost",
        "from cut-over to finalize: the same, with clients waiting as in a cut-over: the target"
            + " closes, the writes it took are replayed to the source and compared, clients are"
            + " sent back, the source opens; nothing is lost",
        "after finalize: there is no way back by itself; the sealed sources hold the data as of"
            + " finalize");
  }
}
