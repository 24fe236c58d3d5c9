package io.plimsoll.store.postgres;

import static io.plimsoll.store.Side.Role.SOURCE;
import static io.plimsoll.store.Side.Role.TARGET;
import static io.plimsoll.store.SideState.CUT;
import static io.plimsoll.store.SideState.OPEN;
import static io.plimsoll.store.SideState.SEALED;
import static io.plimsoll.store.postgres.FencedStore.INSERT;
import static io.plimsoll.store.postgres.FencedStore.LONG;
import static io.plimsoll.store.postgres.FencedStore.node;
import static io.plimsoll.store.postgres.FencedStore.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.common.Epoch;
import io.plimsoll.store.Fence.Move;
import io.plimsoll.store.StoreException.Fenced;
import java.sql.Connection;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A new node ends the old one's work at the database, not by asking it. */
class TakeoverTest {
  private final FencedStore store = new FencedStore();

  @Test
  @Tag("F42")
  void endsTheOldNodesTransactionAndRefusesItsNext() throws Exception {
    store.claim(TARGET);
    try (Connection old = store.writer(node(1))) {
      run(old, INSERT);
      assertThat(store.fence.raise(node(2)).epoch()).isEqualTo(new Epoch(2));
      assertThatThrownBy(old::commit).isInstanceOf(java.sql.SQLException.class);
    }
    assertThat(store.users()).isEqualTo(2);
    assertThatThrownBy(() -> store.writer(node(1))).hasMessageContaining("F42");
    try (Connection current = store.writer(node(2))) {
      run(current, INSERT);
      current.commit();
    }
    assertThat(store.users()).isEqualTo(3);
  }

  @Test
  @Tag("F42")
  void withoutTheRaiseTheOldNodesWriteWouldGoThrough() throws Exception {
    store.claim(TARGET);
    try (Connection old = store.writer(node(1))) {
      run(old, INSERT);
      old.commit();
    }
    assertThat(store.users()).isEqualTo(3);
  }

  @Test
  @Tag("F42")
  void refusesTheOldNodesMoves() {
    store.claim(SOURCE);
    store.cut(LONG);
    store.fence.raise(node(2));
    assertThatThrownBy(() -> store.move(CUT, SEALED, 1))
        .isInstanceOf(Fenced.class)
        .hasMessageContaining("F42");
    assertThatThrownBy(() -> store.fence.remove(node(1), FencedStore.TABLES, FencedStore.BOUND))
        .isInstanceOf(Fenced.class);
    assertThat(store.fence.move(node(2), new Move(CUT, SEALED, 1)).state()).isEqualTo(SEALED);
    assertThat(store.fence.move(node(2), new Move(SEALED, OPEN, 1)).state()).isEqualTo(OPEN);
  }

  @Test
  @Tag("F42")
  void raisesOnlyUpwardsAndOnlyItsOwnRun() {
    store.claim(SOURCE);
    store.fence.raise(node(4));
    assertThatThrownBy(() -> store.fence.raise(node(3))).isInstanceOf(Fenced.class);
    assertThatThrownBy(() -> store.fence.raise(FencedStore.authority("run-a", 4, "other")))
        .isInstanceOf(Fenced.class);
    assertThatThrownBy(() -> store.fence.raise(FencedStore.authority("run-b", 9, "n9")))
        .isInstanceOf(Fenced.class)
        .hasMessageContaining("run-a");
    assertThat(store.fence.raise(node(4)).epoch()).isEqualTo(new Epoch(4));
    assertThat(store.fence.epoch()).contains(new Epoch(4));
  }

  @Test
  void leavesClientsAlone() throws Exception {
    store.claim(SOURCE);
    try (Connection client = store.connect()) {
      client.setAutoCommit(false);
      run(client, INSERT);
      store.fence.raise(node(2));
      client.commit();
    }
    assertThat(store.users()).isEqualTo(3);
  }
}
