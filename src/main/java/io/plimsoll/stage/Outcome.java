package io.plimsoll.stage;

import io.plimsoll.run.Hold;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a piece of a stage ended. An error is not a verdict: it is {@code FAILED} and holds.
 *
 * @param notBefore with {@code AGAIN}, when the stage wants to run next
 * @param reason with {@code FAILED}, why the run holds
 */
public record Outcome(
    Kind kind, String text, Optional<Instant> notBefore, Optional<Hold.Reason> reason) {

  /** In rising gravity. */
  public enum Kind {
    /** Done, and the evidence is green. */
    PASSED,
    /** Not done yet: the stage wants to run again later. */
    AGAIN,
    /** Asked to stop; everything so far can be resumed. */
    STOPPED,
    /** It could not be measured; nothing may be concluded. */
    INCONCLUSIVE,
    /** A store did not answer; trying again under a new epoch may help. */
    UNAVAILABLE,
    /** A guard refused the next step, which therefore changed nothing. */
    REFUSED,
    /** It did not work, and trying again by itself will not help. */
    FAILED,
    /** Source and target differ. */
    DIVERGED
  }

  public static Outcome passed(String text) {
    return new Outcome(Kind.PASSED, text, Optional.empty(), Optional.empty());
  }

  public static Outcome again(Instant notBefore, String text) {
    return new Outcome(Kind.AGAIN, text, Optional.of(notBefore), Optional.empty());
  }

  public static Outcome stopped(String text) {
    return new Outcome(Kind.STOPPED, text, Optional.empty(), Optional.empty());
  }

  public static Outcome inconclusive(String text) {
    return new Outcome(Kind.INCONCLUSIVE, text, Optional.empty(), Optional.empty());
  }

  public static Outcome unavailable(String text) {
    return new Outcome(Kind.UNAVAILABLE, text, Optional.empty(), Optional.empty());
  }

  public static Outcome refused(String text) {
    return new Outcome(Kind.REFUSED, text, Optional.empty(), Optional.empty());
  }

  public static Outcome failed(Hold.Reason reason, String text) {
    return new Outcome(Kind.FAILED, text, Optional.empty(), Optional.of(reason));
  }

  public static Outcome diverged(String text) {
    return new Outcome(Kind.DIVERGED, text, Optional.empty(), Optional.empty());
  }

  public boolean is(Kind other) {
    return kind == other;
  }

  /** The graver of two; of equal gravity both, with the later instant. */
  public Outcome and(Outcome other) {
    if (kind != other.kind) {
      return kind.compareTo(other.kind) > 0 ? this : other;
    }
    String both =
        Stream.of(text, other.text)
            .distinct()
            .filter(t -> !t.isEmpty())
            .collect(Collectors.joining("; "));
    Optional<Instant> later =
        Stream.of(notBefore, other.notBefore).flatMap(Optional::stream).max(Instant::compareTo);
    return new Outcome(kind, both, later, reason.or(other::reason));
  }
}
