package io.plimsoll.sidekick;

import java.util.List;
import java.util.Optional;

/**
 * What an audit found. Totals are exact; {@code sample} is bounded. {@code accountsAffected} counts
 * the sample's accounts with at least one difference, not ids that never were an account.
 */
public record AuditResult(
    Records records,
    long accountsAffected,
    List<Total> totals,
    List<FieldTotal> fields,
    List<Difference> sample) {

  /** How much was compared: all shards, all tables. */
  public record Records(long accounts, long expected, long found, Optional<Written> written) {
    public Records(long accounts, long expected, long found) {
      this(accounts, expected, found, Optional.empty());
    }
  }

  /**
   * What the ledger says, where one was given.
   *
   * @param acknowledged writes
   * @param unanswered writes sent and never answered, which may have happened or not
   */
  public record Written(long acknowledged, long unanswered) {}

  /** Records of one table that differ in this way; only where there are any. */
  public record Total(Difference.Kind kind, String table, long records) {}

  /** Altered values of one column; only where there are any. */
  public record FieldTotal(String table, String field, long values) {}

  public AuditResult {
    totals = List.copyOf(totals);
    fields = List.copyOf(fields);
    sample = List.copyOf(sample);
  }

  /** Every record is there once, unaltered, on its shard, and nothing else is. */
  public boolean clean() {
    return totals.isEmpty();
  }

  /** Records that are not where clients look for them, those found on another shard included. */
  public long lost() {
    return count(Difference.Kind.LOST);
  }

  public long altered() {
    return count(Difference.Kind.ALTERED);
  }

  public long duplicated() {
    return count(Difference.Kind.DUPLICATED);
  }

  public long unexpected() {
    return count(Difference.Kind.UNEXPECTED);
  }

  public long onWrongShard() {
    return count(Difference.Kind.WRONG_SHARD);
  }

  /** Deleted, and here again. */
  public long resurrected() {
    return count(Difference.Kind.RESURRECTED);
  }

  public long count(Difference.Kind kind) {
    return totals.stream().filter(total -> total.kind() == kind).mapToLong(Total::records).sum();
  }
}
