package io.plimsoll.store.postgres;

import static io.plimsoll.store.Side.Role.SOURCE;
import static io.plimsoll.store.Side.Role.TARGET;
import static io.plimsoll.store.SideState.CUT;
import static io.plimsoll.store.SideState.NEW;
import static io.plimsoll.store.SideState.OPEN;
import static io.plimsoll.store.SideState.SEALED;
import static io.plimsoll.store.postgres.FencedStore.BOUND;
import static io.plimsoll.store.postgres.FencedStore.INSERT;
import static io.plimsoll.store.postgres.FencedStore.LONG;
import static io.plimsoll.store.postgres.FencedStore.SHARD;
import static io.plimsoll.store.postgres.FencedStore.TABLES;
import static io.plimsoll.store.postgres.FencedStore.authority;
import static io.plimsoll.store.postgres.FencedStore.node;
import static io.plimsoll.store.postgres.FencedStore.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.store.Authority;
import io.plimsoll.store.Side;
import io.plimsoll.store.StoreException.Blocked;
import io.plimsoll.store.StoreException.Fenced;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One run at a time holds a store, whatever control database it lives in. */
class FenceClaimTest {
  private static final Authority OTHER = authority("run-b", 5, "laptop");
  private final FencedStore store = new FencedStore();

  private List<String> catalogue() {
    return store.server.query(
        store.database,
        """
        select 'class', oid::text, relname, coalesce(relacl::text, '') from pg_class
        union all select 'proc', oid::text, proname, '' from pg_proc
        union all select 'trigger', tgrelid::text, tgname, tgenabled::text from pg_trigger
        union all select 'schema', oid::text, nspname, '' from pg_namespace
        where nspname not like 'pg_%'
        order by 1, 2, 3
        """);
  }

  @Test
  void findsItsOwnRowAgain() {
    Side first = store.claim(SOURCE);
    assertThat(first.state()).isEqualTo(OPEN);
    assertThat(store.claim(SOURCE)).isEqualTo(first);
    assertThat(store.fence.observe()).contains(first);
  }

  @Test
  void keepsOnlyTheHashOfTheToken() {
    store.claim(SOURCE);
    assertThat(store.server.query(store.database, "select * from plimsoll.side").toString())
        .doesNotContain(node(1).token().reveal());
  }

  @Test
  @Tag("F42")
  void refusesAnotherRunAndNamesTheOne() {
    store.claim(SOURCE);
    assertThatThrownBy(() -> store.fence.claim(OTHER, SHARD, SOURCE, TABLES, BOUND))
        .isInstanceOf(Fenced.class)
        .hasMessageContainingAll("F42", "run-a", "control-of-run-a");
  }

  @Test
  @Tag("F42")
  void refusesTheSameRunNameFromAnotherControlDatabase() {
    store.claim(SOURCE);
    var namesake =
        new Authority(
            OTHER.run(),
            "elsewhere",
            "n1",
            node(1).epoch(),
            new io.plimsoll.common.Secret("test", () -> "another token"));
    assertThatThrownBy(() -> store.fence.claim(namesake, SHARD, SOURCE, TABLES, BOUND))
        .isInstanceOf(Fenced.class);
  }

  @Test
  void refusesToBeSourceAndTargetOfOneRun() {
    store.claim(SOURCE);
    assertThatThrownBy(() -> store.claim(TARGET))
        .isInstanceOf(Fenced.class)
        .hasMessageContaining("already the SOURCE");
  }

  @Test
  @Tag("F42")
  void saysThatASealedSourceWasRetired() {
    store.claim(SOURCE);
    store.cut(LONG);
    store.move(CUT, SEALED, 1);
    assertThatThrownBy(() -> store.fence.claim(OTHER, SHARD, SOURCE, TABLES, BOUND))
        .isInstanceOf(Fenced.class)
        .hasMessageContaining("was retired by run run-a");
    assertThatThrownBy(() -> store.fence.remove(node(1), TABLES, BOUND))
        .isInstanceOf(Fenced.class)
        .hasMessageContaining("its fence must stay");
  }

  @Test
  @Tag("F42")
  void givesARacedStoreToExactlyOne() throws Exception {
    for (int round = 0; round < 20; round++) {
      var start = new CyclicBarrier(2);
      var claims =
          Stream.of("run-a", "run-b")
              .map(r -> CompletableFuture.supplyAsync(() -> claims(store, r, start)))
              .toList();
      assertThat(claims).map(CompletableFuture::join).containsExactlyInAnyOrder(true, false);
      store.client("drop schema plimsoll cascade");
    }
  }

  private static boolean claims(FencedStore raced, String run, CyclicBarrier start) {
    try {
      start.await();
      raced.fence.claim(authority(run, 1, "n1"), SHARD, TARGET, TABLES, Duration.ofSeconds(20));
      return true;
    } catch (Fenced e) {
      return false;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void claimsATargetThroughTheBarrier() throws Exception {
    try (Connection writer = store.connect()) {
      writer.setAutoCommit(false);
      run(writer, INSERT);
      assertThatThrownBy(
              () -> store.fence.claim(node(1), SHARD, TARGET, TABLES, Duration.ofMillis(300)))
          .isInstanceOf(Blocked.class);
    }
    assertThat(store.fence.observe()).isEmpty();
    assertThat(store.claim(TARGET).state()).isEqualTo(NEW);
  }

  @Test
  void leavesNothingBehindWhenItIsRemoved() {
    List<String> before = catalogue();
    store.claim(TARGET);
    assertThat(catalogue()).isNotEqualTo(before);
    store.fence.remove(node(1), TABLES, BOUND);
    assertThat(catalogue()).isEqualTo(before);
    store.client(INSERT);
    store.fence.remove(node(1), TABLES, BOUND);
  }

  @Test
  void isOpenAndInertWhenAReaderDeniesTheRemovalAndAnotherRunMayFollow() throws Exception {
    store.claim(SOURCE);
    store.cut(LONG);
    store.move(CUT, OPEN, 1);
    try (Connection reader = store.connect()) {
      reader.setAutoCommit(false);
      run(reader, "set application_name = 'long report'");
      run(reader, "select * from users");
      assertThatThrownBy(() -> store.fence.remove(node(1), TABLES, Duration.ofMillis(300)))
          .isInstanceOf(Blocked.class)
          .hasMessageContaining("long report");
      store.client(INSERT);
    }
    Side next = store.fence.claim(OTHER, SHARD, TARGET, TABLES, BOUND);
    assertThat(next.run()).isEqualTo(OTHER.run());
    assertThat(next.attempt()).isZero();
    assertThatThrownBy(() -> store.client(INSERT)).cause().hasMessageContaining("PLIMSOLL");
  }

  @Test
  void createsTheWritersTablesWithTheClaim() {
    var fence =
        new PostgresFence(
            "new/s00",
            store::connect,
            List.of("create table plimsoll.applied (chunk bigint primary key)"));
    fence.claim(node(1), SHARD, TARGET, TABLES, BOUND);
    assertThat(store.server.query(store.database, "select * from plimsoll.applied")).isEmpty();
  }
}
