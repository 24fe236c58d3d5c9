package io.plimsoll.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.Supplier;

/** Counts and times what the server answers. */
public final class ServerMeters {
  private final MeterRegistry registry;

  ServerMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * @param route method and path with its parameters as names
   */
  public void answered(String route, int status, Duration took) {
    Timer.builder(Meters.SERVER_REQUESTS.meter())
        .tag("route", route)
        .tag("status", Integer.toString(status))
        .register(registry)
        .record(took);
  }

  /** Asks for the number whenever somebody reads the meters. */
  public void driven(Supplier<Number> runs) {
    Gauge.builder(Meters.RUNS_DRIVEN.meter(), runs).register(registry);
  }
}
