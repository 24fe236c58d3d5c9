package io.plimsoll.metrics;

/** Every meter there is. A name, once published, is not given to anything else. */
public enum Meters {
  /** Timer, a value per live cut-over, tag {@code shard}. */
  CUT_OVER_BLOCK("plimsoll.cutover.block"),

  /** Timer, a value per stage that ended, tag {@code stage}; time held does not count. */
  STAGE_DURATION("plimsoll.stage.duration"),

  /** Counter, tag {@code pass}. */
  ROWS_COPIED("plimsoll.rows.copied"),

  /** Counter, tag {@code pass}: keys that ticks brought to the other side. */
  REPLAY_KEYS("plimsoll.replay.keys"),

  /** Counter: runs that were found to differ. */
  DIVERGENCES("plimsoll.divergences"),

  /** Counter, tag {@code event}: how often somebody was called. */
  PAGES("plimsoll.pages"),

  /** Timer, tags {@code route} and {@code status}: how the server answers. */
  SERVER_REQUESTS("plimsoll.server.requests"),

  /** Gauge: runs that this process drives. */
  RUNS_DRIVEN("plimsoll.runs.driven");

  private final String meter;

  Meters(String meter) {
    this.meter = meter;
  }

  /** As dashboards and alerts know it. */
  public String meter() {
    return meter;
  }
}
