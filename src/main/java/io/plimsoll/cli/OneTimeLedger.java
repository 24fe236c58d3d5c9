package io.plimsoll.cli;

import io.plimsoll.common.Epoch;
import io.plimsoll.common.ObjectName;
import io.plimsoll.common.RunId;
import io.plimsoll.common.ShardId;
import io.plimsoll.store.Chunk;
import io.plimsoll.store.Fingerprint;
import io.plimsoll.transfer.ChunkLedger;
import io.plimsoll.transfer.Pass;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The ledger of one restore outside any run. It forgets everything with the process, and may: what
 * such a restore leaves unfinished is taken away and begun again, never resumed.
 */
final class OneTimeLedger implements ChunkLedger {
  private final Clock clock;
  private long lastId;
  private final Map<Long, Entry> entries = new LinkedHashMap<>();

  private record Entry(Scope scope, Line line) {}

  OneTimeLedger(Clock clock) {
    this.clock = clock;
  }

  @Override
  public synchronized List<Line> plan(Scope scope, ObjectName object, List<Chunk> chunks) {
    List<Line> known = of(scope, object);
    if (known.isEmpty()) {
      chunks.forEach(
          chunk -> {
            long id = ++lastId;
            entries.put(id, new Entry(scope, planned(id, chunk)));
          });
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
    return entries.values().stream()
        .filter(entry -> entry.scope().equals(scope))
        .map(Entry::line)
        .sorted(
            Comparator.comparing((Line line) -> line.chunk().object())
                .thenComparingInt(line -> line.chunk().number()))
        .toList();
  }

  @Override
  public synchronized Line begin(long id, Epoch epoch) {
    return change(
        id,
        l ->
            new Line(
                l.id(),
                l.chunk(),
                State.COPYING,
                l.attempt() + 1,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
  }

  @Override
  public synchronized void copied(long id, Copied copied) {
    Optional<Instant> now = Optional.of(clock.instant());
    change(
        id,
        l ->
            new Line(
                l.id(),
                l.chunk(),
                State.COPIED,
                l.attempt(),
                Optional.of(copied),
                Optional.empty(),
                now,
                Optional.empty()));
  }

  @Override
  public synchronized void confirm(List<Long> ids) {
    ids.forEach(id -> change(id, l -> in(l, State.CONFIRMED, l.target(), l.verifiedAt())));
  }

  @Override
  public synchronized void verified(long id, Fingerprint target) {
    Optional<Instant> now = Optional.of(clock.instant());
    change(id, l -> in(l, State.VERIFIED, Optional.of(target), now));
  }

  private static Line in(
      Line l, State state, Optional<Fingerprint> target, Optional<Instant> verifiedAt) {
    return new Line(
        l.id(), l.chunk(), state, l.attempt(), l.copied(), target, l.copiedAt(), verifiedAt);
  }

  private Line change(long id, UnaryOperator<Line> change) {
    Entry entry = entries.get(id);
    if (entry == null) {
      throw new IllegalStateException("there is no chunk " + id);
    }
    Line changed = change.apply(entry.line());
    entries.put(id, new Entry(entry.scope(), changed));
    return changed;
  }

  @Override
  public synchronized void reset(Scope scope) {
    entries.values().removeIf(entry -> entry.scope().equals(scope));
  }

  @Override
  public synchronized List<Progress> progress(RunId run, Pass pass) {
    var byObject = new LinkedHashMap<List<Object>, List<Line>>();
    entries.values().stream()
        .filter(e -> e.scope().run().equals(run) && e.scope().pass() == pass)
        .forEach(
            e ->
                byObject
                    .computeIfAbsent(
                        List.of(e.scope().shard(), e.line().chunk().object()),
                        key -> new ArrayList<>())
                    .add(e.line()));
    return byObject.entrySet().stream().map(e -> sum(e.getValue(), e.getKey().get(0))).toList();
  }

  private static Progress sum(List<Line> lines, Object shard) {
    List<Line> confirmed = lines.stream().filter(Line::confirmed).toList();
    List<Copied> copied = lines.stream().flatMap(line -> line.copied().stream()).toList();
    return new Progress(
        (ShardId) shard,
        lines.get(0).chunk().object(),
        lines.size(),
        confirmed.size(),
        (int) lines.stream().filter(line -> line.state() == State.VERIFIED).count(),
        copied.stream().mapToLong(c -> c.source().rows()).sum(),
        copied.stream().mapToLong(Copied::bytes).sum());
  }
}
