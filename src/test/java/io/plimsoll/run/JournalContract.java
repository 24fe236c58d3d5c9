package io.plimsoll.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.plimsoll.common.Epoch;
import io.plimsoll.common.RunId;
import io.plimsoll.common.ShardId;
import io.plimsoll.run.Journal.Entry;
import io.plimsoll.run.Journal.Intent;
import io.plimsoll.testing.SettableClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every implementation of {@link Journal} does. */
public abstract class JournalContract {
  private static final RunId RUN = new RunId("run-1");
  private static final Epoch FIRST = new Epoch(0);

  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-23T12:00:00Z"));
  private Runs runs;
  private Journal journal;

  /** Opens a fresh place to keep both. */
  protected abstract void open(SettableClock clock);

  protected abstract Runs runs();

  protected abstract Journal journal();

  @BeforeEach
  void begin() {
    open(clock);
    runs = runs();
    journal = journal();
    runs.create(RUN, "plan");
  }

  @Test
  void keepsTheIntentUntilItIsConfirmed() {
    Instant intended = clock.instant();
    long id = journal.intend(intent("fence.close", FIRST));
    assertThat(journal.unsettled(RUN))
        .containsExactly(
            new Entry(
                id, intent("fence.close", FIRST), intended, Optional.empty(), Optional.empty()));

    clock.advance(Duration.ofSeconds(3));
    journal.confirm(id, "sealed by epoch 0");

    assertThat(journal.unsettled(RUN)).isEmpty();
    assertThat(journal.entries(RUN))
        .containsExactly(
            new Entry(
                id,
                intent("fence.close", FIRST),
                intended,
                Optional.of(clock.instant()),
                Optional.of("sealed by epoch 0")));
  }

  @Test
  void listsTheOldestFirst() {
    long first = journal.intend(intent("a", FIRST));
    long second = journal.intend(intent("b", FIRST));
    long third = journal.intend(intent("c", FIRST));
    journal.confirm(second, "done");

    assertThat(journal.unsettled(RUN)).extracting(Entry::id).containsExactly(first, third);
    assertThat(journal.entries(RUN)).extracting(Entry::id).containsExactly(first, second, third);
  }

  @Test
  void keepsTheRunsApart() {
    RunId other = new RunId("run-2");
    runs.create(other, "plan");
    journal.intend(intent("a", FIRST));

    assertThat(journal.entries(other)).isEmpty();
  }

  @Test
  void takesTheSameConfirmationTwice() {
    long id = journal.intend(intent("a", FIRST));
    journal.confirm(id, "done");
    Entry confirmed = journal.entries(RUN).get(0);
    clock.advance(Duration.ofSeconds(1));

    journal.confirm(id, "done");

    assertThat(journal.entries(RUN)).containsExactly(confirmed);
  }

  @Test
  void refusesAnotherObservationOfASettledIntent() {
    long id = journal.intend(intent("a", FIRST));
    journal.confirm(id, "done");

    assertThatThrownBy(() -> journal.confirm(id, "undone"))
        .isInstanceOf(IllegalStateException.class);
    assertThat(journal.entries(RUN).get(0).observed()).contains("done");
  }

  @Test
  void refusesToConfirmWhatWasNeverIntended() {
    assertThatThrownBy(() -> journal.confirm(4711, "done"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("4711");
  }

  @Test
  void refusesAStaleEpoch() {
    Epoch current = runs.acquire(RUN, "next node", FIRST).orElseThrow().epoch();

    assertThatThrownBy(() -> journal.intend(intent("fence.close", FIRST)))
        .isInstanceOf(StaleRunException.class)
        .hasMessageContaining("run-1")
        .hasMessageContaining("fence.close");
    assertThat(journal.entries(RUN)).isEmpty();

    journal.intend(intent("fence.close", current));
    assertThat(journal.entries(RUN)).hasSize(1);
  }

  @Test
  void letsTheOldHolderConfirmWhatItBegan() {
    long id = journal.intend(intent("a", FIRST));
    runs.acquire(RUN, "next node", FIRST).orElseThrow();

    journal.confirm(id, "done");

    assertThat(journal.unsettled(RUN)).isEmpty();
  }

  @Test
  void leavesTheIntentOpenWhenTheEffectFails() {
    assertThatThrownBy(
            () ->
                journal.perform(
                    intent("a", FIRST),
                    () -> {
                      throw new IOException("the cable is out");
                    },
                    Object::toString))
        .isInstanceOf(IOException.class);

    assertThat(journal.unsettled(RUN)).hasSize(1);
  }

  private static Intent intent(String action, Epoch epoch) {
    return new Intent(
        RUN,
        epoch,
        Optional.of(new ShardId("s03")),
        "cut-over",
        action,
        "postgresql://old/contacts",
        "{\"side\":\"source\"}",
        "open the side again");
  }
}
