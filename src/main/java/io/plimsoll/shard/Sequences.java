package io.plimsoll.shard;

import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.store.SequenceState;
import io.plimsoll.store.SequenceWatch;
import io.plimsoll.store.Store;
import io.plimsoll.store.StoreWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Moves sequences past those of the side that clients used before: one behind would hand out used
 * keys again. Done under the fence, because nextval passes it.
 */
final class Sequences {
  private final ShardTools tools;
  private final ShardEnds ends;
  private final Errand errand;
  private final Store to;
  private final String from;
  private final SequenceWatch ahead;
  private final SequenceWatch behind;

  /** Looks the sequences up, which takes longer than clients should wait. */
  Sequences(ShardTools tools, ShardEnds ends, Errand errand, Store from, Store to) {
    this.tools = tools;
    this.ends = ends;
    this.errand = errand;
    this.to = to;
    this.from = from.name();
    this.ahead = from.watchSequences(ends.objects());
    this.behind = to.watchSequences(ends.objects());
  }

  /** From the source to the target, on the way forward. */
  static Sequences forward(ShardTools tools, ShardEnds ends, Errand errand) {
    return new Sequences(tools, ends, errand, ends.source(), ends.target());
  }

  /** From the target to the source, on the way back. */
  static Sequences back(ShardTools tools, ShardEnds ends, Errand errand) {
    return new Sequences(tools, ends, errand, ends.target(), ends.source());
  }

  /**
   * Sets every sequence of one side past its namesake's on the other.
   *
   * @throws DivergedException when one is missing there or stands behind afterwards
   */
  void follow() {
    List<SequenceState> wanted = ahead.now().stream().map(this::ahead).toList();
    new Diary(tools, ends.shard(), errand)
        .perform(
            "sequences.set",
            to.name(),
            wanted.size() + " sequences past those of " + from,
            "dropped with the target's objects",
            () -> {
              try (StoreWriter writer = to.writer(errand.authority())) {
                writer.setSequences(wanted);
              }
              return wanted.size();
            },
            count -> count + " set");
    List<Finding> late = tools.guards().check(GuardId.F24, () -> behind(wanted, behind.now()));
    if (!late.isEmpty()) {
      throw new DivergedException(ShardWay.texts(late));
    }
  }

  /** Clients' own pools may hold back values as a session's cache does. */
  private SequenceState ahead(SequenceState state) {
    return new SequenceState(
        state.name(),
        state.last(),
        state.increment(),
        state.cache() + errand.cutOver().sequenceAllowance(),
        state.columnMaximum());
  }

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
