package io.plimsoll.transfer;

import io.plimsoll.common.Retry;
import io.plimsoll.store.ConsistentView;
import io.plimsoll.store.StoreException;

/**
 * One thread's reader on a moment, opened when first used; after a failure worth another try it is
 * opened anew.
 */
final class Reading implements AutoCloseable {
  private final ConsistentView view;
  private ConsistentView.ChunkReader reader;

  Reading(ConsistentView view) {
    this.view = view;
  }

  interface Work<R> {
    R with(ConsistentView.ChunkReader reader) throws Exception;
  }

  <R> R retrying(Retry retry, Work<R> work) throws Exception {
    return retry.call(() -> work.with(reader()), this::brokenButWorthAnotherTry);
  }

  private ConsistentView.ChunkReader reader() {
    if (reader == null) {
      reader = view.reader();
    }
    return reader;
  }

  private boolean brokenButWorthAnotherTry(Exception failure) {
    if (!(failure instanceof StoreException store) || !store.worthAnotherTry()) {
      return false;
    }
    try {
      close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
    return true;
  }

  @Override
  public void close() {
    ConsistentView.ChunkReader old = reader;
    reader = null;
    if (old != null) {
      old.close();
    }
  }
}
