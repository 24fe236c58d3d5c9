package io.plimsoll.shard;

import io.plimsoll.common.Finding;
import io.plimsoll.common.ObjectName;
import io.plimsoll.common.ShardId;
import io.plimsoll.route.Route;
import io.plimsoll.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What one shard's way leads from and to. In the dry run both ends are scratch databases and the
 * route is the rehearsal's own; the steps are the same.
 *
 * @param accepted what the plan leaves behind in writing, as {@code kind name}; its absence on the
 *     target is no difference
 */
public record ShardEnds(
    ShardId shard,
    Store source,
    Store target,
    Route route,
    List<ObjectName> objects,
    Set<String> accepted)
    implements AutoCloseable {

  /** The same with one object more. */
  public ShardEnds with(ObjectName another) {
    var more = new ArrayList<>(objects);
    more.add(another);
    return new ShardEnds(shard, source, target, route, List.copyOf(more), accepted);
  }

  /** Where the target's schema differs from the source's in a way that matters. */
  public List<Finding> schemaDifferences() {
    return source.compareSchema(target, objects).stream()
        .filter(Finding::blocks)
        .filter(f -> !accepted.contains(f.subject()))
        .toList();
  }

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
