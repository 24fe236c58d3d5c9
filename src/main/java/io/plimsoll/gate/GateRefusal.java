package io.plimsoll.gate;

import java.util.Locale;

/**
 * Why a decision does not count. Nothing was changed by it.
 *
 * @param sentence for the person: what is the case and, where there is something, what to do
 */
public record GateRefusal(Code code, String sentence) {

  /** Stable, for machines. */
  public enum Code {
    /** A program's token asked. */
    MACHINE,
    /** The run is at another stage, or has ended. */
    NOT_AT_GATE,
    /** The plan asks nobody here. */
    NO_QUORUM,
    /** The evidence is not sealed yet. */
    NOT_OPEN,
    /** Somebody asked for the way back, which goes first. */
    ABORT_REQUESTED,
    EXPIRED,
    /** The evidence changed; the gate was sealed again. */
    STALE,
    RED,
    REJECTED,
    CONSUMED,
    CANCELLED,
    /** Another digest was shown than the one that is sealed. */
    OTHER_DIGEST,
    /** Nobody knows who asked for the run, so nobody can be shown to be somebody else. */
    REQUESTER_UNKNOWN,
    OWN_RUN,
    EDITOR,
    STARTER,
    /** The person has no role that this gate has a seat for. */
    NO_ROLE,
    /** All seats for the person's roles are filled. */
    NO_FREE_SEAT,
    ALREADY_DECIDED,
    NOTHING_TO_WITHDRAW,
    /** Whoever broke the glass does not review it. */
    OWN_GLASS,
    /** No broken glass waits for a review, or no longer. */
    NOTHING_TO_REVIEW,
    /** An emergency, or its review, without a reason. */
    NO_REASON,
    /** Others decided at the same instant, again and again. */
    LOOK_AGAIN;

    /** The word in answers: {@code own-run}. */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  static GateRefusal of(Code code, String sentence, Object... parts) {
    return new GateRefusal(code, sentence.formatted(parts));
  }

  /** One line: {@code own-run: …}. */
  public String text() {
    return code.text() + ": " + sentence;
  }
}
