package io.plimsoll.engine;

import io.plimsoll.gate.Decider;
import io.plimsoll.gate.PersonId;
import io.plimsoll.people.Caller;
import io.plimsoll.plan.Role;
import java.util.Locale;
import java.util.stream.Collectors;

/** A caller as gates know persons: who was authenticated, not what a request claims. */
public final class Deciders {
  private Deciders() {}

  public static Decider of(Caller caller) {
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
