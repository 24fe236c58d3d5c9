package io.plimsoll.people;

import java.time.Instant;
import java.util.Optional;

/** Hears of everything about access that the audit log must hold. Never given a secret. */
public interface AccessEvents {
  AccessEvents NONE = new AccessEvents() {};

  default void refused(Refusal refusal) {}

  default void opened(Instant at, Caller caller) {}

  default void ended(Instant at, AccountId account, Origin origin) {}

  default void changed(Change change) {}

  default void denied(Denial denial) {}

  /**
   * @param cause what the refused party is not told
   * @param account when there is one; a name that was typed is not kept, it may be a password
   */
  record Refusal(
      Instant at, Outcome.Reason reason, Cause cause, Optional<AccountId> account, Origin origin) {}

  /** The true cause of a refusal, for the log alone. */
  enum Cause {
    UNKNOWN_ACCOUNT,
    WRONG_PASSWORD,
    NO_PASSWORD,
    DISABLED,
    LOCKED_OUT,
    MALFORMED,
    UNKNOWN_SECRET,
    REVOKED,
    EXPIRED,
    IDLE,
    STATE_UNKNOWN_OR_USED,
    OTHER_BROWSER,
    OTHER_ISSUER,
    OTHER_SITE,
    PROVIDER_SAID_NO,
    PROVIDER_UNREACHABLE,
    ID_TOKEN_INVALID,
    NOT_LINKED
  }

  /**
   * Somebody who is known asked for what these credentials do not allow.
   *
   * @param text as that person was told
   */
  record Denial(Instant at, Caller by, String text) {}

  /**
   * @param by empty for the first administrator alone
   * @param text what changed, as a clause
   */
  record Change(Instant at, Optional<Caller> by, AccountId account, String text) {}
}
