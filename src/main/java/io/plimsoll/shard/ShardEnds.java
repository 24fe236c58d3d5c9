package io.plimsoll.shard;

import io.plimsoll.common.ObjectName;
import io.plimsoll.common.ShardId;
import io.plimsoll.route.Route;
import io.plimsoll.store.Store;
import java.util.List;

/**
 * What one shard's way leads from and to. In the dry run both ends are scratch databases and the
 * route is the rehearsal's own; the steps are the same.
 */
public record ShardEnds(
    ShardId shard, Store source, Store target, Route route, List<ObjectName> objects)
    implements AutoCloseable {

  @Override
  public void close() {
    try {
      source.close();
    } finally {
      try {
        target.close();
      } finally {
        route.close();
      }
    }
  }
}
