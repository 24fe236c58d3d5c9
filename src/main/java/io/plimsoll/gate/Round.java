package io.plimsoll.gate;

import io.plimsoll.common.Digest;
import io.plimsoll.gate.GateDecision.Kind;
import io.plimsoll.plan.GateRule.Quorum;
import io.plimsoll.plan.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Counts the decisions of one round of a gate; pure. */
record Round(Gate gate, Quorum rule, List<Parties.Party> parties, Roles roles) {
  /** A key that was turned waits no longer than this for the second one. */
  static final Duration KEY_LIFE = Duration.ofMinutes(30);

  /** Decisions that stand: the last of each person, unless it was taken back. */
  private List<Decision> standing(Kind kind) {
    var last = new TreeMap<PersonId, Decision>();
    decisions().forEach(d -> last.put(d.person(), d));
    return last.values().stream().filter(d -> d.is(kind)).filter(this::ofThisEvidence).toList();
  }

  /** A review looks back: it takes no seat, and none away. */
  private Stream<Decision> decisions() {
    return gate.decisions().stream().filter(d -> !d.is(Kind.REVIEW));
  }

  private boolean ofThisEvidence(Decision decision) {
    return gate.evidence()
        .map(SealedEvidence::digest)
        .filter(decision.made().shown()::equals)
        .isPresent();
  }

  /** What the person last said in this round, if it stands. */
  Optional<Decision> of(PersonId person) {
    return decisions()
        .filter(d -> d.person().equals(person))
        .reduce((first, second) -> second)
        .filter(d -> !d.is(Kind.WITHDRAW));
  }

  /** Who sits: with the roles they had when deciding and still have, and no hand in the run. */
  Seating seating() {
    return Seating.of(rule.seats(), approvers());
  }

  /** As if one more person had approved. */
  Seating with(PersonId another, Set<Role> theirs) {
    SortedMap<PersonId, Set<Role>> persons = approvers();
    persons.put(another, theirs);
    return Seating.of(rule.seats(), persons);
  }

  private SortedMap<PersonId, Set<Role>> approvers() {
    var persons = new TreeMap<PersonId, Set<Role>>();
    standing(Kind.APPROVE).stream()
        .filter(d -> part(d.person()).isEmpty())
        .forEach(d -> persons.put(d.person(), still(d)));
    return persons;
  }

  private Set<Role> still(Decision decision) {
    var both = new TreeSet<>(decision.made().by().roles());
    both.retainAll(roles.of(decision.person()));
    return both;
  }

  /** Keys that are turned at the instant, one per person. */
  List<Decision> keys(Instant now) {
    return standing(Kind.BREAK_GLASS).stream()
        .filter(d -> now.isBefore(d.at().plus(KEY_LIFE)))
        .toList();
  }

  /** Whether the keys still open the gate: their holders have their roles, and no hand in it. */
  boolean keysHold() {
    List<Decision> held =
        standing(Kind.BREAK_GLASS).stream()
            .filter(d -> part(d.person()).isEmpty())
            .filter(d -> roles.of(d.person()).stream().anyMatch(KEY_HOLDERS::contains))
            .toList();
    return held.size() > 1 || held.stream().anyMatch(d -> d.made().incident().isPresent());
  }

  /** Who may turn a key. */
  static final Set<Role> KEY_HOLDERS = Set.of(Role.OPERATOR, Role.APPROVER, Role.ADMIN);

  Optional<Parties.Party> part(PersonId person) {
    return parties.stream().filter(p -> p.person().equals(person)).findFirst();
  }

  boolean requesterKnown() {
    return parties.stream().anyMatch(p -> p.part() == Parties.Part.REQUESTER);
  }

  boolean hasSeatFor(Set<Role> roles) {
    return roles.stream().anyMatch(rule.seats()::containsKey);
  }

  Optional<Digest> digest() {
    return gate.evidence().map(SealedEvidence::digest);
  }

  /** Who opened it: {@code Ann (approver), Ben (auditor)}. */
  String openers(Seating seating) {
    boolean glass = gate.state() == GateState.BROKEN_GLASS;
    return glass
        ? standing(Kind.BREAK_GLASS).stream()
            .map(d -> d.made().by().name())
            .collect(Collectors.joining(", "))
        : standing(Kind.APPROVE).stream()
            .filter(d -> seating.seated().containsKey(d.person()))
            .map(d -> "%s (%s)".formatted(d.made().by().name(), seating.seated().get(d.person())))
            .collect(Collectors.joining(", "));
  }
}
