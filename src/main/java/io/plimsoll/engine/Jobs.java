package io.plimsoll.engine;

import io.plimsoll.common.RunId;
import io.plimsoll.common.ShardId;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDataMap;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.spi.JobFactory;
import org.quartz.spi.TriggerFiredBundle;

/**
 * The Quartz scheduler of this node. A job carries only ids; what it does is looked up when it
 * fires, so that losing a job loses nothing but time.
 */
final class Jobs implements AutoCloseable {
  private static final AtomicLong NUMBER = new AtomicLong();

  private final Scheduler scheduler;
  private final Map<String, Runnable> work = new ConcurrentHashMap<>();

  /**
   * @param threads how many jobs run at once, at least 2
   */
  Jobs(int threads) {
    var settings = new Properties();
    settings.setProperty(
        "org.quartz.scheduler.instanceName", "plimsoll-" + NUMBER.incrementAndGet());
    settings.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
    settings.setProperty("org.quartz.threadPool.threadCount", Integer.toString(threads));
    settings.setProperty("org.quartz.threadPool.class", "org.quartz.simpl.SimpleThreadPool");
    settings.setProperty("org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore");
    try {
      scheduler = new StdSchedulerFactory(settings).getScheduler();
      scheduler.setJobFactory(new Factory());
      scheduler.start();
    } catch (SchedulerException e) {
      throw new IllegalStateException("the job engine did not start", e);
    }
  }

  /**
   * Advances a run after a delay, at once when it is not positive; whose clock says is not ours.
   */
  void advance(RunId run, Duration delay, Runnable todo) {
    Instant at = delay.isNegative() || delay.isZero() ? null : Instant.now().plus(delay);
    schedule(AdvanceRunJob.class, "advance " + run, Map.of("run", run.value()), at, todo);
  }

  /** Works on one shard of a run, at once. */
  void shardTask(RunId run, ShardId shard, String what, Runnable todo) {
    schedule(
        ShardTaskJob.class,
        "%s %s %s".formatted(what, run, shard),
        Map.of("run", run.value(), "shard", shard.value(), "what", what),
        null,
        todo);
  }

  private void schedule(
      Class<? extends Job> job, String name, Map<String, String> data, Instant at, Runnable todo) {
    String key = name + " #" + NUMBER.incrementAndGet();
    work.put(key, todo);
    var detail =
        JobBuilder.newJob(job).withIdentity(key).usingJobData(new JobDataMap(data)).build();
    var trigger = TriggerBuilder.newTrigger().withIdentity(key);
    try {
      scheduler.scheduleJob(
          detail, at == null ? trigger.startNow().build() : trigger.startAt(Date.from(at)).build());
    } catch (SchedulerException e) {
      work.remove(key);
      throw new IllegalStateException("cannot schedule " + name, e);
    }
  }

  @Override
  public void close() {
    try {
      scheduler.shutdown(false);
    } catch (SchedulerException e) {
      throw new IllegalStateException("the job engine did not stop", e);
    }
  }

  /** Gives each fired job the work that is registered under its key. */
  private final class Factory implements JobFactory {
    @Override
    public Job newJob(TriggerFiredBundle bundle, Scheduler firing) {
      Runnable todo = work.remove(bundle.getJobDetail().getKey().getName());
      Runnable known = todo == null ? () -> {} : todo;
      return bundle.getJobDetail().getJobClass() == AdvanceRunJob.class
          ? new AdvanceRunJob(known)
          : new ShardTaskJob(known);
    }
  }

  /** Takes a run one step further. */
  static final class AdvanceRunJob implements Job {
    private final Runnable todo;

    AdvanceRunJob(Runnable todo) {
      this.todo = todo;
    }

    @Override
    public void execute(JobExecutionContext context) {
      todo.run();
    }
  }

  /** Works on one shard in one stage. */
  static final class ShardTaskJob implements Job {
    private final Runnable todo;

    ShardTaskJob(Runnable todo) {
      this.todo = todo;
    }

    @Override
    public void execute(JobExecutionContext context) {
      todo.run();
    }
  }
}
