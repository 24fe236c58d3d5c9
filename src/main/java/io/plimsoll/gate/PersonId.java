package io.plimsoll.gate;

import java.util.regex.Pattern;

/** Names one person, whatever roles, accounts or tokens that person has. */
public record PersonId(String value) implements Comparable<PersonId> {
  private static final Pattern SHAPE = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}@._+-]{0,99}");

  public PersonId {
    if (value == null || !SHAPE.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "a person's id must match %s, found '%s'".formatted(SHAPE.pattern(), value));
    }
  }

  @Override
  public int compareTo(PersonId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
