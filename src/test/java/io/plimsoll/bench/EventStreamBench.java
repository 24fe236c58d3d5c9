package io.plimsoll.bench;

import static io.plimsoll.scenario.Scenario.old;

import io.plimsoll.app.Workplace;
import io.plimsoll.common.RunId;
import io.plimsoll.plan.StageName;
import io.plimsoll.run.RunEvent;
import io.plimsoll.run.RunState;
import io.plimsoll.run.Runs.HistoryLine;
import io.plimsoll.scenario.Scenario;
import io.plimsoll.web.Stand;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What people who watch cost a copy: the same move with and without them, in turns. */
class EventStreamBench {
  private static final int STREAMS = 200;
  private static final int ROWS = 400_000;
  private static final int ROUNDS = 3;

  @Test
  void printsTheRatio() throws Exception {
    var without = new ArrayList<Double>();
    var with = new ArrayList<Double>();
    var events = new AtomicLong();
    // Once for a warm machine; that one is not counted.
    rate(STREAMS, new AtomicLong());
    for (int i = 0; i < ROUNDS; i++) {
      without.add(rate(0, events));
      with.add(rate(STREAMS, events));
    }
    System.out.printf(
        Locale.ROOT,
        "%ncopy of %,d rows, median of %d: %,.0f rows/s alone, %,.0f rows/s with %d event streams"
            + " (%,d lines read), ratio %.3f%n%n",
        ROWS,
        ROUNDS,
        median(without),
        median(with),
        STREAMS,
        events.get(),
        median(with) / median(without));
  }

  private static double rate(int streams, AtomicLong events) throws Exception {
    try (var scenario = new Scenario(1).config("stores:\n", "server: {port: 0}\nstores:\n");
        var stand = new Stand(scenario.workplace()).withPeople()) {
      old()
          .execute(
              scenario.source("s00"),
              "create table items (id int primary key, value text)",
              "insert into items select i, md5(i::text) from generate_series(1, %d) i"
                  .formatted(ROWS));
      Workplace workplace = stand.workplace();
      RunId run = workplace.orchestrator().submit(scenario.plan());
      var open = new ArrayList<CompletableFuture<?>>();
      for (int i = 0; i < streams; i++) {
        open.add(watch(stand, run, events));
      }
      workplace.orchestrator().drive(run, Set.of(StageName.VERIFY));
      if (open.stream().anyMatch(CompletableFuture::isDone)) {
        throw new IllegalStateException("a stream ended before the copy did");
      }
      open.forEach(stream -> stream.cancel(true));
      return ROWS / (took(workplace.runs().history(run)).toMillis() / 1e3);
    }
  }

  private static CompletableFuture<?> watch(Stand stand, RunId run, AtomicLong events) {
    var request =
        HttpRequest.newBuilder(stand.address().resolve("/v1/runs/" + run + "/events"))
            .header("Authorization", "Bearer " + stand.tokenOf("viewer"))
            .build();
    return stand.client().sendAsync(request, BodyHandlers.fromLineSubscriber(counting(events)));
  }

  private static Flow.Subscriber<String> counting(AtomicLong events) {
    return new Flow.Subscriber<>() {
      @Override
      public void onSubscribe(Flow.Subscription subscription) {
        subscription.request(Long.MAX_VALUE);
      }

      @Override
      public void onNext(String line) {
        events.incrementAndGet();
      }

      @Override
      public void onError(Throwable ended) {
        // The bench ends them.
      }

      @Override
      public void onComplete() {
        // As above.
      }
    };
  }

  private static Duration took(List<HistoryLine> history) {
    Instant began = null;
    Instant ended = null;
    for (HistoryLine line : history) {
      began = line.next() == RunState.COPY && began == null ? line.at() : began;
      boolean copied = line.state() == RunState.COPY && line.event() == RunEvent.PASSED;
      ended = copied ? line.at() : ended;
    }
    if (began == null || ended == null) {
      throw new IllegalStateException("it did not copy: " + history);
    }
    return Duration.between(began, ended);
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }
}
