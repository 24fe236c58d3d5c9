package io.plimsoll.store.postgres;

import io.plimsoll.store.SequenceState;
import io.plimsoll.store.SequenceWatch;
import io.plimsoll.store.postgres.PostgresSequences.Feed;
import io.plimsoll.store.postgres.PostgresSequences.Sequence;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Knows which columns draw from which sequence; asks only what an index answers at once. */
final class WatchedSequences implements SequenceWatch {
  private static final String INDEXED =
      """
      select exists (
        select from pg_catalog.pg_index i
        join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
        where i.indrelid = ?::regclass and a.attname = ? and i.indisvalid and i.indpred is null)
        as indexed
      """;

  private final Reader reader;
  private final List<Watched> watched;

  /** Opens a session for a question. */
  interface Reader {
    List<SequenceState> read(Function<CatalogueSession, List<SequenceState>> question);
  }

  /**
   * @param extremes queries of the columns with an index
   * @param found the extreme of the other columns, ahead of time
   */
  private record Watched(Sequence sequence, List<String> extremes, Optional<Long> found) {
    boolean upwards() {
      return sequence.range().increment() > 0;
    }

    Optional<Long> further(Stream<Optional<Long>> values) {
      return values.flatMap(Optional::stream).reduce(upwards() ? Math::max : Math::min);
    }
  }

  private WatchedSequences(Reader reader, List<Watched> watched) {
    this.reader = reader;
    this.watched = watched;
  }

  /** Looks them up, and everything that takes long. */
  static WatchedSequences of(CatalogueSession session, List<Long> tables, Reader reader) {
    var sequences = new PostgresSequences(session, tables);
    List<Feed> feeds = sequences.feeds();
    List<Watched> watched =
        sequences.read().stream()
            .map(
                sequence ->
                    watch(
                        session,
                        sequence,
                        feeds.stream().filter(f -> f.sequence() == sequence.id()).toList()))
            .toList();
    return new WatchedSequences(reader, watched);
  }

  private static Watched watch(CatalogueSession session, Sequence sequence, List<Feed> feeds) {
    boolean upwards = sequence.range().increment() > 0;
    var none = new Watched(sequence, List.of(), Optional.empty());
    List<Feed> indexed = feeds.stream().filter(feed -> indexed(session, feed)).toList();
    return new Watched(
        sequence,
        indexed.stream().map(feed -> PostgresSequences.query(session, feed, upwards)).toList(),
        none.further(
            feeds.stream()
                .filter(feed -> !indexed.contains(feed))
                .map(feed -> PostgresSequences.query(session, feed, upwards))
                .map(query -> PostgresSequences.extreme(session, query, upwards))));
  }

  private static boolean indexed(CatalogueSession session, Feed feed) {
    return session.one(
        INDEXED, row -> row.getBoolean("indexed"), feed.table().quoted(), feed.column());
  }

  @Override
  public List<SequenceState> now() {
    return reader.read(session -> watched.stream().map(each -> state(session, each)).toList());
  }

  private static SequenceState state(CatalogueSession session, Watched watched) {
    Sequence sequence = watched.sequence();
    Stream<Optional<Long>> extremes =
        watched.extremes().stream()
            .map(query -> PostgresSequences.extreme(session, query, watched.upwards()));
    return new SequenceState(
        sequence.name(),
        PostgresSequences.last(session, sequence),
        sequence.range().increment(),
        sequence.range().cache(),
        watched.further(Stream.concat(extremes, Stream.of(watched.found()))));
  }
}
