package io.plimsoll.web;

import io.plimsoll.people.PeopleException;

/** Says over HTTP why something about accounts was not done. */
final class PeopleProblems {
  private PeopleProblems() {}

  /** The same work; what it refuses is told as a problem. */
  static Route.Work told(Route.Work work) {
    return call -> {
      try {
        return work.on(call);
      } catch (PeopleException e) {
        throw new RefusedException(code(e), e.getMessage());
      }
    };
  }

  static ProblemCode code(PeopleException e) {
    return switch (e.kind()) {
      case NOT_ALLOWED -> ProblemCode.FORBIDDEN;
      case UNKNOWN -> ProblemCode.NOT_FOUND;
      case TAKEN, NOT_EMPTY -> ProblemCode.TAKEN;
      case LAST_ADMINISTRATOR -> ProblemCode.LAST_ADMINISTRATOR;
      case INVALID -> ProblemCode.INVALID_CONTENT;
    };
  }
}
