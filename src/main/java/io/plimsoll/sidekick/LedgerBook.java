package io.plimsoll.sidekick;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a ledger says must be there: for every touched record the last acknowledged write, and the
 * writes behind it that were sent and never answered, which may have happened or not. Memory grows
 * with the touched records, not with the writes.
 */
final class LedgerBook {
  private final Map<Scope, Map<RowKey, Touched>> touched = new HashMap<>();
  private final Map<Scope, List<LedgerLine>> keyless = new HashMap<>();
  private long acknowledged;
  private long lastNumber;

  private record Scope(String shard, Table table) {
    static Scope of(LedgerLine line) {
      return new Scope(line.place().shard(), line.place().table());
    }
  }

  /** One record: its last acknowledged write, null where there is none, and open ones behind it. */
  static final class Touched {
    private final String key;
    private LedgerLine.Content last;
    private final Map<Long, LedgerLine.Content> open = new HashMap<>();

    Touched(String key) {
      this.key = key;
    }

    String key() {
      return key;
    }

    /** Null when no write of it was ever acknowledged. */
    LedgerLine.Content last() {
      return last;
    }

    Iterable<LedgerLine.Content> open() {
      return open.values();
    }
  }

  static LedgerBook read(Path file) {
    var book = new LedgerBook();
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        LedgerLine.parse(line).ifPresent(book::take);
      }
      return book;
    } catch (IOException e) {
      throw new SidekickRefusal("ledger %s: cannot be read: %s".formatted(file, e));
    }
  }

  private void take(LedgerLine line) {
    lastNumber = Math.max(lastNumber, line.number());
    switch (line.step()) {
      case INTENT -> intend(line);
      case ACKNOWLEDGED -> acknowledge(line);
      case WITHDRAWN -> withdraw(line);
    }
  }

  private void intend(LedgerLine line) {
    if (line.place().key().isEmpty()) {
      List<LedgerLine> open = keyless.computeIfAbsent(Scope.of(line), scope -> new ArrayList<>());
      open.removeIf(other -> other.number() == line.number());
      open.add(line);
    } else {
      at(line).open.put(line.number(), line.content());
    }
  }

  /** Whatever was open before is settled: the phone had to learn its outcome first. */
  private void acknowledge(LedgerLine line) {
    acknowledged++;
    forget(line);
    Touched record = at(line);
    record.open.clear();
    record.last = line.content();
  }

  private void withdraw(LedgerLine line) {
    forget(line);
    if (line.place().key().isEmpty()) {
      return;
    }
    Touched record = at(line);
    record.open.remove(line.number());
    if (record.last == null && record.open.isEmpty()) {
      LedgerLine.Place place = line.place();
      touched.get(Scope.of(line)).remove(place.table().keyOf(place.account(), place.key()));
    }
  }

  private void forget(LedgerLine line) {
    List<LedgerLine> open = keyless.get(Scope.of(line));
    if (open != null) {
      open.removeIf(other -> other.number() == line.number());
    }
  }

  private Touched at(LedgerLine line) {
    LedgerLine.Place place = line.place();
    return touched
        .computeIfAbsent(Scope.of(line), scope -> new HashMap<>())
        .computeIfAbsent(
            place.table().keyOf(place.account(), place.key()), key -> new Touched(place.key()));
  }

  long acknowledged() {
    return acknowledged;
  }

  long lastNumber() {
    return lastNumber;
  }

  /** Writes sent and never answered. */
  long unanswered() {
    return keyless.values().stream().mapToLong(List::size).sum()
        + touched.values().stream()
            .flatMap(records -> records.values().stream())
            .mapToLong(record -> record.open.size())
            .sum();
  }

  Map<RowKey, Touched> touched(String shard, Table table) {
    return touched.getOrDefault(new Scope(shard, table), Map.of());
  }

  /** Additions nobody answered, whose key only the service knows. */
  List<LedgerLine> keyless(String shard, Table table) {
    return keyless.getOrDefault(new Scope(shard, table), List.of());
  }
}
