package io.plimsoll.cli;

import io.plimsoll.engine.Orchestrator.Windows;
import io.plimsoll.gate.WindowAnswer;
import io.plimsoll.gate.WindowFit;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.Schedule;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * The windows of a plan at an instant, wherever they were asked about.
 *
 * @param run whose plan it is; empty for a plan file
 * @param fit empty as long as no dry run of this plan has measured anything
 */
record WindowsShown(
    String plan,
    Optional<String> run,
    WindowAnswer answer,
    Optional<Rules> rules,
    Optional<WindowFit> fit) {

  /**
   * What the plan writes about its windows.
   *
   * @param overrun a word, as in the plan
   */
  record Rules(ZoneId zone, List<String> windows, List<String> freezes, String overrun) {
    static Rules of(Schedule schedule) {
      return new Rules(
          schedule.zone(),
          schedule.windows().stream().map(Schedule.Window::text).toList(),
          schedule.freezes().stream().map(Schedule.Freeze::text).toList(),
          Words.of(schedule.overrun()));
    }
  }

  static WindowsShown of(Plan plan, Optional<String> run, Windows windows) {
    return new WindowsShown(
        plan.name(), run, windows.answer(), plan.spec().schedule().map(Rules::of), windows.fit());
  }
}
