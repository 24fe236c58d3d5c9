package io.plimsoll.web;

import io.plimsoll.gate.Decider;
import io.plimsoll.gate.PersonId;
import io.plimsoll.people.Caller;
import io.plimsoll.plan.Role;
import java.util.Locale;
import java.util.stream.Collectors;

/** The caller as gates know persons: who was authenticated, not what a request claims. */
final class Deciding {
  private Deciding() {}

  static Decider by(Caller caller) {
    return new Decider(
        new PersonId(caller.id().value()),
        caller.name(),
        caller.roles().stream().map(r -> Role.valueOf(r.name())).collect(Collectors.toSet()),
        caller.mayDecide() ? Decider.Kind.PERSON : Decider.Kind.MACHINE,
        word(caller.method()),
        word(caller.origin().channel()),
        caller.origin().address());
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
