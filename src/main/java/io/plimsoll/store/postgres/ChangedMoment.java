package io.plimsoll.store.postgres;

import io.plimsoll.common.Finding;
import io.plimsoll.store.BlockSink;
import io.plimsoll.store.ChangeFeed.Changed;
import io.plimsoll.store.ChangeFeed.Moment;
import io.plimsoll.store.ConsistentView;
import io.plimsoll.store.Fingerprint;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.Watermark;
import java.util.List;
import java.util.Set;

/**
 * A moment that cannot be read, because objects are not what was captured: dropped, renamed, or
 * without the key. It says so and nothing else; whoever goes on nevertheless is refused, and no key
 * is forgotten.
 */
record ChangedMoment(String store, List<Finding> changedCapture, RuntimeException failure)
    implements Moment {

  private StoreException refusal() {
    return new StoreException(store + ": " + changedCapture.get(0).text(), false, failure);
  }

  @Override
  public ConsistentView view() {
    throw refusal();
  }

  @Override
  public Watermark watermark() {
    throw refusal();
  }

  @Override
  public List<Changed> changed() {
    throw refusal();
  }

  @Override
  public Set<String> marks() {
    throw refusal();
  }

  @Override
  public void makeDurable() {
    throw refusal();
  }

  @Override
  public void keys(Changed changed, BlockSink sink) {
    throw refusal();
  }

  @Override
  public Fingerprint rows(Changed changed, BlockSink sink) {
    throw refusal();
  }

  @Override
  public void close() {}
}
