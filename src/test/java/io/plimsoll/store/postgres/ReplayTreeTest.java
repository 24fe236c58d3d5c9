package io.plimsoll.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.store.ChangeFeed.Purpose;
import io.plimsoll.store.Replay.Tick;
import io.plimsoll.store.Replay.Unexpected;
import io.plimsoll.store.StoreException;
import io.plimsoll.store.postgres.ReplayedPair.Then;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What changed in any partition arrives in the one it belongs to. */
class ReplayTreeTest {
  private ReplayedPair pair;

  @AfterEach
  void close() {
    pair.close();
  }

  private ReplayedPair pair(Purpose purpose) {
    pair = new ReplayedPair(purpose, CaptureTreeTest.TREE);
    return pair;
  }

  private void change(String... sql) {
    pair.from.execute(sql);
  }

  private void tickAndCompare() {
    pair.tick();
    pair.assertEqual();
    String parts = "select tableoid::regclass::text as part, count(*) from p group by 1 order by 1";
    assertThat(pair.to.query(parts)).isEqualTo(pair.from.query(parts));
  }

  @Test
  void bringsChangesIntoTheirPartitions() {
    pair(Purpose.FORWARD);
    change(
        "insert into p values (7, 1, 'new'), (8, 12, 'new'), (9, 31, 'new'), (10, 500, 'new')",
        "update p2 set v = 'leaf'",
        "update p3 set v = 'between' where id = 4",
        "delete from p1 where id = 1");
    tickAndCompare();
    change(
        "update p set day = case day when 12 then 31 when 31 then 12 else day end",
        "update p set day = 1000 where id = 7",
        "delete from p3a");
    tickAndCompare();
  }

  @Test
  void replacesAllRowsWhenTheWholeWasEmptied() {
    pair(Purpose.FORWARD);
    change("truncate p", "insert into p values (1, 5, 'again'), (2, 33, 'again')");
    tickAndCompare();
  }

  @Test
  void refusesWhatADeferredConstraintOfOnePartitionWouldRefuse() {
    pair(Purpose.FORWARD);
    String unique = "alter table %s add unique (%s) deferrable initially deferred";
    pair.to.execute(unique.formatted("p2", "v"), unique.formatted("p", "v, day"));
    change("insert into p2 (id, day, v) values (70, 11, 'v2')");
    assertThatThrownBy(() -> pair.tick()).hasMessageContaining("p2_v_key");
    change("update p2 set v = 'other' where id = 70");
    tickAndCompare();
    change("insert into p values (71, 55, 'v6')");
    assertThatThrownBy(() -> pair.tick()).hasMessageContaining("p_v_day_key");
  }

  @Test
  void isRefusedWhenAPartitionCameMeanwhile() {
    pair(Purpose.FORWARD);
    pair.from.execute("delete from p_rest");
    pair.tick();
    change("update p2 set v = 'changed'");
    try (var moment = pair.captured.moment();
        Tick tick = pair.replay.begin(moment.watermark())) {
      var changed = moment.changed("p");
      tick.keys(changed, sink -> moment.keys(changed, sink));
      tick.delete();
      tick.rows(changed, sink -> moment.rows(changed, ReplayedPair.SEED, sink));
      pair.to.execute("create table p9 (like p including all)");
      assertThat(pair.to.query("select count(*) from p_rest")).containsExactly("0");
      tick.readBack(changed);
      tick.commit();
    }
    pair.to.execute("alter table p attach partition p9 for values from (900) to (910)");
    change("update p2 set v = 'changed again'");
    assertThatThrownBy(() -> pair.tick())
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("a partition of public.p was attached");
    tickAndCompare();
  }

  @Test
  void findsAndSetsAsideWhatIsNotAsItWasInItsPartition() {
    pair(Purpose.REVERSE);
    pair.damage("update p2 set v = 'corrupt'");
    change("update p set v = 'back'", "update p set day = 36 where id = 3");
    assertThat(pair.tick(pair.replay, Then.STOP))
        .containsExactly(new Unexpected(Database.named("p"), 1, List.of("2/15")));
    assertThat(pair.tick(pair.replay, Then.SET_ASIDE)).hasSize(1);
    assertThat(pair.to.query("select * from p order by id"))
        .containsExactly(
            "1|5|back", "2|15|corrupt", "3|36|back", "4|35|back", "5|45|back", "6|55|back");
    assertThat(pair.to.query("select key ->> 'day', \"row\" ->> 'v' from plimsoll.undo order by 1"))
        .containsExactly("25|v3", "35|v4", "36|null", "45|v5", "5|v1", "55|v6");
    change("truncate p2");
    change("truncate p");
    pair.tick();
    pair.assertEqual();
    assertThat(pair.to.query("select count(*) from plimsoll.undo where \"row\" is not null"))
        .containsExactly("6");
  }
}
