package io.plimsoll.web;

import io.plimsoll.run.Run;
import java.util.Map;
import java.util.Optional;

/** Which state of a run somebody has looked at, as the entity tag of HTTP. */
final class Version {
  private Version() {}

  static String tag(Run run) {
    return '"' + Long.toString(run.version()) + '"';
  }

  /** Nobody decides about a run that is no longer as it was when he looked. */
  static void require(Run run, Optional<String> said) {
    if (said.isEmpty()) {
      throw new RefusedException(
          ProblemCode.VERSION_REQUIRED,
          "send If-Match with the ETag of the run as you have seen it");
    }
    if (!said.get().strip().equals(tag(run))) {
      throw stale(run);
    }
  }

  static RefusedException stale(Run run) {
    return new RefusedException(
        Problem.of(
            ProblemCode.STALE,
            "the run has changed: it is in %s now; look again, then decide"
                .formatted(RunView.word(run.state()))),
        Map.of("ETag", tag(run)));
  }
}
