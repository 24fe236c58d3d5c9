package io.plimsoll.gate;

import io.plimsoll.common.Finding;
import io.plimsoll.common.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The shapes evidence comes in: what each stage measured, in the words of the report. Durations are
 * in milliseconds, sizes in bytes, instants in UTC.
 */
public final class Facts {
  private Facts() {}

  /** Any measurement that can be evidence; {@link #name()} is its name in the book. */
  public sealed interface Fact {
    String name();
  }

  /** What the checks before a stage had to say. */
  public record Checked(List<Finding> findings) implements Fact {
    @Override
    public String name() {
      return "findings";
    }
  }

  /** The two ends of one shard, as they described themselves. */
  public record Endpoints(Endpoint source, Endpoint target, Endpoint vault) implements Fact {
    @Override
    public String name() {
      return "endpoints";
    }
  }

  /**
   * @param store its name in the configuration
   * @param address without user or password
   * @param product with its version; empty for a directory
   * @param binding system id, timeline and database id: what the run is bound to
   * @param domain the failure-domain labels, {@code array=hds-1, site=sjc}; {@code unknown} if none
   */
  public record Endpoint(
      String store,
      String address,
      String product,
      String binding,
      String domain,
      String environment) {}

  /** What moves and what stays behind. */
  public record Scope(
      List<ScopedObject> objects, List<LeftBehind> excluded, List<LeftBehind> accepted)
      implements Fact {
    @Override
    public String name() {
      return "scope";
    }
  }

  public record ScopedObject(String object, List<String> key, long estimatedRows, long bytes) {}

  public record LeftBehind(String object, String reason) {}

  /** From when to when clients are refused at the longest. */
  public record Outage(Instant began, Instant ends) implements Fact {
    @Override
    public String name() {
      return "outage";
    }
  }

  /**
   * @param root digest over the whole manifest
   */
  public record SnapshotTaken(
      String vault,
      String set,
      String root,
      String position,
      Instant takenAt,
      long rows,
      long bytes,
      long bytesAtRest,
      long millis,
      String schemaDigest,
      List<Counted> objects)
      implements Fact {
    @Override
    public String name() {
      return "snapshot";
    }
  }

  /**
   * @param sum 32 hex digits
   */
  public record Counted(String object, long rows, String sum, int chunks) {}

  /** The whole snapshot was restored into scratch and every fingerprint compared. */
  public record RestoreProof(
      Verdict verdict,
      String set,
      String root,
      String scratch,
      long rows,
      long millis,
      long bytesPerSecond,
      List<Counted> objects,
      List<String> problems)
      implements Fact {
    @Override
    public String name() {
      return "restore-proof";
    }
  }

  /**
   * What a rehearsal of a live move carried for the client that kept writing.
   *
   * @param writes acknowledged to it
   * @param blockMillis the longest it could not write at the cut-over
   * @param allThere whether the source had exactly these after the way back
   */
  public record Practised(long writes, long blockMillis, boolean allThere) {}

  /**
   * The real steps, done once between two scratch databases.
   *
   * @param practised only of a live move
   */
  public record Rehearsal(
      Verdict verdict,
      long copyMillis,
      long verifyMillis,
      long cutOverMillis,
      long rollbackMillis,
      long rows,
      boolean writesRefusedWhenFenced,
      boolean writesAcceptedAfterRollback,
      Optional<Practised> practised,
      List<String> problems)
      implements Fact {
    @Override
    public String name() {
      return "rehearsal";
    }
  }

  /**
   * What the rest of the run will take, and on what that rests.
   *
   * @param basis e.g. {@code measured in the dry run} or {@code assumed 20 MB/s}
   */
  public record Prediction(
      long copyMillis,
      long verifyMillis,
      long cutOverMillis,
      long rollbackMillis,
      long soakMillis,
      String basis)
      implements Fact {
    @Override
    public String name() {
      return "prediction";
    }
  }

  public record Copied(long rows, long bytes, int chunks, long millis) implements Fact {
    @Override
    public String name() {
      return "copy";
    }
  }

  /**
   * A full comparison of both sides.
   *
   * @param coveragePercent of the rows that were compared
   * @param moment what the sentence is about: positions of both sides
   * @param seededErrors injected and found again: the verifier's own proof
   * @param metadata differences of schema and sequences, as sentences
   */
  public record Verified(
      Verdict verdict,
      double coveragePercent,
      String moment,
      Instant from,
      Instant to,
      SeededErrors seededErrors,
      List<ComparedObject> objects,
      List<String> metadata,
      List<String> problems)
      implements Fact {
    @Override
    public String name() {
      return "verification";
    }

    /** The same measurement with another conclusion. */
    public Verified as(Verdict other) {
      return new Verified(
          other, coveragePercent, moment, from, to, seededErrors, objects, metadata, problems);
    }
  }

  public record SeededErrors(int injected, int found) {}

