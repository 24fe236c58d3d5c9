package io.plimsoll.audit;

import io.plimsoll.common.Finding;
import io.plimsoll.common.GuardId;
import io.plimsoll.common.Guards;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Holds a log against checkpoints that were given away, and says where it does not fit. It trusts
 * neither: lines may be edited together with their hashes and their keys, and a checkpoint counts
 * only when the key that the log names at that size has signed it.
 */
public final class LogVerifier {
  private static final String ELSEWHERE =
      "the place that kept the checkpoint is the witness: keep both copies; runbooks/audit.md";

  private final Guards guards;

  public LogVerifier(Guards guards) {
    this.guards = guards;
  }

  /**
   * @param where names the log in findings about it as a whole
   * @param trusted the key that whoever asks got from elsewhere; nothing counts without it
   */
  public Verification verify(
      String where,
      AuditRecord record,
      List<StoredCheckpoint> checkpoints,
      Optional<VerifierKey> trusted) {
    var findings = new ArrayList<Finding>();
    List<Read> read = read(checkpoints, findings);
    var sizes = new HashSet<Long>();
    read.forEach(r -> sizes.add(r.checkpoint().size()));
    Optional<Head> before = record.head();
    before.ifPresent(head -> sizes.add(head.size()));
    var walk = new LineWalk(sizes);
    record.read(walk::line);
    findings.addAll(0, walk.findings());
    before.ifPresent(head -> compareHead(where, head, walk, findings));
    record.head().ifPresent(head -> requireNoted(where, head, walk, findings));
    List<Read> own = ofThisLog(read, walk, findings);
    List<Read> signed = own.stream().filter(r -> signed(r, walk, findings)).toList();
    findings.addAll(guards.check(GuardId.F63, () -> compare(signed, walk)));
    long covered = covered(signed, walk, trusted);
    findings.addAll(coverage(where, walk, covered, trusted));
    return new Verification(
        walk.tree().size(), walk.tree().root(), checkpoints.size(), covered, findings);
  }

  private record Read(String where, SignedCheckpoint signed) {
    Checkpoint checkpoint() {
      return signed.checkpoint();
    }
  }

  /** By size, so that the first that does not fit is the closest to what was changed. */
  private static List<Read> read(List<StoredCheckpoint> stored, List<Finding> findings) {
    var read = new ArrayList<Read>();
    for (StoredCheckpoint one : stored) {
      try {
        read.add(new Read(one.where(), SignedCheckpoint.parse(one.content())));
      } catch (IllegalArgumentException e) {
        findings.add(
            Finding.blocking(
                GuardId.F63,
                "checkpoint-unreadable",
                one.where(),
                e.getMessage(),
                "the file was damaged or edited; take it from another place"));
      }
    }
    read.sort(Comparator.comparingLong(r -> r.checkpoint().size()));
    return read;
  }

  /** The log may have grown while its lines were read, so that it is held against its start. */
  private static void compareHead(String where, Head noted, LineWalk walk, List<Finding> findings) {
    int key = walk.keys().indexFor(noted.size());
    if (walk.rootAt(noted.size()).filter(noted.tree().root()::equals).isEmpty()) {
      findings.add(
          Finding.blocking(
              GuardId.F63,
              "log-head",
              where,
              "notes %d events with root %s, its lines are %d with root %s"
                  .formatted(
                      noted.size(),
                      noted.tree().root().brief(),
                      walk.tree().size(),
                      walk.rootAt(noted.size()).orElse(walk.tree().root()).brief()),
              "lines were removed or changed by hand; runbooks/audit.md"));
    } else if (key < 0 || !walk.keys().at(key).equals(noted.key())) {
      findings.add(
          Finding.blocking(
              GuardId.F63,
              "log-key",
              where,
              "notes the key %s, which is not the last one that its events name"
                  .formatted(noted.key().id()),
              "the note was changed by hand; runbooks/audit.md"));
    }
  }

  private static void requireNoted(
      String where, Head after, LineWalk walk, List<Finding> findings) {
    if (walk.tree().size() > after.size()) {
      findings.add(
          Finding.blocking(
              GuardId.F63,
              "log-longer",
              where,
              "has %d lines, and notes %d: lines were added by hand"
                  .formatted(walk.tree().size(), after.size()),
              "runbooks/audit.md"));
    }
  }

  private static List<Read> ofThisLog(List<Read> read, LineWalk walk, List<Finding> findings) {
    var own = new ArrayList<Read>();
    for (Read one : read) {
      if (walk.origin().filter(one.checkpoint().origin()::equals).isPresent()) {
        own.add(one);
      } else {
        findings.add(
            Finding.blocking(
                GuardId.F63,
                "checkpoint-foreign",
                one.where(),
                "is of the log %s, not of %s"
                    .formatted(one.checkpoint().origin(), walk.origin().orElse("this one")),
                "name the folder of this log; or its start was replaced"));
      }
    }
    return own;
  }

