package io.plimsoll.gate;

import io.plimsoll.common.Digest;
import java.util.Optional;

/**
 * What a person wants done with a gate.
 *
 * @param shown the digest of the evidence that the person was shown
 * @param comment why; may be empty, except to break the glass and to review it
 * @param incident with {@code BREAK_GLASS}, the incident it belongs to: one key is then enough
 */
public record GateDecision(
    Kind kind, Decider by, Digest shown, String comment, Optional<String> incident) {

  public enum Kind {
    APPROVE,
    REJECT,
    /** Takes back the person's own approval or key. */
    WITHDRAW,
    /** Turns a key to open the gate in an emergency. */
    BREAK_GLASS,
    /** Settles afterwards what the glass was broken for. */
    REVIEW
  }

  public static GateDecision approve(Decider by, Digest shown, String comment) {
    return new GateDecision(Kind.APPROVE, by, shown, comment, Optional.empty());
  }

  public static GateDecision reject(Decider by, Digest shown, String comment) {
    return new GateDecision(Kind.REJECT, by, shown, comment, Optional.empty());
  }

  public static GateDecision withdraw(Decider by, Digest shown, String comment) {
    return new GateDecision(Kind.WITHDRAW, by, shown, comment, Optional.empty());
  }

  /**
   * @param shown of the evidence that stood behind the glass
   */
  public static GateDecision review(Decider by, Digest shown, String comment) {
    return new GateDecision(Kind.REVIEW, by, shown, comment, Optional.empty());
  }

  public static GateDecision breakGlass(
      Decider by, Digest shown, String reason, Optional<String> incident) {
    return new GateDecision(Kind.BREAK_GLASS, by, shown, reason, incident);
  }
}
