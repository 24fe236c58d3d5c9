package io.plimsoll.report;

import io.plimsoll.common.ShardId;
import io.plimsoll.gate.Evidence;
import io.plimsoll.gate.Facts;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The evidence of one run, read by kind of fact. A fact with a part missing counts as unreadable: a
 * default would be a measurement that nobody made.
 */
final class Book {
  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .build();

  /** The names facts give themselves, see {@link Facts.Fact#name()}. */
  enum Kind {
    FINDINGS("findings"),
    ENDPOINTS("endpoints"),
    SCOPE("scope"),
    OUTAGE("outage"),
    BEGAN("began"),
    SNAPSHOT("snapshot"),
    RESTORE_PROOF("restore-proof"),
    REHEARSAL("rehearsal"),
    PREDICTION("prediction"),
    COPY("copy"),
    VERIFICATION("verification"),
    CUT_OVER("cut-over"),
    AT_THE_FENCE("at-the-fence"),
    SOAK_PASS("soak-pass"),
    ROLLBACK("rollback"),
    FINALIZED("finalized"),
    WAIVER("waiver");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /** Several of one kind in one stage are told apart by a suffix: {@code waiver-canary}. */
    private boolean names(String evidence) {
      return evidence.equals(text) || evidence.matches(text + "[-:.].*");
    }
  }

  private final List<Evidence> entries;

  Book(List<Evidence> entries) {
    this.entries = List.copyOf(entries);
  }

  List<Evidence> entries() {
    return entries;
  }

  /** All of a kind, oldest first; a tie keeps the order of recording. */
  <F extends Facts.Fact> List<Found<F>> all(Kind kind, Class<F> type) {
    return entries.stream()
        .filter(entry -> kind.names(entry.name()))
        .sorted(Comparator.comparing(Evidence::measuredAt))
        .map(entry -> read(entry, type))
        .collect(Collectors.toUnmodifiableList());
  }

  <F extends Facts.Fact> List<Found<F>> all(Kind kind, Class<F> type, ShardId shard) {
    return all(kind, type).stream()
        .filter(found -> found.shard().equals(Optional.of(shard)))
        .collect(Collectors.toUnmodifiableList());
  }

  /** The newest about the shard; the run's own when there is none about the shard alone. */
  <F extends Facts.Fact> Optional<Found<F>> last(Kind kind, Class<F> type, ShardId shard) {
    return newest(all(kind, type, shard))
        .or(() -> newest(all(kind, type).stream().filter(f -> f.shard().isEmpty()).toList()));
  }

  private static <F> Optional<Found<F>> newest(List<Found<F>> found) {
    return found.isEmpty() ? Optional.empty() : Optional.of(found.get(found.size() - 1));
  }

  private static <F> Found<F> read(Evidence entry, Class<F> type) {
    return new Found<>(entry.stage(), entry.shard(), Origin.of(entry), parse(entry, type));
  }

  private static <F> Optional<F> parse(Evidence entry, Class<F> type) {
    try {
      return Optional.of(STRICT.readValue(entry.json(), type));
    } catch (JacksonException unreadable) {
      // Not swallowed: the value becomes UNVERIFIED, and the raw text is in the document.
      return Optional.empty();
    }
  }
}
