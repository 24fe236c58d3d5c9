package io.plimsoll.audit;

import io.plimsoll.common.Digest;
import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Goes through the lines of a log once: sequence, form, hashes, keys, and the root at each size.
 */
final class LineWalk {
  /** More would hide the first ones; the count of all is told. */
  private static final int MOST = 100;

  private static final String RESTORE =
      "keep both copies, find out who had access; runbooks/audit.md";

  private final Set<Long> sizes;
  private final Map<Long, Digest> roots = new HashMap<>();
  private final KeyChain keys = new KeyChain();
  private final List<Finding> findings = new ArrayList<>();
  private Frontier tree = Frontier.EMPTY;
  private long expected;
  private Optional<String> origin = Optional.empty();

  /**
   * @param sizes at which the root is asked for later
   */
  LineWalk(Set<Long> sizes) {
    this.sizes = sizes;
  }

  void line(AuditRecord.Line line) {
    Digest leaf = AuditEvent.leafHash(line.event());
    if (!leaf.hex().equals(line.hash())) {
      found(
          Finding.blocking(
              GuardId.F63,
              "event-edited",
              line.where(),
              "event %d has another hash than the one noted with it: it was edited"
                  .formatted(expected),
              RESTORE));
    }
    try {
      event(line.where(), AuditEvent.parse(line.event()));
    } catch (RuntimeException e) {
      found(
          Finding.blocking(
              GuardId.F63,
              "event-unreadable",
              line.where(),
              "expected event %d, found what is no event: %s".formatted(expected, brief(e)),
              RESTORE));
      expected++;
    }
    tree = tree.plus(leaf);
    if (sizes.contains(tree.size())) {
      roots.put(tree.size(), tree.root());
    }
  }

  private static String brief(RuntimeException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private void event(String where, AuditEvent event) {
    if (event.sequence() > expected) {
      found(
          Finding.blocking(
              GuardId.F63,
              "event-gap",
              where,
              "expected event %d, found %d: %s"
                  .formatted(expected, event.sequence(), missing(event.sequence() - expected)),
              RESTORE));
    } else if (event.sequence() < expected) {
      found(
          Finding.blocking(
              GuardId.F63,
              "event-order",
              where,
              "expected event %d, found %d once more or out of order"
                  .formatted(expected, event.sequence()),
              RESTORE));
    }
    keys(where, event);
    expected = Math.max(expected, event.sequence() + 1);
  }

  private static String missing(long count) {
    return count == 1 ? "1 event is missing" : count + " events are missing";
  }

  private void keys(String where, AuditEvent event) {
    boolean starts = event.type().equals(EventTypes.LOG_STARTED);
    if (starts != (event.sequence() == 0)) {
      found(
          Finding.blocking(
              GuardId.F63,
              "log-start",
              where,
              "event %d is %s: a log starts once, with its first event"
                  .formatted(event.sequence(), event.type()),
              RESTORE));
      return;
    }
    try {
      if (starts) {
        keys.add(0, new VerifierKey(event.payload().text("key")));
        origin = Optional.of(event.payload().text("origin"));
      } else if (event.type().equals(EventTypes.KEY_ROTATED) && !keys.isEmpty()) {
        keys.add(event.sequence(), KeyRotation.verified(event, keys.newest()));
      }
    } catch (IllegalArgumentException e) {
      found(
          Finding.blocking(
              GuardId.F63,
              "key-rotation",
              where,
              "event %d names a key that does not count: %s"
                  .formatted(event.sequence(), e.getMessage()),
              RESTORE));
    }
  }

  private void found(Finding finding) {
    if (findings.size() < MOST) {
      findings.add(finding);
    }
  }

  List<Finding> findings() {
    return findings;
  }

  Frontier tree() {
    return tree;
  }

  KeyChain keys() {
    return keys;
  }

  Optional<String> origin() {
    return origin;
  }

  /** The root over the first so many lines, when it was asked for and there are as many. */
  Optional<Digest> rootAt(long size) {
    return size == 0 ? Optional.of(Merkle.EMPTY) : Optional.ofNullable(roots.get(size));
  }
}
