package io.plimsoll.common;

/** A fencing number that only rises; a store refuses writes of any epoch but the current one. */
public record Epoch(long value) implements Comparable<Epoch> {
  public Epoch {
    if (value < 0) {
      throw new IllegalArgumentException("an epoch is not negative: " + value);
    }
  }

  public Epoch next() {
    return new Epoch(value + 1);
  }

  @Override
  public int compareTo(Epoch other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
