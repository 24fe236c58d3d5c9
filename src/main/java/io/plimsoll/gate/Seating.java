package io.plimsoll.gate;

import io.plimsoll.plan.Role;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Who sits on which seat of a quorum, so that as many seats as possible are filled and nobody sits
 * twice. With several roles it matters which seat a person takes: an auditor who is also an
 * approver must not keep the only approver standing. Taking the first free seat can miss a way that
 * exists; this moves persons until no way is left (augmenting paths), which is exact.
 *
 * @param seated each person once
 * @param free seats that nobody of these persons can fill besides
 */
public record Seating(SortedMap<PersonId, Role> seated, SortedMap<Role, Integer> free) {
  /** No seats. */
  public static final Seating NONE = new Seating(new TreeMap<>(), new TreeMap<>());

  public Seating {
    seated = Collections.unmodifiableSortedMap(new TreeMap<>(seated));
    free = Collections.unmodifiableSortedMap(new TreeMap<>(free));
  }

  public static Seating of(SortedMap<Role, Integer> seats, Map<PersonId, Set<Role>> persons) {
    var room = new Room(seats, new TreeMap<>(persons));
    room.persons.keySet().forEach(person -> room.seat(person, new HashSet<>()));
    return room.seating();
  }

  private static final class Room {
    private final List<Role> seats = new ArrayList<>();
    private final SortedMap<PersonId, Set<Role>> persons;
    private final Map<Integer, PersonId> taken = new HashMap<>();

    Room(SortedMap<Role, Integer> wanted, SortedMap<PersonId, Set<Role>> persons) {
      wanted.forEach((role, count) -> seats.addAll(Collections.nCopies(count, role)));
      this.persons = persons;
    }

    /** Finds a seat, if need be by moving those who sit; {@code tried} bounds the search. */
    boolean seat(PersonId person, Set<Integer> tried) {
      for (int i = 0; i < seats.size(); i++) {
        if (persons.get(person).contains(seats.get(i)) && tried.add(i)) {
          PersonId sits = taken.get(i);
          if (sits == null || seat(sits, tried)) {
            taken.put(i, person);
            return true;
          }
        }
      }
      return false;
    }

    Seating seating() {
      var seated = new TreeMap<PersonId, Role>();
      var free = new TreeMap<Role, Integer>();
      for (int i = 0; i < seats.size(); i++) {
        PersonId sits = taken.get(i);
        if (sits == null) {
          free.merge(seats.get(i), 1, Integer::sum);
        } else {
          seated.put(sits, seats.get(i));
        }
      }
      return new Seating(seated, free);
    }
  }

  public boolean complete() {
    return free.isEmpty();
  }

  public int filled() {
    return seated.size();
  }

  public int seats() {
    return filled() + free.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** {@code 1 of 2}. */
  public String count() {
    return filled() + " of " + seats();
  }

  /** {@code 1 approver, 1 auditor}. */
  public String missing() {
    return free.entrySet().stream()
        .map(seat -> seat.getValue() + " " + seat.getKey())
        .collect(Collectors.joining(", "));
  }
}
