package io.plimsoll.shard;

import io.plimsoll.common.CrashPoints;
import io.plimsoll.common.Guards;
import io.plimsoll.route.Routes;
import io.plimsoll.run.Journal;
import io.plimsoll.run.Shards;
import io.plimsoll.store.Stores;
import io.plimsoll.transfer.ChunkLedger;
import io.plimsoll.transfer.TransferListener;
import java.time.Clock;

/** What every shard step works with, the same for all shards of a process. */
public record ShardTools(Ports ports, Conditions conditions, ReplayTurns turns, int streams) {

  /** The outside world and the records. */
  public record Ports(
      Stores stores, Routes routes, Journal journal, ChunkLedger ledger, Shards shards) {}

  /** Under which the steps work; tests vary them. */
  public record Conditions(
      Guards guards, CrashPoints crash, Clock clock, TransferListener listener) {}

  public Clock clock() {
    return conditions.clock();
  }

  public Guards guards() {
    return conditions.guards();
  }

  public CrashPoints crash() {
    return conditions.crash();
  }

  public Stores stores() {
    return ports.stores();
  }

  public Journal journal() {
    return ports.journal();
  }

  public ChunkLedger ledger() {
    return ports.ledger();
  }
}
