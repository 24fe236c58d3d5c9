package io.plimsoll.gate;

import io.plimsoll.common.Digest;
import java.util.List;

/**
 * What a decision is made on, as canonical JSON (RFC 8785), and its SHA-256.
 *
 * @param json the same for the same results, whenever they were measured
 */
public record SealedEvidence(String json, Digest digest) {
  public static SealedEvidence of(String canonicalJson) {
    return new SealedEvidence(canonicalJson, Digest.ofText(canonicalJson));
  }

  /** Where the other, newer one differs; the first of them, if there are many. */
  public List<Difference> differencesTo(SealedEvidence newer) {
    return digest.equals(newer.digest) ? List.of() : Differences.between(json, newer.json);
  }
}
