package io.plimsoll.run;

import io.plimsoll.common.Digest;
import java.time.Instant;
import java.util.Optional;

/**
 * Remembers what a request was answered, so that the same request sent twice is done once, whoever
 * of several processes gets it.
 */
public interface RequestKeys {
  /**
   * Takes the key for a request that is about to be done. It is durable when this returns {@link
   * Kind#FRESH}: if nothing is heard of that request again, its outcome counts as unknown.
   */
  Known take(Key key);

  /** Keeps the answer for whoever sends the request again. */
  void answered(Key key, Answer answer);

  /** Nothing was done: the key is free again. */
  void free(Key key);

  /**
   * @param caller whose key it is; two callers may choose the same
   * @param key digest of what the caller chose
   * @param request digest of everything that the request asks for
   */
  record Key(String caller, Digest key, Digest request) {}

  record Answer(int status, String text) {}

  enum Kind {
    /** Never seen: it is the caller's turn now. */
    FRESH,
    /** The same request was answered before. */
    ANSWERED,
    /** The key was used for another request. */
    OTHER,
    /** The same request was begun, and nothing was heard of it yet. */
    OPEN
  }

  /**
   * @param answer with {@link Kind#ANSWERED} alone
   * @param since when the key was taken
   */
  record Known(Kind kind, Optional<Answer> answer, Instant since) {}
}
