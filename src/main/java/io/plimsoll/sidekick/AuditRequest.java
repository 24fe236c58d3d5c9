package io.plimsoll.sidekick;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What to audit where: a database for every shard of the sample, at most {@code threads} of them
 * read at once, and at most {@code samples} differences shown per kind, in all. Totals are exact
 * whatever the limit. With a ledger, what phones wrote since must be there instead.
 */
public record AuditRequest(
    SidekickSample sample,
    Map<String, Database> shards,
    int threads,
    int samples,
    Optional<Path> ledger) {
  private static final int SAMPLES = 100;

  public AuditRequest {
    shards = Map.copyOf(shards);
    for (String shard : sample.shards()) {
      if (!shards.containsKey(shard)) {
        throw new IllegalArgumentException("no database is given for shard " + shard);
      }
    }
    if (threads < 1 || samples < 0) {
      throw new IllegalArgumentException(
          "threads must be at least 1 and samples at least 0: " + threads + ", " + samples);
    }
  }

  public static AuditRequest of(SidekickSample sample, Map<String, Database> shards) {
    return new AuditRequest(
        sample, shards, Runtime.getRuntime().availableProcessors(), SAMPLES, Optional.empty());
  }

  /**
   * The shards as clients with this login find them now; {@code login}'s own address is not used.
   */
  public static AuditRequest through(SidekickSample sample, Directory directory, Database login) {
    return of(sample, directory.databases(sample.shards(), login));
  }

  public AuditRequest withThreads(int most) {
    return new AuditRequest(sample, shards, most, samples, ledger);
  }

  public AuditRequest withSamples(int most) {
    return new AuditRequest(sample, shards, threads, most, ledger);
  }

  /** Takes what {@link Phones} acknowledged, in this file, into account. */
  public AuditRequest withLedger(Path file) {
    return new AuditRequest(sample, shards, threads, samples, Optional.of(file));
  }
}
