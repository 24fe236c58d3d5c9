package io.plimsoll.gate;

import io.plimsoll.plan.Role;
import java.util.List;
import java.util.Set;

/**
 * What persons may do right now. Asked again when an approval is used: a role that was taken away
 * in between takes the approval with it.
 */
public interface Roles {
  /** Nobody is known, so nobody's approval can be used. */
  Roles NOBODY =
      new Roles() {
        @Override
        public Set<Role> of(PersonId person) {
          return Set.of();
        }

        @Override
        public List<Holder> holders() {
          return List.of();
        }
      };

  /** None for who is unknown, disabled or locked out. */
  Set<Role> of(PersonId person);

  /** The persons that have any role, for saying who could decide. */
  List<Holder> holders();

  record Holder(PersonId person, String name, Set<Role> roles) {}
}