  /**
   * @param rowsDiffering exact; the sample is bounded
   */
  public record ComparedObject(
      String object,
      long sourceRows,
      long targetRows,
      long rowsDiffering,
      long missing,
      long unexpected,
      long changed,
      String sourceSum,
      String targetSum,
      int chunks,
      int chunksDiffering,
      List<DifferingRow> sample) {}

  /**
   * @param kind missing, unexpected or changed
   * @param key {@code id=42}
   */
  public record DifferingRow(String kind, String key, List<String> columns) {}

  /**
   * @param blockMillis with a frozen source from the first refused write to the route's switch, and
   *     the outage goes on until finalize; live from the lock request to the open target, over all
   *     attempts
   * @param seenMillis live: the longest wait a probing client saw, from its first refused or
   *     waiting write to the first accepted one
   */
  public record CutOverDone(
      int attempt,
      Instant fencedSince,
      Instant sealedAt,
      Instant routedAt,
      long routeVersion,
      String routeAddress,
      long blockMillis,
      Optional<Long> seenMillis,
      boolean targetOpen)
      implements Fact {
    @Override
    public String name() {
      return "cut-over";
    }
  }

  /**
   * Live: on what a shard was cut over. Each row was equal in the pair; what changed after it came
   * by replay, the last of it under the fence, and was compared as it came.
   *
   * @param oldest when the pair was compared
   * @param moment the pair's two positions
   */
  public record AtTheFence(Instant oldest, String moment) implements Fact {
    @Override
    public String name() {
      return "at-the-fence";
    }
  }

  /**
   * One pass of the soak.
   *
   * @param began when the soak's first pass was
   */
  public record SoakPass(int number, Instant began, Verdict verdict, Instant at) implements Fact {
    @Override
    public String name() {
      return "soak-pass";
    }
  }

  /**
   * How a shard went back.
   *
   * @param sourceEqualsSnapshot compared with the manifest before the source was opened
   * @param lostRows rows the target took in while open, which rolling back loses: only with the
   *     plan's written waiver
   */
  public record RolledBack(
      Verdict sourceEqualsSnapshot,
      boolean sourceWritable,
      boolean targetCleaned,
      String route,
      long millis,
      Optional<Long> lostRows,
      Optional<CarriedBack> carriedBack,
      List<String> remaining)
      implements Fact {
    @Override
    public String name() {
      return "rollback";
    }

    /** The same, with what became of the target. */
    public RolledBack left(boolean cleaned, List<String> remains) {
      return new RolledBack(
          sourceEqualsSnapshot,
          sourceWritable,
          cleaned,
          route,
          millis,
          lostRows,
          carriedBack,
          remains);
    }
  }

  /**
   * What became of the writes an open target took in before its clients went back.
   *
   * @param keys carried back while the target was closed; the others were there already
   * @param verdict both sides compared after that, before the source opened
   * @param missed why the target's capture may have missed writes; empty when it saw them all
   * @param setAside rows that clients changed and that were corrupted before: both versions are
   *     kept, a person decides
   * @param strangers where both sides differ: what was never captured stays on the closed target
   */
  public record CarriedBack(
      long keys,
      Verdict verdict,
      List<String> missed,
      List<SetAside> setAside,
      List<ComparedObject> strangers) {
    /** Rows that need a person; one may have been set aside by several ticks. */
    public long needAPerson() {
      long aside = setAside.stream().mapToLong(SetAside::rows).sum();
      long differing = strangers.stream().mapToLong(ComparedObject::rowsDiffering).sum();
      return switch (verdict) {
        case EQUAL -> 0;
        case DIFFERENT -> differing;
        case NOT_VERIFIED -> Math.max(aside, differing);
      };
    }

    /** Whether a row that differs may be one that a client wrote. */
    public boolean clientsMayHaveWritten() {
      return !setAside.isEmpty() || !missed.isEmpty();
    }
  }

  /**
   * @param keys a sample
   */
  public record SetAside(String object, long rows, List<String> keys) {}

  /** Live: from when on a run has something on the stores; clients notice nothing. */
  public record Began(Instant at) implements Fact {
    @Override
    public String name() {
      return "began";
    }
  }

  /** The source stays, sealed. */
  public record Finalized(String source, String target, Instant at) implements Fact {
    @Override
    public String name() {
      return "finalized";
    }
  }

  /**
   * What the run was checked with.
   *
   * @param digests SHA-256 in hex, by what it is of: {@code plan}, {@code store old}
   */
  public record Artefacts(Map<String, String> digests) implements Fact {
    public static final String NAME = "artefacts";

    @Override
    public String name() {
      return NAME;
    }
  }

  /** A step that persons do was seen to be done before the stage was entered. */
  public record ManualDone(String step, String found) implements Fact {
    @Override
    public String name() {
      return "manual-" + step;
    }
  }

  /** Something the plan accepted in writing. */
  public record Waiver(String what, String reason) implements Fact {
    @Override
    public String name() {
      return "waiver";
    }
  }
}
