package io.plimsoll.common;

import java.util.function.Supplier;

/**
 * A password or token. It prints as {@code ****}, and is read from its file or variable only when
 * it is used, so that it never travels through plans, logs or reports.
 */
public final class Secret {
  private final String origin;
  private final Supplier<String> source;

  /**
   * @param origin where it comes from, safe to print, e.g. {@code env PGPASS_OLD}
   * @param source reads it; may throw an unchecked exception naming the origin
   */
  public Secret(String origin, Supplier<String> source) {
    this.origin = origin;
    this.source = source;
  }

  /** The secret itself; never log it. */
  public String reveal() {
    return source.get();
  }

  public String origin() {
    return origin;
  }

  @Override
  public String toString() {
    return "****";
  }
}
