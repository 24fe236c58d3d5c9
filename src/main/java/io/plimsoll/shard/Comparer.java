package io.plimsoll.shard;

import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.store.ConsistentView;
import io.plimsoll.transfer.Differ;
import io.plimsoll.transfer.Differences;
import io.plimsoll.transfer.Manifest;
import io.plimsoll.transfer.Passage;
import io.plimsoll.transfer.Verification;
import io.plimsoll.transfer.Verifier;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares one shard's sides: rows through the verifier, differences by key, metadata by catalogue.
 */
final class Comparer {
  private final Passages passages;
  private final ShardEnds ends;
  private final Errand errand;

  Comparer(Passages passages, ShardEnds ends, Errand errand) {
    this.passages = passages;
    this.ends = ends;
    this.errand = errand;
  }

  /** The target against what the copy read on the source. */
  Compared copied() {
    Passage passage = passages.of(errand.pass());
    try (ConsistentView target = ends.target().openView(ends.objects(), errand.seed())) {
      Verification rows =
          new Verifier(passage, errand.seed())
              .copied(
                  ends.source().identity(),
                  new Verifier.End(ends.target().identity(), target),
                  ends.objects());
      return new Compared(rows, differences(rows, target), metadata(passage));
    }
  }

  /** Both live sides. */
  Compared views() {
    try (ConsistentView source = ends.source().openView(ends.objects(), errand.seed());
        ConsistentView target = ends.target().openView(ends.objects(), errand.seed())) {
      return between(source, target);
    }
  }

  /** Two moments that should hold the same rows. */
  Compared between(ConsistentView source, ConsistentView target) {
    Passage passage = passages.of(errand.pass());
    Verification rows =
        new Verifier(passage, errand.seed())
            .views(
                new Verifier.End(ends.source().identity(), source),
                new Verifier.End(ends.target().identity(), target),
                ends.objects(),
                ShardWay.CHUNK_BYTES);
    return new Compared(rows, differ(rows, source, target), metadata(passage));
  }

  /** The source against its own snapshot. */
  Compared sourceWith(Manifest manifest) {
    try (ConsistentView source = ends.source().openView(ends.objects(), manifest.seed())) {
      Verification rows =
          new Verifier(passages.of(errand.pass()), errand.seed())
              .unchanged(manifest, new Verifier.End(ends.source().identity(), source));
      return new Compared(rows, List.of(), List.of());
    }
  }

  /** How many rows differ between both live sides, over all objects. */
  long differingRows() {
    return views().differences().stream().mapToLong(Differences::total).sum();
  }

  private List<Differences> differences(Verification rows, ConsistentView target) {
    if (rows.differing().isEmpty()) {
      return List.of();
    }
    try (ConsistentView source = ends.source().openView(ends.objects(), errand.seed())) {
      return differ(rows, source, target);
    }
  }

  private List<Differences> differ(
      Verification rows, ConsistentView source, ConsistentView target) {
    var found = new ArrayList<Differences>();
    for (Verification.ObjectResult object : rows.objects()) {
      if (!object.differing().isEmpty()) {
        found.add(differ(object, source, target));
      }
    }
    return found;
  }

  private Differences differ(
      Verification.ObjectResult object, ConsistentView source, ConsistentView target) {
    return new Differ(source, target)
        .differ(ends.shard(), ends.source().catalogue().table(object.object()), object.differing());
  }

  private List<Finding> metadata(Passage passage) {
    return passage.around().guards().check(GuardId.F26, ends::schemaDifferences);
  }
}
