package io.plimsoll.gate;

/**
 * What changed between two evidences.
 *
 * @param path where: {@code targets.s00.source.binding}
 * @param was {@code absent} when it was not there
 * @param is {@code absent} when it is gone
 */
public record Difference(String path, String was, String is) {
  /** One line for a person. */
  public String text() {
    return "%s: was %s, is %s".formatted(path, was, is);
  }
}
