package io.plimsoll.gate;

import static io.plimsoll.plan.Role.APPROVER;
import static io.plimsoll.plan.Role.AUDITOR;
import static io.plimsoll.plan.Role.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.plan.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SeatingTest {
  private static final SortedMap<Role, Integer> TWO_AND_ONE =
      new TreeMap<>(Map.of(APPROVER, 2, AUDITOR, 1));

  private static PersonId id(String name) {
    return new PersonId(name);
  }

  @Test
  void neverSeatsAPersonTwice() {
    var seating = Seating.of(TWO_AND_ONE, Map.of(id("ann"), Set.of(APPROVER, AUDITOR, OPERATOR)));

    assertThat(seating.filled()).isEqualTo(1);
    assertThat(seating.complete()).isFalse();
    assertThat(seating.count()).isEqualTo("1 of 3");
  }

  @Test
  void movesPersonsSoThatAllFindASeat() {
    // Ann comes first and could take any seat; only the auditor's lets the others sit too.
    var seating =
        Seating.of(
            TWO_AND_ONE,
            Map.of(
                id("ann"), Set.of(APPROVER, AUDITOR),
                id("ben"), Set.of(APPROVER),
                id("cas"), Set.of(APPROVER)));

    assertThat(seating.complete()).isTrue();
    assertThat(seating.seated()).containsEntry(id("ann"), AUDITOR);
  }

  @Test
  void saysWhichSeatsAreFree() {
    var seating = Seating.of(TWO_AND_ONE, Map.of(id("cas"), Set.of(AUDITOR)));

    assertThat(seating.missing()).isEqualTo("2 approver");
  }

  @Test
  void seatsNobodyWithoutAFittingRole() {
    assertThat(Seating.of(TWO_AND_ONE, Map.of(id("vic"), Set.of(Role.VIEWER))).filled()).isZero();
  }

  @Test
  void fillsAsManySeatsAsTryingEverythingDoes() {
    long seed = System.nanoTime();
    System.out.println("SeatingTest seed " + seed);
    var random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      var seats = new TreeMap<Role, Integer>();
      for (Role role : List.of(OPERATOR, APPROVER, AUDITOR)) {
        int count = random.nextInt(3);
        if (count > 0) {
          seats.put(role, count);
        }
      }
      var persons = new TreeMap<PersonId, Set<Role>>();
      for (int i = random.nextInt(6); i > 0; i--) {
        var roles = new TreeSet<Role>();
        for (Role role : Role.values()) {
          if (random.nextInt(3) == 0) {
            roles.add(role);
          }
        }
        persons.put(id("p" + i), roles);
      }
      var list = new ArrayList<Role>();
      seats.forEach((role, n) -> list.addAll(java.util.Collections.nCopies(n, role)));

      assertThat(Seating.of(seats, persons).filled())
          .as("seed %d round %d: %s %s", seed, round, seats, persons)
          .isEqualTo(most(list, new ArrayList<>(persons.values()), 0));
    }
  }

  private static int most(List<Role> seats, List<Set<Role>> persons, int from) {
    if (from == persons.size()) {
      return 0;
    }
    int best = most(seats, persons, from + 1);
    for (int i = 0; i < seats.size(); i++) {
      if (persons.get(from).contains(seats.get(i))) {
        var rest = new ArrayList<>(seats);
        rest.remove(i);
        best = Math.max(best, 1 + most(rest, persons, from + 1));
      }
    }
    return best;
  }
}
