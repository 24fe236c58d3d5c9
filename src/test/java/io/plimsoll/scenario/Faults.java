package io.plimsoll.scenario;

import io.plimsoll.common.ObjectName;
import io.plimsoll.store.Authority;
import io.plimsoll.store.ChangeFeed;
import io.plimsoll.store.Chunk;
import io.plimsoll.store.ConsistentView;
import io.plimsoll.store.SchemaStep;
import io.plimsoll.store.SequenceState;
import io.plimsoll.store.Store;
import io.plimsoll.store.StoreWriter;
import io.plimsoll.store.StoreWriter.Load;
import io.plimsoll.store.Watermark;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/** What a test puts between the product and real storage; by default nothing. */
interface Faults {

  /** How a configured store reads; scratch databases too. */
  default ConsistentView view(ConsistentView view) {
    return view;
  }

  /** How a configured store writes; scratch databases are spared, or the dry run would tell. */
  default StoreWriter writer(Store store, StoreWriter writer) {
    return writer;
  }

  /** How a configured store's changes are read; scratch databases too. */
  default ChangeFeed feed(ChangeFeed feed) {
    return feed;
  }

  /** A feed that tells when it was asked how many keys wait. */
  record WatchedFeed(ChangeFeed inner, Runnable asked) implements ChangeFeed {
    @Override
    public void install(
        Authority authority, Purpose purpose, List<ObjectName> objects, Duration bound) {
      inner.install(authority, purpose, objects, bound);
    }

    @Override
    public String mark(List<ObjectName> objects) {
      return inner.mark(objects);
    }

    @Override
    public Moment moment(List<ObjectName> objects, long seed, Optional<Watermark> applied) {
      return inner.moment(objects, seed, applied);
    }

    @Override
    public void forget(Authority authority, Watermark applied) {
      inner.forget(authority, applied);
    }

    @Override
    public long backlog(long atMost) {
      long keys = inner.backlog(atMost);
      asked.run();
      return keys;
    }

    @Override
    public void stop(Authority authority) {
      inner.stop(authority);
    }
  }

  /** A writer that passes everything on. */
  class Writer implements StoreWriter {
    private final StoreWriter inner;

    Writer(StoreWriter inner) {
      this.inner = inner;
    }

    @Override
    public void build(SchemaStep step) {
      inner.build(step);
    }

    @Override
    public Load load(long id, int attempt, Chunk chunk) {
      return inner.load(id, attempt, chunk);
    }

    @Override
    public void flush(List<Long> ids) {
      inner.flush(ids);
    }

    @Override
    public void setSequences(List<SequenceState> source) {
      inner.setSequences(source);
    }

    @Override
    public void analyze(ObjectName object) {
      inner.analyze(object);
    }

    @Override
    public void clean() {
      inner.clean();
    }

    @Override
    public void close() {
      inner.close();
    }
  }

  /** A load that does something right after it was committed. */
  final class AfterCommit implements Load {
    private final Load inner;
    private final LongUnaryOperator after;

    /**
     * @param after told how many rows were written; says how many it reports
     */
    AfterCommit(Load inner, LongUnaryOperator after) {
      this.inner = inner;
      this.after = after;
    }

    @Override
    public boolean applied() {
      return inner.applied();
    }

    @Override
    public void accept(byte[] bytes, int offset, int length) {
      inner.accept(bytes, offset, length);
    }

    @Override
    public long commit() {
      return after.applyAsLong(inner.commit());
    }

    @Override
    public void close() {
      inner.close();
    }
  }
}
