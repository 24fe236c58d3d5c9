package io.plimsoll.people;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** What came of an attempt to authenticate. */
public sealed interface Outcome {
  /** The caller, or what the refusal is made into. */
  Caller orThrow(Function<Refused, ? extends RuntimeException> refusal);

  /** The caller is known. */
  record Authenticated(Caller caller) implements Outcome {
    @Override
    public Caller orThrow(Function<Refused, ? extends RuntimeException> refusal) {
      return caller;
    }
  }

  /**
   * Nobody is known. Neither reason nor sentence tells whether an account exists.
   *
   * @param retryAfter when trying earlier is pointless
   */
  record Refused(Reason reason, String sentence, Optional<Duration> retryAfter) implements Outcome {
    @Override
    public Caller orThrow(Function<Refused, ? extends RuntimeException> refusal) {
      throw refusal.apply(this);
    }
  }

  /** Stable codes for whoever was refused. */
  enum Reason {
    WRONG_CREDENTIALS("the name or the password is wrong"),
    LOCKED_OUT("too many attempts have failed; wait, then try again"),
    INVALID_TOKEN("the token is not valid here; log in again or ask for another token"),
    INVALID_SESSION("you are not logged in, or no longer; log in again"),
    EXPIRED("these credentials have expired; log in again or ask for others"),
    OTHER_SITE("only pages of this server may do this in a browser"),
    INVALID_CODE("the one-time code is wrong, used or expired; ask for another"),
    PROVIDER_REFUSED("the identity provider's answer was not accepted; begin the log-in again"),
    PROVIDER_UNREACHABLE("the identity provider cannot be reached; try again in a moment"),
    NOT_LINKED("you are known to the identity provider and have no account here; ask an admin");

    private final String sentence;

    Reason(String sentence) {
      this.sentence = sentence;
    }

    public String sentence() {
      return sentence;
    }
  }
}
