package io.plimsoll.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.plimsoll.store.BlockSink;
import io.plimsoll.store.Chunk;
import io.plimsoll.store.Fingerprint;
import io.plimsoll.store.postgres.Database;
import io.plimsoll.testing.Postgres;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/**
 * What the fingerprint costs: the same table copied between two servers by a bare binary COPY pipe
 * and by our reader and writer, hash, stream check and marks included.
 */
class InlineHashBench {
  private static final int ROWS = 1_000_000;
  private static final int ROUNDS = 7;
  private static final int BLOCK = 64 * 1024;
  private static final long SEED = 1;
  private static final Chunk CONTACTS = Chunk.whole(Database.named("contacts"));

  private long chunkId;

  @Test
  void printsTheRatio() throws Exception {
    try (Database source = new Database(Postgres.one(), "bench");
        Database target = new Database(Postgres.two(), "bench").claimed(1)) {
      Contacts.create(source);
      Contacts.create(target);
      Contacts.fill(source, ROWS);
      List<Double> raw = new ArrayList<>();
      List<Double> hashed = new ArrayList<>();
      for (int round = -1; round < ROUNDS; round++) {
        double plain = seconds(target, () -> assertThat(pipe(source, target)).isEqualTo(ROWS));
        double ours = seconds(target, () -> assertThat(copy(source, target)).isEqualTo(ROWS));
        // The first round warms up compiler and caches.
        if (round >= 0) {
          raw.add(plain);
          hashed.add(ours);
        }
      }
      assertThat(target.query("select count(*) from contacts"))
          .containsExactly(Integer.toString(ROWS));
      print(raw, hashed);
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  private static double seconds(Database target, Work work) throws Exception {
    target.execute("truncate contacts", "checkpoint");
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
  }

  /** The least a Java program can do: the driver's messages, gathered into blocks, passed on. */
  private static long pipe(Database source, Database target) throws Exception {
    try (var from = Postgres.one().connect(source.name());
        var to = Postgres.two().connect(target.name())) {
      var out =
          from.unwrap(PGConnection.class)
              .getCopyAPI()
              .copyOut("copy (select * from only contacts) to stdout (format binary)");
      var in =
          to.unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn("copy contacts from stdin (format binary)");
      byte[] block = new byte[BLOCK];
      int filled = 0;
      byte[] message;
      while ((message = out.readFromCopy()) != null) {
        if (message.length > BLOCK - filled) {
          in.writeToCopy(block, 0, filled);
          filled = 0;
        }
        System.arraycopy(message, 0, block, filled, message.length);
        filled += message.length;
      }
      in.writeToCopy(block, 0, filled);
      return in.endCopy();
    }
  }

  private long copy(Database source, Database target) {
    try (var view = source.view(SEED, "contacts");
        var reader = view.reader();
        var writer = target.writer(1);
        var load = writer.load(++chunkId, 1, CONTACTS)) {
      Fingerprint read = reader.read(CONTACTS, (BlockSink) load);
      long rows = load.commit();
      writer.flush(List.of(chunkId));
      assertThat(read.rows()).isEqualTo(rows);
      return rows;
    }
  }

  private static void print(List<Double> raw, List<Double> hashed) {
    String line = "%-44s %7.2f s  (%.2f to %.2f)%n";
    double ratio = median(hashed) / median(raw);
    System.out.printf(Locale.ROOT, "%ncopy %,d contacts, median of %d%n", ROWS, ROUNDS);
    System.out.printf(
        Locale.ROOT, line, "raw binary COPY pipe", median(raw), first(raw), last(raw));
    System.out.printf(
        Locale.ROOT,
        line,
        "with fingerprint, check and marks",
        median(hashed),
        first(hashed),
        last(hashed));
    System.out.printf(Locale.ROOT, "ratio %.3f (to reach: 1.15 at most)%n%n", ratio);
  }

  private static double median(List<Double> seconds) {
    return sorted(seconds).get(seconds.size() / 2);
  }

  private static double first(List<Double> seconds) {
    return sorted(seconds).get(0);
  }

  private static double last(List<Double> seconds) {
    return sorted(seconds).get(seconds.size() - 1);
  }

  private static List<Double> sorted(List<Double> seconds) {
    List<Double> sorted = new ArrayList<>(seconds);
    Collections.sort(sorted);
    return sorted;
  }
}
