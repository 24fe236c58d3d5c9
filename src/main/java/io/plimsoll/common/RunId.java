package io.plimsoll.common;

import java.util.regex.Pattern;

/** Names one execution of a plan, e.g. {@code sidekick-k3f9ax}; unique across control databases. */
public record RunId(String value) {
  private static final Pattern SHAPE = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");

  public RunId {
    Names.require(SHAPE, value, "a run id");
  }

  @Override
  public String toString() {
    return value;
  }
}
