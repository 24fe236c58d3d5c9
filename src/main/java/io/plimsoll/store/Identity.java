package io.plimsoll.store;

import java.time.Instant;

/**
 * What a store says of itself; read again before every destructive step.
 *
 * @param product and version as the server reports them
 * @param systemId of the cluster: standbys and clones share it
 * @param timeline rises at every promotion
 * @param database name, with its own id in {@code databaseId}
 * @param standby whether it is in recovery
 * @param startedAt when the server started: a restart makes unflushed work suspect
 */
public record Identity(
    String product,
    String version,
    String systemId,
    long timeline,
    String database,
    long databaseId,
    boolean standby,
    Instant startedAt) {

  /** Whether both are the very same storage, under whatever address. */
  public boolean sameStorage(Identity other) {
    return systemId.equals(other.systemId) && databaseId == other.databaseId;
  }

  /** Stable across restarts: what a plan is bound to. */
  public String binding() {
    return "%s %s/%d/%d (%s)".formatted(product, systemId, timeline, databaseId, database);
  }
}
