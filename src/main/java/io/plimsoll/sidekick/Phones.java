package io.plimsoll.sidekick;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * Simulated devices that keep adding, editing and deleting through the route, on a few threads.
 * They know nothing of a migration: they retry as clients do, and every acknowledged write is in
 * the ledger.
 */
public final class Phones implements AutoCloseable {
  /** Longer than the driver waits for any reply. */
  private static final Duration LONGEST_END = Duration.ofSeconds(30);

  /** Streams of random numbers, beside those of the tables. */
  private static final int BATTERIES = 100;

  private static final int PHONES = 101;
  private static final int WORKERS = 102;

  private static final int MILLIONTHS = 1_000_000;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final PhoneKit kit;
  private final Map<String, BlockMeter> meters = new LinkedHashMap<>();
  private final List<Phone> phones = new ArrayList<>();
  private final List<PhoneWorker> workers = new ArrayList<>();
  private final List<Future<?>> running = new ArrayList<>();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Draw batteries;
  private PhonesResult ended;

  private Phones(PhonesRequest request) {
    PhonesRequest.Terms terms = request.terms();
    this.kit =
        new PhoneKit(terms.guards(), Ledger.open(request.ledger(), terms.clock()), terms.clock());
    this.batteries = new Draw(terms.seed(), BATTERIES).at(0, 0);
    hire(request);
  }

  /** Starts them; they write until stopped or until the duration is over. */
  public static Phones start(PhonesRequest request) {
    Phones phones = idle(request);
    ExecutorService threads = Executors.newFixedThreadPool(phones.workers.size());
    phones.workers.forEach(worker -> phones.running.add(threads.submit(worker)));
    threads.shutdown();
    return phones;
  }

  /** Phones that do something only when told. */
  static Phones idle(PhonesRequest request) {
    return new Phones(request);
  }

  /** What the phones have seen so far. */
  public PhonesResult now() {
    var blocks = new TreeMap<String, Duration>();
    meters.forEach((shard, meter) -> blocks.put(shard, meter.longest()));
    return new PhonesResult(
        new PhonesResult.Writes(kit.acknowledged.sum(), kit.retries.sum()),
        blocks,
        new PhonesResult.TakenOver(kit.takenOver.sum(), kit.refills.sum(), kit.alarms.sum()),
        kit.scores(),
        kit.troubles());
  }

  /** Whether none is at work any more: stopped, the duration over, or failed. */
  public boolean ended() {
    return running.stream().allMatch(Future::isDone);
  }

  /** Empties this share of the phones, at random; each must refill before it goes on. */
  public void batteryOut(double fraction) {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new IllegalArgumentException("a fraction is 0 to 1, found " + fraction);
    }
    synchronized (batteries) {
      phones.stream()
          .filter(phone -> batteries.below(MILLIONTHS) < fraction * MILLIONTHS)
          .forEach(Phone::batteryOut);
    }
  }

  /**
   * Lets each phone end the attempt it is in, and puts the ledger on disk. Writes that were sent
   * and not answered until then stay open in the ledger.
   *
   * @throws SidekickException when a phone or the ledger failed
   */
  public synchronized PhonesResult stop() {
    if (ended == null) {
      stop.countDown();
      try (Ledger closing = kit.ledger()) {
        ended = join(closing);
      }
    }
    return ended;
  }

  @Override
  public void close() {
    stop();
  }

  /** One turn for each phone, and waits; only where none was started. */
  void turnAll() {
    workers.parallelStream().forEach(PhoneWorker::turnAll);
  }

  List<Phone> phones() {
    return List.copyOf(phones);
  }

  private PhonesResult join(Ledger closing) {
    SidekickException failure = null;
    for (Future<?> worker : running) {
      try {
        worker.get(LONGEST_END.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        failure = joined(failure, new SidekickException("interrupted before the phones ended", e));
      } catch (ExecutionException e) {
        failure = joined(failure, ours(e.getCause()));
      } catch (TimeoutException e) {
        failure = joined(failure, new SidekickException("a phone has not ended yet", e));
      }
    }
    workers.forEach(PhoneWorker::close);
    if (failure != null) {
      throw failure;
    }
    return now();
  }

  private static SidekickException joined(SidekickException first, SidekickException next) {
    if (first == null) {
      return next;
    }
    first.addSuppressed(next);
    return first;
  }

  private static SidekickException ours(Throwable cause) {
    return cause instanceof SidekickException known
        ? known
        : new SidekickException("a phone failed: " + cause, cause);
  }

  /** A worker has whole accounts of one shard; a share of the rate as large as its phones'. */
  private void hire(PhonesRequest request) {
    PhonesRequest.Load load = request.load();
    SidekickSample sample = request.sample();
    int perShard = Math.max(1, load.threads() / sample.shards().size());
    var crews = new TreeMap<String, List<List<Phone>>>();
    for (int n = 0; n < load.phones(); n++) {
      long account = 1 + n % sample.accounts();
      String shard = sample.shardOf(account);
      BlockMeter meter = meters.computeIfAbsent(shard, it -> new BlockMeter(kit.clock()));
      var phone = new Phone(kit, meter, account, new Draw(request.terms().seed(), PHONES).at(n, 0));
      phones.add(phone);
      List<List<Phone>> crew = crews.computeIfAbsent(shard, it -> crew(perShard));
      crew.get((int) (account % perShard)).add(phone);
    }
    crews.forEach(
        (shard, crew) ->
            crew.stream()
                .filter(members -> !members.isEmpty())
                .forEach(members -> workers.add(worker(request, shard, members))));
  }

  private static List<List<Phone>> crew(int size) {
    return Stream.generate(() -> (List<Phone>) new ArrayList<Phone>()).limit(size).toList();
  }

  private PhoneWorker worker(PhonesRequest request, String shard, List<Phone> members) {
    PhonesRequest.Load load = request.load();
    double perSecond = load.writesPerSecond() * members.size() / load.phones();
    var pace =
        new PhoneWorker.Pace(
            Duration.ofNanos((long) (NANOS_PER_SECOND / perSecond)),
            load.duration().map(kit.clock().instant()::plus).orElse(Instant.MAX),
            stop);
    PhonesRequest.Route route = request.route();
    var session = new ServiceSession(route.directory(), route.login(), shard);
    var draw = new Draw(request.terms().seed(), WORKERS).at(workers.size(), 0);
    return new PhoneWorker(kit, members, session, pace, draw);
  }
}
