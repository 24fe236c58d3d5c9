package io.plimsoll.gate;

import io.plimsoll.plan.Role;
import java.util.Set;

/**
 * Who decides, as authenticated; nothing of it comes from a file or a request's own claim.
 *
 * @param roles at this moment
 * @param authentication how it was shown who this is: {@code password}, {@code oidc}
 * @param channel where the decision came in: {@code cli}, {@code api}, {@code page}
 * @param address from where; empty when unknown
 */
public record Decider(
    PersonId person,
    String name,
    Set<Role> roles,
    Kind kind,
    String authentication,
    String channel,
    String address) {
  public Decider {
    roles = Set.copyOf(roles);
  }

  public enum Kind {
    PERSON,
    /** A token of a program: it may ask for a change and never decides about one. */
    MACHINE
  }
}
