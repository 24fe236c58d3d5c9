package io.plimsoll.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorkersTest {
  private static final List<Integer> ITEMS = IntStream.range(0, 1000).boxed().toList();

  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger done = new AtomicInteger();

  private final class Context implements AutoCloseable {
    Context() {
      open.incrementAndGet();
    }

    @Override
    public void close() {
      open.decrementAndGet();
    }
  }

  @Test
  void giveResultsInTheOrderOfTheItems() {
    List<Integer> results = new Workers("t", 4).each(ITEMS, Context::new, (c, i) -> i * 2);

    assertThat(results).isEqualTo(ITEMS.stream().map(i -> i * 2).toList());
    assertThat(open).hasValue(0);
  }

  @Test
  void throwTheFirstFailureAndStopTheOthersEarly() {
    assertThatThrownBy(
            () ->
                new Workers("t", 4)
                    .each(
                        ITEMS,
                        Context::new,
                        (c, i) -> {
                          Thread.sleep(1);
                          if (i == 5) {
                            throw new TransferException("five");
                          }
                          return done.incrementAndGet();
                        }))
        .hasMessage("five");

    assertThat(done.get()).isLessThan(50);
    assertThat(open).hasValue(0);
  }

  @Test
  void keepTheOtherFailuresAsSuppressed() {
    var together = new CountDownLatch(2);

    assertThatThrownBy(
            () ->
                new Workers("t", 2)
                    .each(
                        List.of(1, 2),
                        Context::new,
                        (c, i) -> {
                          together.countDown();
                          together.await();
                          throw new TransferException("failure");
                        }))
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
  }

  @Test
  void finishTheirItemsAndKeepTheFlagWhenTheCallerIsInterrupted() throws InterruptedException {
    var caught = new Throwable[1];
    var flag = new boolean[1];
    var begun = new CountDownLatch(1);
    var caller =
        new Thread(
            () -> {
              try {
                new Workers("t", 2)
                    .each(
                        ITEMS,
                        Context::new,
                        (c, i) -> {
                          begun.countDown();
                          Thread.sleep(5);
                          return done.incrementAndGet();
                        });
              } catch (TransferException e) {
                caught[0] = e;
              }
              flag[0] = Thread.currentThread().isInterrupted();
            });
    caller.start();
    begun.await();
    caller.interrupt();
    caller.join();

    assertThat(caught[0]).hasMessageContaining("interrupted");
    assertThat(flag[0]).isTrue();
    assertThat(open).hasValue(0);
    assertThat(done.get()).isLessThan(ITEMS.size());
  }
}
