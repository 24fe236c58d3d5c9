package io.plimsoll.testing;

import io.plimsoll.common.Digest;
import io.plimsoll.common.ObjectName;
import io.plimsoll.store.BlockSink;
import io.plimsoll.store.Chunk;
import io.plimsoll.store.ConsistentView;
import io.plimsoll.store.Fingerprint;
import io.plimsoll.store.RowView;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.TableInfo;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** One moment of a {@link MemoryStore}. */
final class MemoryView implements ConsistentView {
  static final byte ROW = 'R';
  static final byte END = 'E';

  private final Map<ObjectName, TableInfo> infos;
  private final Map<ObjectName, List<List<String>>> tables;
  private final long seed;
  private final String position;
  private final Predicate<List<String>> unreadable;

  MemoryView(
      Map<ObjectName, TableInfo> infos,
      Map<ObjectName, List<List<String>>> tables,
      long seed,
      String position,
      Predicate<List<String>> unreadable) {
    this.infos = infos;
    this.tables = tables;
    this.seed = seed;
    this.position = position;
    this.unreadable = unreadable;
  }

  @Override
  public String position() {
    return position;
  }

  @Override
  public Instant at() {
    return Instant.EPOCH;
  }

  @Override
  public long count(ObjectName object) {
    return tables.get(object).size();
  }

  @Override
  public List<Chunk> chunks(ObjectName object, long bytes) {
    int keyColumns = infos.get(object).key().map(k -> k.columns().size()).orElse(0);
    if (keyColumns == 0) {
      return List.of(Chunk.whole(object));
    }
    List<List<String>> keys =
        tables.get(object).stream()
            .map(row -> row.subList(0, keyColumns))
            .sorted(MemoryView::compare)
            .toList();
    var chunks = new ArrayList<Chunk>();
    Optional<List<String>> lower = Optional.empty();
    // A row counts as ten bytes.
    int step = (int) Math.max(1, bytes / 10);
    for (int i = step - 1; i < keys.size() - 1; i += step) {
      Optional<List<String>> upper = Optional.of(List.copyOf(keys.get(i)));
      if (!upper.equals(lower)) {
        chunks.add(new Chunk(object, chunks.size(), lower, upper));
        lower = upper;
      }
    }
    chunks.add(new Chunk(object, chunks.size(), lower, Optional.empty()));
    return chunks;
  }

  static boolean within(Chunk chunk, List<String> row) {
    return chunk.lower().map(l -> compare(row.subList(0, l.size()), l) > 0).orElse(true)
        && chunk.upper().map(u -> compare(row.subList(0, u.size()), u) <= 0).orElse(true);
  }

  private static int compare(List<String> a, List<String> b) {
    for (int i = 0; i < a.size(); i++) {
      int one = Long.compare(Long.parseLong(a.get(i)), Long.parseLong(b.get(i)));
      if (one != 0) {
        return one;
      }
    }
    return 0;
  }

  @Override
  public ChunkReader reader() {
    return new Reader();
  }

  @Override
  public void close() {
    // Nothing is held.
  }

  private final class Reader implements ChunkReader {
    @Override
    public Fingerprint read(Chunk chunk, BlockSink sink) {
      var fingerprint = new Fingerprint[] {Fingerprint.empty("mem:" + seed)};
      rows(
          chunk,
          row -> {
            sink.accept(new byte[] {ROW}, 0, 1);
            sink.accept(row.buffer(), 0, row.buffer().length);
            fingerprint[0] =
                fingerprint[0].plus(
                    new Fingerprint(1, row.hashHigh(), row.hashLow(), "mem:" + seed));
          });
      sink.accept(new byte[] {END}, 0, 1);
      return fingerprint[0];
    }

    @Override
    public void rows(Chunk chunk, RowVisitor visitor) {
      for (List<String> row : tables.get(chunk.object())) {
        if (within(chunk, row)) {
          if (unreadable.test(row)) {
            throw new StoreException(
                chunk.object() + ": invalid page in block 17, row " + row.get(0), false, null);
          }
          visitor.row(new Encoded(row));
        }
      }
    }

    @Override
    public void close() {
      // Nothing is held.
    }
  }

  private final class Encoded implements RowView {
    private final List<String> row;
    private final byte[] bytes;
    private final int[] offsets;
    private final ByteBuffer hash;

    Encoded(List<String> row) {
      this.row = row;
      this.offsets = new int[row.size()];
      var out = new ByteArrayOutputStream();
      for (int i = 0; i < row.size(); i++) {
        byte[] value = row.get(i) == null ? null : row.get(i).getBytes(StandardCharsets.UTF_8);
        out.writeBytes(ByteBuffer.allocate(4).putInt(value == null ? -1 : value.length).array());
        offsets[i] = out.size();
        out.writeBytes(value == null ? new byte[0] : value);
      }
      bytes = out.toByteArray();
      MessageDigest digest = Digest.sha256();
      digest.update(Long.toString(seed).getBytes(StandardCharsets.UTF_8));
      hash = ByteBuffer.wrap(digest.digest(bytes));
    }

    @Override
    public byte[] buffer() {
      return bytes;
    }

    @Override
    public int columns() {
      return row.size();
    }

    @Override
    public int offset(int column) {
      return offsets[column];
    }

    @Override
    public int length(int column) {
      return ByteBuffer.wrap(bytes).getInt(offsets[column] - 4);
    }

    @Override
    public String text(int column) {
      return String.valueOf(row.get(column));
    }

    @Override
    public long hashHigh() {
      return hash.getLong(0);
    }

    @Override
    public long hashLow() {
      return hash.getLong(8);
    }
  }
}
