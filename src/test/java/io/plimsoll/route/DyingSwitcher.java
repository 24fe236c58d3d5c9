package io.plimsoll.route;

import io.plimsoll.route.Route.Destination;
import io.plimsoll.testing.PgBouncer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A second process that stops in the middle of its work and waits to be killed. */
public final class DyingSwitcher {
  private static final int RELOAD_SESSION = 2;

  private DyingSwitcher() {}

  /** {@code switch|pause CONSOLE FILE PORT PORT DATABASE}. */
  public static void main(String[] arguments) {
    var opened = new AtomicInteger();
    boolean switches = arguments[0].equals("switch");
    PgBouncerRoute route =
        PgBouncerRouteTest.route(
            PgBouncer.ADMIN,
            () -> {
              if (switches && opened.incrementAndGet() == RELOAD_SESSION) {
                stop("between file and reload");
              }
              return PgBouncer.console(arguments[1], PgBouncer.ADMIN, PgBouncer.ADMIN_PASSWORD);
            },
            Path.of(arguments[2]),
            new int[] {Integer.parseInt(arguments[3]), Integer.parseInt(arguments[4])},
            arguments[5]);
    if (switches) {
      route.switchTo(RouteContract.SHARD, Destination.TARGET, 1);
    } else if (route.pause(RouteContract.SHARD, Duration.ofSeconds(30))) {
      stop("paused");
    }
  }

  private static void stop(String where) {
    System.out.println(where);
    try {
      Thread.sleep(Duration.ofMinutes(10).toMillis());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
