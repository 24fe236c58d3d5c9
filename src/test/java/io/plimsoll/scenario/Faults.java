package io.plimsoll.scenario;

import io.plimsoll.common.ObjectName;
import io.plimsoll.store.Chunk;
import io.plimsoll.store.ConsistentView;
import io.plimsoll.store.SchemaStep;
import io.plimsoll.store.SequenceState;
import io.plimsoll.store.Store;
import io.plimsoll.store.StoreWriter;
import io.plimsoll.store.StoreWriter.Load;
import java.util.List;
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
