package io.plimsoll.engine;

import io.plimsoll.common.RunId;
import io.plimsoll.gate.EvidenceBook;
import io.plimsoll.gate.FactJson;
import io.plimsoll.gate.Facts;
import io.plimsoll.gate.WindowAnswer;
import io.plimsoll.gate.WindowCalendar;
import io.plimsoll.gate.WindowFit;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.Runs;
import java.time.Instant;
import java.util.Optional;

/** What a plan's windows mean at an instant, and whether a run of it fits into one. */
final class WindowForecast {
  /** The newest runs among which a dry run of a plan is looked for. */
  private static final int RUNS_LOOKED_AT = 200;

  private final Runs runs;
  private final EvidenceBook book;

  WindowForecast(Runs runs, EvidenceBook book) {
    this.runs = runs;
    this.book = book;
  }

  Orchestrator.Windows of(Plan plan, Instant at) {
    WindowAnswer answer = new WindowCalendar(plan.spec().schedule()).at(at);
    return new Orchestrator.Windows(
        answer, predicted(plan).map(predicted -> WindowFit.of(plan, answer, predicted)));
  }

  /** What the newest dry run of this very plan has measured. */
  private Optional<Facts.Prediction> predicted(Plan plan) {
    return runs.list(RUNS_LOOKED_AT).stream()
        .filter(run -> run.planText().equals(plan.text()))
        .flatMap(run -> predicted(run.id()).stream())
        .findFirst();
  }

  private Optional<Facts.Prediction> predicted(RunId run) {
    return book.find(run, StageName.DRY_RUN, Optional.empty(), "prediction")
        .map(evidence -> FactJson.read(evidence, Facts.Prediction.class));
  }
}
