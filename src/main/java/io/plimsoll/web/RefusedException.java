package io.plimsoll.web;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A request that is not done; nothing was changed. */
final class RefusedException extends RuntimeException {
  private final transient Problem problem;
  private final transient Map<String, String> headers;

  RefusedException(ProblemCode code, String detail) {
    this(Problem.of(code, detail, List.of()), Map.of());
  }

  RefusedException(Problem problem, Map<String, String> headers) {
    super(problem.detail());
    this.problem = problem;
    this.headers = Map.copyOf(headers);
  }

  RefusedException with(String header, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new RefusedException(problem, more);
  }

  Answer answer() {
    return Answer.of(problem, headers);
  }
}
