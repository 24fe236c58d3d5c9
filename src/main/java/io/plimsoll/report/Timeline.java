package io.plimsoll.report;

import io.plimsoll.common.ShardId;
import io.plimsoll.gate.Evidence.Status;
import io.plimsoll.gate.Facts;
import io.plimsoll.report.Book.Kind;
import io.plimsoll.report.Report.Row;
import io.plimsoll.report.Report.Section;
import io.plimsoll.run.Journal;
import io.plimsoll.run.RunEvent;
import io.plimsoll.run.Runs;

/** The steps: what the run decided, what it did to the stores, and how far each shard came. */
final class Timeline {
  private final Material material;

  Timeline(Material material) {
    this.material = material;
  }

  /** Events that a person made or has to answer. */
  static boolean isDecision(RunEvent event) {
    return switch (event) {
      case PASSED, DIVERGED -> false;
      case FAILED, INCONCLUSIVE, APPROVED, REJECTED, EXPIRED, PAUSE, RESUME, ABORT -> true;
    };
  }

  static Status status(RunEvent event) {
    return switch (event) {
      case PASSED, APPROVED, PAUSE, RESUME, ABORT -> Status.PASS;
      case DIVERGED, FAILED, REJECTED -> Status.FAIL;
      case INCONCLUSIVE, EXPIRED -> Status.UNVERIFIED;
    };
  }

  Section steps() {
    return new Sectioning("steps", "Steps")
        .table(
            "history",
            "The run, move by move",
            "The run has not moved yet.",
            material.history().stream().map(this::moved).toList())
        .table(
            "shards",
            "Where each shard is, and what was copied",
            "No shard.",
            material.shards().stream().map(this::shard).toList())
        .table(
            "journal",
            "Effects on stores and routes: intended, then observed",
            "No store and no route was touched.",
            material.diary().journal().stream().map(this::effect).toList())
        .section();
  }

  private Row moved(Runs.HistoryLine line) {
    return new Cells()
        .from(material.fromHistory(line.at(), status(line.event())), line)
        .instant("at", "At", Runs.HistoryLine::at)
        .text("state", "In", l -> l.state().name())
        .text("event", "Event", l -> l.event().name())
        .text("next", "Then", l -> l.next().name())
        .text("text", "What happened", Runs.HistoryLine::text)
        .row();
  }

  private Row shard(ShardId shard) {
    var cells = new Cells();
    cells
        .from(material.fromShards(), shard)
        .text("shard", "Shard", ShardId::value)
        .text(
            "state",
            "State",
            s -> {
              var state = material.diary().shards().get(s);
              return state == null ? "PENDING" : state.name();
            });
    return cells
        .from(material.book().last(Kind.COPY, Facts.Copied.class, shard))
        .number("rows", "Rows copied", Facts.Copied::rows)
        .bytes("bytes", "Bytes", Facts.Copied::bytes)
        .number("chunks", "Chunks", c -> (long) c.chunks())
        .millis("millis", "Took", Facts.Copied::millis)
        .row();
  }

  private Row effect(Journal.Entry entry) {
    Status status = entry.confirmedAt().isPresent() ? Status.PASS : Status.UNVERIFIED;
    Journal.Intent intent = entry.intent();
    return new Cells()
        .from(material.fromJournal(entry.confirmedAt().orElse(entry.intendedAt()), status), entry)
        .number("id", "No.", Journal.Entry::id)
        .instant("intendedAt", "Intended", Journal.Entry::intendedAt)
        .text("shard", "Shard", e -> intent.shard().map(ShardId::value).orElse("all"))
        .text("stage", "Stage", e -> intent.stage())
        .text("action", "Action", e -> intent.action())
        .text("on", "On", e -> intent.on())
        .text("arguments", "With", e -> intent.arguments())
        .text("undo", "Undone by", e -> intent.undo())
        .instant("confirmedAt", "Confirmed", e -> e.confirmedAt().orElse(null))
        .text("observed", "Observed", e -> e.observed().orElse(null))
        .row();
  }
}
