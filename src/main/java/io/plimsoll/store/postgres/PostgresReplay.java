package io.plimsoll.store.postgres;

import io.plimsoll.common.ObjectName;
import io.plimsoll.store.Authority;
import io.plimsoll.store.ChangeFeed;
import io.plimsoll.store.Replay;
import io.plimsoll.store.TableInfo;
import io.plimsoll.store.Watermark;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Replays changed rows into one PostgreSQL database, tick after tick, in one session. Whoever
 * replays holds the lock of {@code plimsoll.replayed} to the end of its transaction, so that two
 * never work at once. For one thread.
 */
final class PostgresReplay implements Replay {
  private final PostgresConnections connections;
  private final Authority authority;
  private final ChangeFeed.Purpose purpose;
  private final Map<ObjectName, TableInfo> objects = new LinkedHashMap<>();
  private final long seed;
  private Optional<ReplaySession> kept = Optional.empty();
  private boolean ticking;

  PostgresReplay(
      PostgresConnections connections,
      Authority authority,
      ChangeFeed.Purpose purpose,
      List<TableInfo> objects,
      long seed) {
    this.connections = connections;
    this.authority = authority;
    this.purpose = purpose;
    this.seed = seed;
    objects.forEach(table -> this.objects.put(table.name(), table));
  }

  @Override
  public Optional<Watermark> applied() {
    return ReplaySession.applied(connections);
  }

  @Override
  public Tick begin(Watermark of) {
    if (ticking) {
      throw new IllegalStateException("the former tick is not closed");
    }
    ReplaySession session = kept.orElseGet(() -> new ReplaySession(connections));
    kept = Optional.empty();
    try {
      session.begin(authority, purpose, List.copyOf(objects.keySet()));
    } catch (SQLException e) {
      session.giveUp();
      throw session.failure("beginning the tick at " + of, e);
    } catch (RuntimeException e) {
      session.giveUp();
      throw e;
    }
    ticking = true;
    return new PostgresTick(
        session,
        this::table,
        new PostgresTick.Context(of, purpose, seed, usable -> ended(session, usable)));
  }

  private TableInfo table(ObjectName object) {
    TableInfo table = objects.get(object);
    if (table == null) {
      throw new IllegalStateException(object + " is not replayed here");
    }
    return table;
  }

  private void ended(ReplaySession session, boolean usable) {
    ticking = false;
    if (usable) {
      kept = Optional.of(session);
    } else {
      session.giveUp();
    }
  }

  @Override
  public void close() {
    kept.ifPresent(ReplaySession::giveUp);
    kept = Optional.empty();
  }
}
