package io.plimsoll.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What fails together. A label that is not known counts as shared, because a promise is not a
 * measurement.
 */
public record FailureDomain(
    Optional<String> site,
    Optional<String> array,
    Optional<String> host,
    Optional<String> account) {

  public static final FailureDomain UNKNOWN =
      new FailureDomain(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** The labels both share, as {@code array hds-1} or {@code array (unknown)}; empty when apart. */
  public List<String> sharedWith(FailureDomain other) {
    var shared = new ArrayList<String>();
    compare("site", site, other.site, shared);
    compare("array", array, other.array, shared);
    compare("host", host, other.host, shared);
    compare("account", account, other.account, shared);
    return shared;
  }

  private static void compare(
      String label, Optional<String> mine, Optional<String> theirs, List<String> shared) {
    if (mine.isEmpty() || theirs.isEmpty()) {
      shared.add(label + " (unknown)");
    } else if (mine.get().equalsIgnoreCase(theirs.get())) {
      shared.add(label + " " + mine.get());
    }
  }
}