  private static boolean signed(Read one, LineWalk walk, List<Finding> findings) {
    int index = walk.keys().indexFor(one.checkpoint().size());
    if (index < 0) {
      return false;
    }
    VerifierKey key = walk.keys().at(index);
    if (one.signed().note().signedBy(key)) {
      return true;
    }
    boolean claims = one.signed().note().signatures().stream().anyMatch(s -> s.isOf(key));
    if (claims) {
      findings.add(
          Finding.blocking(
              GuardId.F63,
              "checkpoint-signature",
              one.where(),
              "its signature by key %s is wrong: the checkpoint of size %d was edited"
                  .formatted(key.id(), one.checkpoint().size()),
              ELSEWHERE));
    } else {
      findings.add(
          Finding.blocking(
              GuardId.F63,
              "checkpoint-key",
              one.where(),
              "is signed by key %s; at size %d the log's key is %s"
                  .formatted(
                      one.signed().note().signatures().get(0).id(),
                      one.checkpoint().size(),
                      key.id()),
              "somebody signed with another key, or the log's keys were replaced; " + ELSEWHERE));
    }
    return false;
  }

  /** All leaves are at hand, so that each root is computed and no consistency proof is needed. */
  private static List<Finding> compare(List<Read> signed, LineWalk walk) {
    var findings = new ArrayList<Finding>();
    long good = 0;
    List<Read> differing = new ArrayList<>();
    for (Read one : signed) {
      long size = one.checkpoint().size();
      if (size > walk.tree().size()) {
        findings.add(ahead(one, walk));
        break;
      }
      if (fits(one, walk)) {
        good = differing.isEmpty() ? size : good;
      } else {
        differing.add(one);
      }
    }
    if (!differing.isEmpty()) {
      findings.add(0, differs(good, differing, walk));
    }
    return findings;
  }

  private static boolean fits(Read one, LineWalk walk) {
    return walk.rootAt(one.checkpoint().size()).filter(one.checkpoint().root()::equals).isPresent();
  }

  private static Finding ahead(Read one, LineWalk walk) {
    long size = walk.tree().size();
    return Finding.blocking(
        GuardId.F63,
        "log-behind",
        one.where(),
        "was signed over %d events, the log ends after %d: events %d to %d were cut off, or the log is an older copy"
            .formatted(one.checkpoint().size(), size, size, one.checkpoint().size() - 1),
        ELSEWHERE);
  }

  private static Finding differs(long good, List<Read> differing, LineWalk walk) {
    Read first = differing.get(0);
    String others =
        differing.size() == 1 ? "" : "; so do %d later ones".formatted(differing.size() - 1);
    return Finding.blocking(
        GuardId.F63,
        "log-rewritten",
        first.where(),
        "signed the root %s over %d events, the log now gives %s: something among events %d to %d was changed%s"
            .formatted(
                first.checkpoint().root().brief(),
                first.checkpoint().size(),
                walk.rootAt(first.checkpoint().size()).orElseThrow().brief(),
                good,
                first.checkpoint().size() - 1,
                others),
        ELSEWHERE);
  }

  /** How far valid checkpoints reach that the trusted key, or one it signed for, stands behind. */
  private static long covered(List<Read> signed, LineWalk walk, Optional<VerifierKey> trusted) {
    int least = trusted.map(walk.keys()::indexOf).orElse(0);
    return signed.stream()
        .filter(one -> least >= 0 && fits(one, walk))
        .filter(one -> walk.keys().indexFor(one.checkpoint().size()) >= least)
        .mapToLong(one -> one.checkpoint().size())
        .max()
        .orElse(0);
  }

  private static List<Finding> coverage(
      String where, LineWalk walk, long covered, Optional<VerifierKey> trusted) {
    long size = walk.tree().size();
    if (trusted.isPresent() && walk.keys().indexOf(trusted.get()) < 0) {
      return List.of(
          Finding.blocking(
              GuardId.F63,
              "key-untrusted",
              where,
              "its events never name the key %s".formatted(trusted.get().id()),
              "it is the log of somebody else, or its keys were replaced from the start"));
    }
    if (covered == 0 && size > 0) {
      return List.of(
          Finding.blocking(
              GuardId.F63,
              "log-unsigned",
              where,
              "no valid checkpoint stands behind any of its %d events".formatted(size),
              "name the folder that has them: --checkpoints DIR"));
    }
    return covered < size
        ? List.of(
            Finding.note(
                "log-uncovered",
                where,
                "events %d to %d are newer than the newest checkpoint"
                    .formatted(covered, size - 1)))
        : List.of();
  }
}
