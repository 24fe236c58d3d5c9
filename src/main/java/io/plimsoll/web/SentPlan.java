package io.plimsoll.web;

import io.plimsoll.plan.InvalidFileException;
import io.plimsoll.plan.Plan;
import io.plimsoll.plan.PlanCheck;
import io.plimsoll.web.Problem.Mistake;
import java.util.List;
import java.util.Map;

/** A plan in a request, held against the configuration of this server. */
final class SentPlan {
  private SentPlan() {}

  /** Refuses with every mistake and where it is. */
  static Plan read(Ground.Plans plans, Call call) {
    Plan plan;
    try {
      plan = plans.reader().read("plan", call.body());
    } catch (InvalidFileException e) {
      throw invalid(e.problems());
    }
    List<io.plimsoll.plan.Problem> beyond = PlanCheck.against("plan", plan, plans.configuration());
    if (!beyond.isEmpty()) {
      throw invalid(beyond);
    }
    return plan;
  }

  private static RefusedException invalid(List<io.plimsoll.plan.Problem> problems) {
    List<Mistake> mistakes =
        problems.stream()
            .map(p -> new Mistake(p.line(), p.column(), p.path(), p.message()))
            .toList();
    String detail =
        "%d thing%s to put right; nothing was submitted"
            .formatted(mistakes.size(), mistakes.size() == 1 ? "" : "s");
    return new RefusedException(Problem.of(ProblemCode.INVALID_PLAN, detail, mistakes), Map.of());
  }
}
