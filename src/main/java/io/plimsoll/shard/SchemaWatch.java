package io.plimsoll.shard;

import io.plimsoll.common.Digest;
import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import java.util.List;

/** Notices that the source's schema is no longer the one the snapshot was taken with. */
final class SchemaWatch {
  private SchemaWatch() {}

  static List<Finding> changed(ShardEnds ends, Digest pinned) {
    Digest now = ends.source().schemaDigest(ends.objects());
    return now.equals(pinned)
        ? List.of()
        : List.of(
            Finding.blocking(
                GuardId.F28,
                "schema-changed",
                ends.shard() + " source " + ends.source().name(),
                "its schema changed during the run: digest %s, pinned %s"
                    .formatted(now.brief(), pinned.brief()),
                "find out who altered it; the run rolls back"));
  }
}
