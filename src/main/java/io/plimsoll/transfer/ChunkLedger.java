package io.plimsoll.transfer;

import io.plimsoll.common.Epoch;
import io.plimsoll.common.ObjectName;
import io.plimsoll.common.RunId;
import io.plimsoll.common.ShardId;
import io.plimsoll.store.Chunk;
import io.plimsoll.store.Fingerprint;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The chunks of a run and how far each is: one record that serves resuming, verifying, progress and
 * evidence. Every write is durable when it returns.
 */
public interface ChunkLedger {

  /** Names one set of chunks. */
  record Scope(RunId run, Pass pass, ShardId shard) {}

  /** Records all chunks of an object, once: repeating returns what was recorded first. */
  List<Line> plan(Scope scope, ObjectName object, List<Chunk> chunks);

  /** All lines of the scope, by object and number. */
  List<Line> lines(Scope scope);

  /** The intent: raises the attempt and returns it. */
  Line begin(long id, Epoch epoch);

  /** What was read from the source and written; the chunk is not yet known to be durable. */
  void copied(long id, Copied copied);

  /** The effect was observed to be durable. */
  void confirm(List<Long> ids);

  /** What the verifier read on the target. */
  void verified(long id, Fingerprint target);

  /** Forgets the scope's chunks: the next plan of it begins a new set, with new ids. */
  void reset(Scope scope);

  /** Sums for progress displays, one row per object. */
  List<Progress> progress(RunId run, Pass pass);

  enum State {
    PLANNED,
    COPYING,
    COPIED,
    CONFIRMED,
    VERIFIED
  }

  /**
   * @param reference where the bytes rest, if they rest: file name and SHA-256 in a vault
   */
  record Copied(long bytes, Fingerprint source, String position, Optional<String> reference) {}

  record Line(
      long id,
      Chunk chunk,
      State state,
      int attempt,
      Optional<Copied> copied,
      Optional<Fingerprint> target,
      Optional<Instant> copiedAt,
      Optional<Instant> verifiedAt) {
    public boolean confirmed() {
      return state == State.CONFIRMED || state == State.VERIFIED;
    }
  }

  record Progress(
      ShardId shard,
      ObjectName object,
      int chunks,
      int confirmed,
      int verified,
      long rows,
      long bytes) {}
}
