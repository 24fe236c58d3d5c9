package io.plimsoll.testing;

import io.plimsoll.common.Epoch;
import io.plimsoll.common.ObjectName;
import io.plimsoll.store.Chunk;
import io.plimsoll.store.SchemaStep;
import io.plimsoll.store.SequenceState;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.StoreWriter;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes to a {@link MemoryStore} in one epoch. */
final class MemoryWriter implements StoreWriter {
  private final MemoryStore store;
  private final Epoch epoch;

  MemoryWriter(MemoryStore store, Epoch epoch) {
    this.store = store;
    this.epoch = epoch;
  }

  private void check(String operation) {
    if (epoch.compareTo(store.epochNow()) < 0) {
      throw new StoreException.Fenced(store.name() + ": epoch " + epoch + " is over", null);
    }
    if (store.hiccup.test(operation)) {
      throw new StoreException(store.name() + ": connection lost in " + operation, true, null);
    }
  }

  @Override
  public void build(SchemaStep step) {
    synchronized (store) {
      check("build");
      if (!store.built.contains(step.object())) {
        store.built.add(step.object());
      }
    }
  }

  @Override
  public Load load(long id, int attempt, Chunk chunk) {
    synchronized (store) {
      check("load");
      return new MemoryLoad(id, attempt, chunk, store.applied.containsKey(id));
    }
  }

  @Override
  public void flush(List<Long> ids) {
    synchronized (store) {
      check("flush");
      for (long id : ids) {
        MemoryStore.Applied chunk = store.applied.get(id);
        if (chunk == null) {
          throw new StoreException(store.name() + ": chunk " + id + " is not there", false, null);
        }
        chunk.durable = true;
      }
    }
  }

  @Override
  public void setSequences(List<SequenceState> source) {
    store.sequencesSet.addAll(source);
  }

  @Override
  public void analyze(ObjectName object) {
    // No planner here.
  }

  @Override
  public void clean() {
    synchronized (store) {
      store.tables.values().forEach(List::clear);
      store.applied.clear();
    }
  }

  @Override
  public void close() {
    // Nothing is held.
  }

  private final class MemoryLoad implements Load {
    private final long id;
    private final int attempt;
    private final Chunk chunk;
    private final boolean applied;
    private final ByteArrayOutputStream stream = new ByteArrayOutputStream();

    MemoryLoad(long id, int attempt, Chunk chunk, boolean applied) {
      this.id = id;
      this.attempt = attempt;
      this.chunk = chunk;
      this.applied = applied;
    }

    @Override
    public void accept(byte[] bytes, int offset, int length) {
      stream.write(bytes, offset, length);
    }

    @Override
    public boolean applied() {
      return applied;
    }

    @Override
    public long commit() {
      synchronized (store) {
        check("commit");
        if (store.applied.containsKey(id)) {
          throw new IllegalStateException("chunk " + id + " is loaded twice");
        }
        List<List<String>> table = store.tables.get(chunk.object());
        if (attempt > 1) {
          table.removeIf(row -> MemoryView.within(chunk, row));
        }
        List<List<String>> rows = parse();
        rows.removeIf(store.dropping);
        long counted = rows.size();
        rows.replaceAll(store.rotting);
        table.addAll(rows);
        store.applied.put(id, new MemoryStore.Applied(chunk, rows));
        check("reply");
        return counted;
      }
    }

    private List<List<String>> parse() {
      var rows = new ArrayList<List<String>>();
      ByteBuffer in = ByteBuffer.wrap(stream.toByteArray());
      int columns = store.infos.get(chunk.object()).columns().size();
      while (in.hasRemaining()) {
        byte kind = in.get();
        if (kind == MemoryView.END && !in.hasRemaining()) {
          return rows;
        }
        var row = new ArrayList<String>();
        for (int i = 0; i < columns; i++) {
          int length = in.getInt();
          byte[] value = new byte[Math.max(0, length)];
          in.get(value);
          row.add(length < 0 ? null : new String(value, StandardCharsets.UTF_8));
        }
        rows.add(row);
      }
      throw new StoreException(store.name() + ": the stream ends early", false, null);
    }

    @Override
    public void close() {
      // Uncommitted rows were only ever here.
    }
  }
}
