package io.plimsoll.plan;

import java.time.LocalDate;
import java.util.List;

/**
 * A fault by which versions of a server are known to lose or damage data.
 *
 * @param product as its servers report it
 * @param breaks a clause on what happens to data
 * @param since when it became known
 * @param source the URL where its makers say so
 */
public record Advisory(
    String id,
    String product,
    List<Range> versions,
    String breaks,
    LocalDate since,
    String source) {
  public Advisory {
    versions = List.copyOf(versions);
  }

  /**
   * @param from the first version with the fault
   * @param before the first later one without it
   */
  public record Range(ServerVersion from, ServerVersion before) {
    boolean holds(ServerVersion version) {
      return from.compareTo(version) <= 0 && version.compareTo(before) < 0;
    }
  }

  public boolean concerns(String ofProduct, ServerVersion version) {
    return product.equalsIgnoreCase(ofProduct)
        && versions.stream().anyMatch(range -> range.holds(version));
  }
}
