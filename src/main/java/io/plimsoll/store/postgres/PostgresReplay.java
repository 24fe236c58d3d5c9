package io.plimsoll.store.postgres;

import io.plimsoll.store.Authority;
import io.plimsoll.store.ChangeFeed;
import io.plimsoll.store.Replay;
import io.plimsoll.store.TableInfo;
import io.plimsoll.store.Watermark;
import java.util.List;
import java.util.Optional;

/** Replays changed rows into one PostgreSQL database, tick after tick, in one session. */
final class PostgresReplay implements Replay {
  PostgresReplay(
      PostgresConnections connections,
      Authority authority,
      ChangeFeed.Purpose purpose,
      List<TableInfo> objects,
      long seed) {}

  @Override
  public Optional<Watermark> applied() {
    throw new UnsupportedOperationException("not built yet");
  }

  @Override
  public Tick begin(Watermark of) {
    throw new UnsupportedOperationException("not built yet");
  }

  @Override
  public void close() {}
}
