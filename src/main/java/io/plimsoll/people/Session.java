package io.plimsoll.people;

import java.time.Instant;

/**
 * Somebody is logged in.
 *
 * @param id public; not part of the secret
 * @param method how it was opened
 * @param used to about a minute
 */
public record Session(String id, AccountId account, Method method, Times times) {
  public record Times(Instant opened, Instant used, Instant expires) {}
}
