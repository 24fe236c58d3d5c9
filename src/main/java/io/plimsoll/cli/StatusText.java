package io.plimsoll.cli;

import io.plimsoll.run.RunPage;
import io.plimsoll.run.ShardProgress;
import io.plimsoll.run.ShardProgress.OfObject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** Where a run is and how far each shard is, as text or as JSON. */
record StatusText(RunPage.Line run, Optional<String> holder, List<ShardProgress> shards) {

  /** Instants in UTC; what is not the case is null. */
  record Shown(
      String run,
      String state,
      String hold,
      String holdText,
      String request,
      boolean diverged,
      String outcome,
      String holder,
      Instant started,
      Instant changed,
      Instant ended,
      Map<String, String> shards,
      List<Copied> copy) {}

  record Copied(
      String shard, String object, int chunks, int confirmed, int verified, long rows, long bytes) {
    static Copied of(ShardProgress shard, OfObject object) {
      return new Copied(
          shard.shard().value(),
          object.object().toString(),
          object.chunks(),
          object.copied(),
          object.verified(),
          object.rows(),
          object.bytes());
    }
  }

  private Shown shown() {
    var states = new TreeMap<String, String>();
    shards.forEach(shard -> states.put(shard.shard().value(), Words.of(shard.state())));
    return new Shown(
        run.id().value(),
        run.state().name(),
        run.hold().map(hold -> hold.reason().name()).orElse(null),
        run.hold().map(hold -> hold.text()).orElse(null),
        run.request().map(Enum::name).orElse(null),
        run.diverged(),
        run.outcome(),
        holder.orElse(null),
        run.times().started(),
        run.times().changed(),
        run.times().ended().orElse(null),
        states,
        shards.stream()
            .flatMap(shard -> shard.objects().stream().map(object -> Copied.of(shard, object)))
            .toList());
  }

  void tell(Bench bench) {
    if (bench.options().json()) {
      bench.voice().printAsIs(Json.of(shown()));
    } else {
      print(bench.voice());
    }
  }

  private void print(Voice voice) {
    voice.print("run      " + run.id());
    voice.print("state    " + Words.of(run.state()) + (run.diverged() ? ", diverged" : ""));
    run.hold()
        .ifPresent(
            hold -> voice.print("held     %s: %s".formatted(Words.of(hold.reason()), hold.text())));
    run.request().ifPresent(asked -> voice.print("asked    " + Words.of(asked)));
    if (!run.outcome().isEmpty()) {
      voice.print("outcome  " + run.outcome());
    }
    voice.print("driven   " + holder.map(who -> "by " + who).orElse("by nobody now"));
    voice.print("started  " + Words.at(run.times().started()));
    voice.print("changed  " + Words.at(run.times().changed()));
    run.times().ended().ifPresent(ended -> voice.print("ended    " + Words.at(ended)));
    table(voice);
  }

  private void table(Voice voice) {
    var table = new TextTable("shard", "state", "rows copied", "chunks", "confirmed", "verified");
    shards.forEach(
        shard ->
            table.row(
                shard.shard(),
                Words.of(shard.state()),
                sum(shard, OfObject::rows),
                sum(shard, OfObject::chunks),
                sum(shard, OfObject::copied),
                sum(shard, OfObject::verified)));
    if (!table.isEmpty()) {
      voice.print("");
      table.lines().forEach(voice::print);
    }
  }

  private static String sum(ShardProgress shard, ToLongFunction<OfObject> what) {
    return Words.number(shard.objects().stream().mapToLong(what).sum());
  }
}
