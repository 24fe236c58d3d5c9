package io.plimsoll.shard;

import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.store.SequenceState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares how far sequences are: a target behind its source would hand out used keys again. */
final class Sequences {
  private Sequences() {}

  /** One finding per sequence of the target that is missing, or not past source and column. */
  static List<Finding> behind(List<SequenceState> source, List<SequenceState> target) {
    var findings = new ArrayList<Finding>();
    for (SequenceState wanted : source) {
      Optional<SequenceState> found =
          target.stream().filter(t -> t.name().equals(wanted.name())).findFirst();
      if (found.isEmpty()) {
        findings.add(finding(wanted, "is missing on the target"));
      } else if (!isPast(found.get(), wanted)) {
        findings.add(
            finding(
                wanted,
                "stands at %s on the target; the source handed out %s, its column holds %s"
                    .formatted(
                        text(found.get().last()),
                        text(wanted.last()),
                        text(wanted.columnMaximum()))));
      }
    }
    return findings;
  }

  private static boolean isPast(SequenceState target, SequenceState source) {
    return reaches(target, source.last()) && reaches(target, source.columnMaximum());
  }

  private static boolean reaches(SequenceState target, Optional<Long> mark) {
    if (mark.isEmpty()) {
      return true;
    }
    if (target.last().isEmpty()) {
      return false;
    }
    return target.increment() > 0
        ? target.last().get() >= mark.get()
        : target.last().get() <= mark.get();
  }

  private static Finding finding(SequenceState sequence, String message) {
    return Finding.blocking(
        GuardId.F24,
        "sequence-behind",
        "sequence " + sequence.name(),
        message,
        "set it past both, or roll back");
  }

  private static String text(Optional<Long> value) {
    return value.map(Object::toString).orElse("nothing");
  }
}
