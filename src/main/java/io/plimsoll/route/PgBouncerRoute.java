package io.plimsoll.route;

import io.plimsoll.common.Finding;
import io.plimsoll.common.ShardId;
import io.plimsoll.route.BouncerConsole.Served;
import io.plimsoll.route.BouncerText.Entry;
import io.plimsoll.route.BouncerText.Mark;
import io.plimsoll.route.BouncerText.UnreadableFileException;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A route through PgBouncer. The version stands in a comment above the entry in its file, and is
 * compared and set under a lock on that file; a RELOAD makes the running PgBouncer follow, and only
 * its console says where clients go.
 *
 * <p>A switch that died between file and RELOAD would come true at anybody's RELOAD, even after the
 * run has gone back. So whoever observes such a file first takes it back, under the same lock and
 * with a higher version, to where clients are sent now: observing never moves a client.
 */
final class PgBouncerRoute implements Route {
  private final String route;
  private final BouncerConsole console;
  private final BouncerFile file;
  private final Map<ShardId, Sides> shards;

  /**
   * @param route its name in the configuration
   * @param shards the entry of each shard, and where its sides are
   */
  PgBouncerRoute(
      String route, BouncerConsole console, BouncerFile file, Map<ShardId, Sides> shards) {
    this.route = route;
    this.console = console;
    this.file = file;
    this.shards = Map.copyOf(shards);
  }

  /**
   * @param database the name of the entry, which is what clients connect to
   */
  record Sides(String database, Endpoint source, Endpoint target) {
    Sides {
      if (source.same(target)) {
        throw new IllegalArgumentException("a route between equal addresses switches nothing");
      }
    }

    Destination destinationOf(Endpoint endpoint) {
      if (endpoint.same(source)) {
        return Destination.SOURCE;
      }
      return endpoint.same(target) ? Destination.TARGET : Destination.ELSEWHERE;
    }

    Endpoint of(Destination destination) {
      return switch (destination) {
        case SOURCE -> source;
        case TARGET -> target;
        case ELSEWHERE -> throw new IllegalStateException("nobody is sent elsewhere by a run");
      };
    }
  }

  /** File and console, read one after the other. */
  private record Seen(Optional<Entry> written, Optional<Served> served) {
    Optional<Mark> mark() {
      return written.flatMap(Entry::mark);
    }

    boolean agree() {
      return written.isPresent()
          && served.isPresent()
          && written.get().endpoint().same(served.get().endpoint());
    }

    /** A switch of ours that PgBouncer has not read: it would follow at the next RELOAD. */
    boolean unfinished(Sides sides) {
      return !agree()
          && mark().isPresent()
          && served.isPresent()
          && mark().get().to() != Destination.ELSEWHERE
          && sides.destinationOf(written.orElseThrow().endpoint()) == mark().get().to()
          && sides.destinationOf(served.get().endpoint()) != Destination.ELSEWHERE;
    }
  }

  @Override
  public List<Finding> check(ShardId shard) {
    return new PgBouncerCheck(route, console, file).of(shard, sidesOf(shard));
  }

  @Override
  public Optional<Position> observe(ShardId shard) {
    Sides sides = sidesOf(shard);
    return asking(
        "observing",
        shard,
        () -> {
          Seen seen = look(shard, sides);
          if (!seen.agree() && seen.mark().isPresent()) {
            // The writer may be at work between file and RELOAD; under its lock it is not.
            seen = file.alone(() -> withoutUnfinished(shard, sides));
          }
          return position(sides, seen);
        });
  }

  /** Only under the lock. */
  private Seen withoutUnfinished(ShardId shard, Sides sides) throws IOException {
    Seen seen = look(shard, sides);
    if (!seen.unfinished(sides)) {
      return seen;
    }
    Destination to = sides.destinationOf(seen.served().orElseThrow().endpoint());
    return write(shard, sides, new Mark(shard, seen.mark().orElseThrow().version() + 1, to));
  }

  @Override
  public Position establish(ShardId shard) {
    Sides sides = sidesOf(shard);
    asking("establishing", shard, () -> file.alone(() -> mark(shard, sides)));
    return observe(shard).orElseThrow(() -> noEntry(shard, sides));
  }

  private Seen mark(ShardId shard, Sides sides) throws IOException {
    var text = new BouncerText(file.read());
    Entry entry = text.entry(sides.database()).orElseThrow(() -> noEntry(shard, sides));
    if (entry.mark().isEmpty()) {
      var first = new Mark(shard, 1, sides.destinationOf(entry.endpoint()));
      file.write(text.with(sides.database(), first, entry.endpoint()));
    }
    return look(shard, sides);
  }

  @Override
  public Position switchTo(ShardId shard, Destination to, long expectedVersion) {
    Sides sides = sidesOf(shard);
    Endpoint wanted = sides.of(to);
    return asking(
        "switching",
        shard,
        () ->
            file.alone(
                () -> {
                  requireVersion(shard, look(shard, sides), expectedVersion);
                  Seen after = write(shard, sides, new Mark(shard, expectedVersion + 1, to));
                  if (after.served().filter(s -> s.endpoint().same(wanted)).isEmpty()) {
                    throw new IOException(notFollowed(after));
                  }
                  return position(sides, after).orElseThrow();
                }));
  }

