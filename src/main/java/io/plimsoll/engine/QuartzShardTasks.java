package io.plimsoll.engine;

import io.plimsoll.common.RunId;
import io.plimsoll.plan.Plan.ShardPlan;
import io.plimsoll.route.RouteException;
import io.plimsoll.route.StaleRouteException;
import io.plimsoll.run.Hold;
import io.plimsoll.run.StaleRunException;
import io.plimsoll.shard.BrokenSidesException;
import io.plimsoll.shard.DivergedException;
import io.plimsoll.stage.Outcome;
import io.plimsoll.stage.RefusedException;
import io.plimsoll.stage.ShardTasks;
import io.plimsoll.store.StoreException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shard tasks as jobs: as many at once as configured, each failure turned into an outcome. */
final class QuartzShardTasks implements ShardTasks {
  private static final Logger LOG = LoggerFactory.getLogger(QuartzShardTasks.class);

  private final Jobs jobs;
  private final RunId run;
  private final Semaphore places;

  QuartzShardTasks(Jobs jobs, RunId run, int atOnce) {
    this.jobs = jobs;
    this.run = run;
    this.places = new Semaphore(atOnce);
  }

  @Override
  public Outcome forEach(String what, List<ShardPlan> shards, ShardWork work) {
    var all = shards.stream().map(shard -> start(what, shard, work)).toList();
    return all.stream().map(CompletableFuture::join).reduce(Outcome.passed(""), Outcome::and);
  }

  private CompletableFuture<Outcome> start(String what, ShardPlan shard, ShardWork work) {
    var done = new CompletableFuture<Outcome>();
    places.acquireUninterruptibly();
    jobs.shardTask(
        run,
        shard.name(),
        what,
        () -> {
          try {
            done.complete(attempt(what, shard, work));
          } catch (Throwable bug) {
            done.completeExceptionally(bug);
          } finally {
            places.release();
          }
        });
    return done;
  }

  private static Outcome attempt(String what, ShardPlan shard, ShardWork work) {
    String subject = shard.name() + " " + what + ": ";
    try {
      return work.on(shard);
    } catch (StoreException.Fenced e) {
      throw new StaleRunException(subject + e.getMessage());
    } catch (StoreException e) {
      LOG.debug("{}failed", subject, e);
      String text = subject + e.getMessage();
      return e.worthAnotherTry()
          ? Outcome.unavailable(text)
          : Outcome.failed(Hold.Reason.FAILED, text);
    } catch (DivergedException e) {
      return Outcome.diverged(subject + e.getMessage());
    } catch (RefusedException e) {
      return Outcome.refused(subject + e.getMessage());
    } catch (BrokenSidesException e) {
      return Outcome.failed(Hold.Reason.BROKEN, subject + e.getMessage());
    } catch (StaleRouteException | RouteException e) {
      return Outcome.unavailable(subject + e.getMessage());
    } catch (StaleRunException | Error e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Outcome.stopped(subject + "interrupted");
    } catch (Exception e) {
      LOG.debug("{}failed", subject, e);
      return Outcome.failed(Hold.Reason.FAILED, subject + e.getMessage());
    }
  }
}
