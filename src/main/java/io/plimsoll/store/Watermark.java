package io.plimsoll.store;

/**
 * Which transactions of a store a moment sees, in the engine's own words. What one watermark covers
 * has been replayed; what the next one sees beyond it has not.
 *
 * @param text on PostgreSQL a {@code pg_snapshot}: {@code xmin:xmax:in progress}
 */
public record Watermark(String text) {
  @Override
  public String toString() {
    return text;
  }
}