  @Override
  public Position bump(ShardId shard, long expectedVersion) {
    Sides sides = sidesOf(shard);
    return asking(
        "bumping",
        shard,
        () ->
            file.alone(
                () -> {
                  Seen seen = look(shard, sides);
                  requireVersion(shard, seen, expectedVersion);
                  return position(sides, bumped(shard, sides, seen)).orElseThrow();
                }));
  }

  /** Clients stay where they are; an entry that PgBouncer has not read is taken back to there. */
  private Seen bumped(ShardId shard, Sides sides, Seen seen) throws IOException {
    Entry entry = seen.written().orElseThrow();
    Mark mark = seen.mark().orElseThrow();
    if (seen.unfinished(sides)) {
      return withoutUnfinished(shard, sides);
    }
    var text = new BouncerText(file.read());
    file.write(
        text.with(
            sides.database(), new Mark(shard, mark.version() + 1, mark.to()), entry.endpoint()));
    return look(shard, sides);
  }

  private void requireVersion(ShardId shard, Seen seen, long expected) {
    if (seen.mark().map(Mark::version).filter(v -> v == expected).isEmpty()) {
      String found = seen.mark().map(m -> "version " + m.version()).orElse("no mark");
      throw new StaleRouteException(
          "route %s %s: expected version %d, found %s".formatted(route, shard, expected, found));
    }
  }

  /** Writes, makes PgBouncer follow, and looks. Only under the lock. */
  private Seen write(ShardId shard, Sides sides, Mark mark) throws IOException {
    file.write(new BouncerText(file.read()).with(sides.database(), mark, sides.of(mark.to())));
    try {
      console.reload();
    } catch (SQLException e) {
      throw new IOException("the console did not take RELOAD: " + e.getMessage(), e);
    }
    return look(shard, sides);
  }

  private Seen look(ShardId shard, Sides sides) throws IOException {
    Optional<Entry> written = new BouncerText(file.read()).entry(sides.database());
    written
        .flatMap(Entry::mark)
        .filter(mark -> !mark.shard().equals(shard))
        .ifPresent(
            mark -> {
              throw new UnreadableFileException(
                  "the entry '%s' is marked for shard %s"
                      .formatted(sides.database(), mark.shard()));
            });
    try {
      return new Seen(written, console.served(sides.database()));
    } catch (SQLException e) {
      throw new IOException("the console does not answer: " + e.getMessage(), e);
    }
  }

  private static Optional<Position> position(Sides sides, Seen seen) {
    return seen.mark()
        .map(
            mark ->
                seen.agree()
                    ? settled(sides, seen.served().orElseThrow(), mark)
                    : new Position(Destination.ELSEWHERE, mark.version(), notFollowed(seen)));
  }

  private static Position settled(Sides sides, Served served, Mark mark) {
    String state = (served.paused() ? ", paused" : "") + (served.disabled() ? ", disabled" : "");
    return new Position(
        sides.destinationOf(served.endpoint()), mark.version(), served.endpoint() + state);
  }

  private static String notFollowed(Seen seen) {
    return "the file says %s, but PgBouncer serves %s"
        .formatted(
            seen.written().map(w -> w.endpoint().toString()).orElse("nothing"),
            seen.served().map(s -> s.endpoint().toString()).orElse("no such database"));
  }

  private RouteException noEntry(ShardId shard, Sides sides) {
    return new RouteException(
        "route %s %s: the file has no entry '%s'; write one that points at %s, and RELOAD"
            .formatted(route, shard, sides.database(), sides.source()),
        null);
  }

  @Override
  public boolean holdsClients() {
    return true;
  }

  @Override
  public boolean pause(ShardId shard, Duration bound) {
    String database = sidesOf(shard).database();
    return asking("pausing", shard, () -> console.pause(database, bound));
  }

  @Override
  public void resume(ShardId shard) {
    String database = sidesOf(shard).database();
    asking(
        "resuming",
        shard,
        () -> {
          console.resume(database);
          return database;
        });
  }

  private Sides sidesOf(ShardId shard) {
    Sides known = shards.get(shard);
    if (known == null) {
      throw new IllegalStateException("route " + route + " knows no shard " + shard);
    }
    return known;
  }

  @FunctionalInterface
  private interface Question<T> {
    T ask() throws IOException, SQLException;
  }

  private <T> T asking(String doing, ShardId shard, Question<T> question) {
    try {
      return question.ask();
    } catch (IOException | SQLException | UnreadableFileException e) {
      throw new RouteException(
          "route %s %s: %s failed: %s".formatted(route, shard, doing, e.getMessage()), e);
    }
  }

  /** Sessions of the console are closed after each use; there is nothing else to close. */
  @Override
  public void close() {}
}
