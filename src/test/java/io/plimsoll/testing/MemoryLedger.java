package io.plimsoll.testing;

import io.plimsoll.common.Epoch;
import io.plimsoll.common.ObjectName;
import io.plimsoll.common.RunId;
import io.plimsoll.store.Chunk;
import io.plimsoll.store.Fingerprint;
import io.plimsoll.transfer.ChunkLedger;
import io.plimsoll.transfer.Pass;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The chunk ledger in memory, as strict about its steps as the real one. */
public final class MemoryLedger implements ChunkLedger {
  private record Owned(Scope scope, Line line) {}

  private long lastId;
  private final Map<Long, Owned> lines = new TreeMap<>();

  @Override
  public synchronized List<Line> plan(Scope scope, ObjectName object, List<Chunk> chunks) {
    if (of(scope, object).isEmpty()) {
      for (Chunk chunk : chunks) {
        long id = ++lastId;
        lines.put(id, new Owned(scope, planned(id, chunk)));
      }
    }
    return of(scope, object);
  }

  private static Line planned(long id, Chunk chunk) {
    return new Line(
        id,
        chunk,
        State.PLANNED,
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private List<Line> of(Scope scope, ObjectName object) {
    return lines(scope).stream().filter(line -> line.chunk().object().equals(object)).toList();
  }

  @Override
  public synchronized List<Line> lines(Scope scope) {
    return lines.values().stream()
        .filter(owned -> owned.scope().equals(scope))
        .map(Owned::line)
        .sorted(
            Comparator.comparing((Line line) -> line.chunk().object())
                .thenComparing(line -> line.chunk().number()))
        .toList();
  }

  @Override
  public synchronized Line begin(long id, Epoch epoch) {
    Line old = lines.get(id).line();
    Line next = planned(id, old.chunk());
    return put(
        new Line(
            id,
            next.chunk(),
            State.COPYING,
            old.attempt() + 1,
            next.copied(),
            next.target(),
            next.copiedAt(),
            next.verifiedAt()));
  }

  @Override
  public synchronized void copied(long id, Copied copied) {
    Line old = require(id, Set.of(State.COPYING, State.COPIED));
    put(
        new Line(
            id,
            old.chunk(),
            State.COPIED,
            old.attempt(),
            Optional.of(copied),
            Optional.empty(),
            Optional.of(Instant.EPOCH),
            Optional.empty()));
  }

  @Override
  public synchronized void confirm(List<Long> ids) {
    for (long id : ids) {
      Line old = require(id, Set.of(State.COPIED, State.CONFIRMED));
      put(with(old, State.CONFIRMED, old.target()));
    }
  }

  @Override
  public synchronized void verified(long id, Fingerprint target) {
    Line old = require(id, Set.of(State.CONFIRMED, State.VERIFIED));
    put(with(old, State.VERIFIED, Optional.of(target)));
  }

  private static Line with(Line old, State state, Optional<Fingerprint> target) {
    return new Line(
        old.id(),
        old.chunk(),
        state,
        old.attempt(),
        old.copied(),
        target,
        old.copiedAt(),
        old.verifiedAt());
  }

  @Override
  public synchronized void reset(Scope scope) {
    lines.values().removeIf(owned -> owned.scope().equals(scope));
  }

  @Override
  public List<Progress> progress(RunId run, Pass pass) {
    return List.of();
  }

  private Line require(long id, Set<State> states) {
    Line line = lines.get(id).line();
    if (!states.contains(line.state())) {
      throw new IllegalStateException("chunk " + id + " is " + line.state());
    }
    return line;
  }

  private Line put(Line line) {
    lines.put(line.id(), new Owned(lines.get(line.id()).scope(), line));
    return line;
  }
}
