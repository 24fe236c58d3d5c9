package io.plimsoll.plan;

import java.util.List;
import java.util.stream.Collectors;

/** A plan or configuration that cannot be used; carries every problem, not only the first. */
public final class InvalidFileException extends RuntimeException {
  private final transient List<Problem> problems;

  public InvalidFileException(List<Problem> problems) {
    super(problems.stream().map(Problem::text).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  public List<Problem> problems() {
    return problems;
  }
}
